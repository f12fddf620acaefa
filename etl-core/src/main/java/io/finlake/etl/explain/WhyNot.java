package io.finlake.etl.explain;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a row is not in a processed table, or that it is.
 *
 * @param verdict the answer in one word
 * @param because the answer in one sentence
 * @param evidence what it rests on, and what else may be the reason
 * @param command what mends it, without the lake; empty when there is nothing to mend
 */
public record WhyNot(
    Verdict verdict, String because, List<Evidence> evidence, Optional<String> command) {
  public WhyNot {
    evidence = List.copyOf(evidence);
  }

  /** The answer in one word, the surest first. */
  public enum Verdict {
    /** It is there. */
    PRESENT("present"),
    /** The source said that the key is deleted, or left it out of a full extract. */
    DELETED("deleted"),
    /** It was delivered and broke rules. */
    QUARANTINED("quarantined"),
    /** It was there and a later batch took it out. */
    REMOVED("removed"),
    /** It may stand in objects that were not taken to their end. */
    WAITING("waiting"),
    /** No object that was taken had it, as far as keys can be read. */
    NOT_DELIVERED("not delivered");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    /** The words in answers. */
    public String label() {
      return label;
    }
  }

  /**
   * One thing that was found.
   *
   * @param finding what it is, in one or two words
   * @param text in one sentence
   * @param row the row that it speaks of, masked
   * @param reasons the rules that the row broke: rule, column and text, as quarantine holds them
   */
  public record Evidence(
      String finding, String text, Optional<ShownRow> row, List<String> reasons) {
    public Evidence {
      reasons = List.copyOf(reasons);
    }

    static Evidence of(String finding, String text) {
      return new Evidence(finding, text, Optional.empty(), List.of());
    }
  }

  /**
   * A row in quarantine.
   *
   * @param row masked
   * @param rules that it broke and that kept it out
   * @param reasons rule, column and text of each
   * @param closed how a replay took it out; empty while it is open
   */
  record Held(ShownRow row, List<String> rules, List<String> reasons, Optional<String> closed) {}

  /**
   * What was found of a key, before anything is concluded.
   *
   * @param dataset {@code domain.name}
   * @param replays whether rows in quarantine can be replayed; those of full extracts are not
   * @param key the key for people
   * @param argument the key as a command takes it; empty when it may not be shown
   * @param present rows of the table, without deleted ones
   * @param deleted rows that say that the key is deleted
   * @param newestDeleted whether the newest version of the key says so, where versions are kept
   * @param replaced what the table's strategy makes of other rows of a key that it has
   * @param held rows in quarantine
   * @param removedIn the batch that took the last row of the key out
   * @param blindBefore the batch before which nobody can see any more whether the table had the
   *     key; empty when its whole past was looked at, or rows never leave it
   * @param unfinished the batch that is planned and not committed
   * @param unfinishedObjects how many objects it has
   * @param untaken objects in raw that no batch has taken
   * @param withoutManifest objects in raw that wait for their manifest
   * @param unreadableKeys rows in quarantine whose key cannot be read
   * @param filtered rows that a reshape left out
   * @param objects how many objects batches have taken
   * @param days the first and the last date folder among them
   * @param missing expected deliveries that did not come
   */
  record Facts(
      String dataset,
      boolean replays,
      String key,
      Optional<String> argument,
      List<ShownRow> present,
      List<ShownRow> deleted,
      boolean newestDeleted,
      String replaced,
      List<Held> held,
      Optional<Long> removedIn,
      Optional<Long> blindBefore,
      Optional<Long> unfinished,
      long unfinishedObjects,
      List<String> untaken,
      List<String> withoutManifest,
      long unreadableKeys,
      long filtered,
      long objects,
      List<LocalDate> days,
      List<LocalDate> missing) {
    Facts {
      present = List.copyOf(present);
      deleted = List.copyOf(deleted);
      held = List.copyOf(held);
      untaken = List.copyOf(untaken);
      withoutManifest = List.copyOf(withoutManifest);
      days = List.copyOf(days);
      missing = List.copyOf(missing);
    }
  }

  /** Concludes; pure. */
  static WhyNot of(Facts facts) {
    List<Evidence> evidence = new ArrayList<>(rows(facts));
    evidence.addAll(open(facts));
    Verdict verdict = verdict(facts);
    return new WhyNot(verdict, because(facts, verdict), evidence, command(facts, verdict));
  }

  private static Verdict verdict(Facts facts) {
    if (!facts.present().isEmpty() && !facts.newestDeleted()) {
      return Verdict.PRESENT;
    }
    if (!facts.deleted().isEmpty()) {
      return Verdict.DELETED;
    }
    if (facts.held().stream().anyMatch(held -> held.closed().isEmpty())) {
      return Verdict.QUARANTINED;
    }
    if (facts.removedIn().isPresent()) {
      return Verdict.REMOVED;
    }
    boolean waiting =
        facts.unfinished().isPresent()
            || !facts.untaken().isEmpty()
            || !facts.withoutManifest().isEmpty();
    return waiting ? Verdict.WAITING : Verdict.NOT_DELIVERED;
  }

  private static String because(Facts facts, Verdict verdict) {
    return switch (verdict) {
      case PRESENT -> "it is there; " + facts.replaced();
      case DELETED ->
          "its source says that it is gone, batch "
              + facts.deleted().get(facts.deleted().size() - 1).batch().orElse(0L);
      case QUARANTINED ->
          "it was delivered and broke "
              + String.join(", ", rules(facts))
              + ", so it was kept apart";
      case REMOVED ->
          "it was there until batch "
              + facts.removedIn().orElseThrow()
              + ", whose delivery does not have it any more";
      case WAITING ->
          "no batch that is finished had it, and there are objects that were not taken to their"
              + " end";
      case NOT_DELIVERED ->
          "it is neither in the table nor in quarantine, and every object in raw was taken: as far"
              + " as keys can be read it was "
              + facts
                  .blindBefore()
                  .map(
                      batch ->
                          "not in the table since batch "
                              + batch
                              + "; older versions cannot be looked at any more")
                  .orElse("never delivered");
    };
  }

  private static List<String> rules(Facts facts) {
    return facts.held().stream()
        .filter(held -> held.closed().isEmpty())
        .flatMap(held -> held.rules().stream())
        .distinct()
        .toList();
  }

  private static Optional<String> command(Facts facts, Verdict verdict) {
    String dataset = " --dataset " + facts.dataset();
    return switch (verdict) {
      case PRESENT, DELETED ->
          facts
              .argument()
              .map(
                  key ->
                      "finlake trace --table processed."
                          + facts.dataset()
                          + " --key '"
                          + key
                          + "'");
      case QUARANTINED ->
          Optional.of(
              "finlake quarantine show "
                  + facts.dataset()
                  + rules(facts).stream().map(rule -> " --rule " + rule).findFirst().orElse(""));
      case REMOVED -> Optional.empty();
      case WAITING ->
          facts.unfinished().isPresent() || !facts.untaken().isEmpty()
              ? Optional.of("finlake process" + dataset)
              : Optional.empty();
      case NOT_DELIVERED ->
          facts.unreadableKeys() > 0
              ? Optional.of("finlake quarantine show " + facts.dataset())
              : Optional.of("finlake status");
    };
  }

  private static List<Evidence> rows(Facts facts) {
    List<Evidence> evidence = new ArrayList<>();
    facts.present().forEach(row -> evidence.add(row("in the table", row)));
    facts.deleted().forEach(row -> evidence.add(row("deleted", row)));
    for (Held held : facts.held()) {
      evidence.add(
          new Evidence(
              "in quarantine",
              held.closed().orElseGet(() -> open(facts, held)),
              Optional.of(held.row()),
              held.reasons()));
    }
    facts
        .removedIn()
        .ifPresent(
            batch ->
                evidence.add(Evidence.of("removed", "the table had it before batch " + batch)));
    return evidence;
  }

  private static String open(Facts facts, Held held) {
    if (!facts.present().isEmpty()) {
      return "open, and another delivery of the key is in the table: settled, unless this one"
          + " should have won";
    }
    return "open: nothing of the key is in the table; "
        + (facts.replays() && !held.rules().isEmpty()
            ? "when its contract or its values are mended: finlake quarantine replay "
                + facts.dataset()
                + " --rule "
                + held.rules().get(0)
            : "the next extract brings it again");
  }

  private static Evidence row(String finding, ShownRow row) {
    String text =
        "batch " + row.batch().orElse(0L) + row.place().map(place -> ", from " + place).orElse("");
    return new Evidence(finding, text, Optional.of(row), List.of());
  }

  /** What else may hold the row; said also where the answer is sure. */
  private static List<Evidence> open(Facts facts) {
    List<Evidence> evidence = new ArrayList<>();
    facts
        .unfinished()
        .ifPresent(
            batch ->
                evidence.add(
                    Evidence.of(
                        "unfinished batch",
                        "batch "
                            + batch
                            + " with "
                            + count(facts.unfinishedObjects(), "object")
                            + " is planned and not committed; the next run finishes it or says why"
                            + " it cannot")));
    objects(evidence, "not taken", facts.untaken(), "no batch has taken");
    objects(evidence, "no manifest", facts.withoutManifest(), "their manifest has not arrived for");
    untold(evidence, facts);
    if (!facts.missing().isEmpty()) {
      evidence.add(
          Evidence.of(
              "missing deliveries",
              count(facts.missing().size(), "expected delivery", "expected deliveries")
                  + " did not come: "
                  + some(facts.missing().stream().map(LocalDate::toString).toList())));
    }
    evidence.add(
        Evidence.of(
            "delivered",
            count(facts.objects(), "object")
                + " were taken so far"
                + (facts.days().isEmpty()
                    ? ""
                    : ", of "
                        + facts.days().get(0)
                        + " to "
                        + facts.days().get(facts.days().size() - 1))));
    return evidence;
  }

  /** Rows of which nobody can say whose they are. */
  private static void untold(List<Evidence> evidence, Facts facts) {
    if (facts.unreadableKeys() > 0) {
      evidence.add(
          Evidence.of(
              "unreadable keys",
              count(facts.unreadableKeys(), "row")
                  + " in quarantine have no key that can be read; any of them may be it"));
    }
    if (facts.filtered() > 0) {
      evidence.add(
          Evidence.of(
              "filtered",
              count(facts.filtered(), "row")
                  + " were left out by the reshape's keep; which ones, only raw tells"));
    }
  }

  private static void objects(
      List<Evidence> evidence, String finding, List<String> paths, String text) {
    if (!paths.isEmpty()) {
      evidence.add(
          Evidence.of(
              finding, text + " " + count(paths.size(), "object") + " in raw: " + some(paths)));
    }
  }

  private static String some(List<String> names) {
    return names.size() <= 3
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, 3)) + " and " + (names.size() - 3) + " more";
  }

  private static String count(long number, String thing) {
    return count(number, thing, thing + "s");
  }

  private static String count(long number, String one, String many) {
    return number + " " + (number == 1 ? one : many);
  }
}
