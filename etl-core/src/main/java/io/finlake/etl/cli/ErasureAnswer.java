package io.finlake.etl.cli;

import io.finlake.etl.contract.Subject;
import io.finlake.etl.erase.Amounts;
import io.finlake.etl.erase.Forgetting;
import io.finlake.etl.erase.Found;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.protect.SubjectHashes;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Erasures as rows; no value of a person is in them. */
final class ErasureAnswer {
  private ErasureAnswer() {}

  /** What an erasure would do. */
  static Answer found(List<Found> found) {
    Answer.Rows rows =
        Answer.of(
            "table",
            "action",
            "rows",
            "quarantined",
            "money",
            "raw_objects",
            "raw_records",
            "by_text",
            "cut_texts",
            "corrections",
            "reason");
    for (Found it : found) {
      Subject subject = it.contract().subject().orElseThrow();
      rows.row(
          it.contract().zone().label() + "." + it.contract().id(),
          subject.erase().name().toLowerCase(Locale.ROOT),
          it.rows().table(),
          it.rows().quarantine(),
          Amounts.text(it.rows().money()),
          (long) it.places().size(),
          it.records(),
          it.texts(),
          it.cut(),
          it.corrections(),
          subject.keepReason());
    }
    return rows.answer();
  }

  /** Erasures, one a row. */
  static Answer list(List<Erasure> erasures, Forgetting forgetting) {
    Answer.Rows rows =
        Answer.of(
            "erasure",
            "state",
            "subject",
            "ordered_at",
            "ordered_by",
            "reason",
            "erased_at",
            "due_at",
            "finished_at",
            "waits_for");
    for (Erasure erasure : erasures) {
      rows.row(
          erasure.number(),
          state(erasure),
          subject(erasure),
          erasure.ordered().at(),
          erasure.ordered().person(),
          erasure.ordered().reason(),
          erasure.erased(),
          erasure.due(),
          erasure.finished(),
          waits(erasure, forgetting));
    }
    return rows.answer();
  }

  private static String state(Erasure erasure) {
    if (erasure.finished().isPresent()) {
      return "finished";
    }
    if (erasure.withdrawn().isPresent()) {
      return "withdrawn";
    }
    return erasure.erased().isPresent() ? "older versions are left" : "unfinished";
  }

  private static String waits(Erasure erasure, Forgetting forgetting) {
    if (erasure.finished().isPresent() || erasure.withdrawn().isPresent()) {
      return "";
    }
    if (erasure.erased().isEmpty()) {
      return erasure.byAge() ? "finlake expire" : "finlake erase, called again as it was";
    }
    List<Forgetting.Waiting> waiting = forgetting.waiting(erasure);
    String held =
        waiting.stream()
            .filter(it -> !it.why().isEmpty())
            .map(it -> it.table() + " (" + it.why() + ")")
            .collect(Collectors.joining(", "));
    return waiting.size() + " tables" + (held.isEmpty() ? "" : ": " + held);
  }

  private static String subject(Erasure erasure) {
    return erasure.byAge()
        ? "rows by their age"
        : String.join(", ", erasure.identities().getOrDefault(SubjectHashes.PERSON, Set.of()));
  }

  /** The record of an erasure: who, what, and what is left. */
  static Answer of(Erasure erasure, List<Forgetting.Waiting> waiting) {
    Answer.Rows rows =
        Answer.of("erasure", "step", "what", "rows", "money", "reason", "before", "after", "at");
    Steps steps = new Steps(rows, erasure.number());
    steps.step(
        "ordered",
        "by " + erasure.ordered().person() + " for " + subject(erasure),
        erasure.ordered().reason(),
        Optional.of(erasure.ordered().at()));
    erasure.tables().forEach(steps::table);
    erasure.objects().forEach(steps::object);
    erasure.expired().forEach(steps::expired);
    if (erasure.erased().isPresent()) {
      steps.step("looked for", "nothing is left", "", erasure.erased());
    }
    for (Erasure.Cleaned table : erasure.cleaned()) {
      steps.step(
          "older versions removed",
          table.table(),
          "version " + table.version() + " is left",
          Optional.of(table.at()));
    }
    for (Forgetting.Waiting table : waiting) {
      steps.step("older versions left", table.table(), table.why(), erasure.due());
    }
    if (erasure.withdrawn().isPresent()) {
      steps.step("withdrawn", "nothing was done for it", "", erasure.withdrawn());
    }
    if (erasure.finished().isPresent()) {
      steps.step("finished", "", "", erasure.finished());
    }
    return rows.answer();
  }

  /** The rows of one erasure's record. */
  private record Steps(Answer.Rows rows, long erasure) {
    void step(String step, String what, String reason, Optional<Instant> at) {
      Optional<Object> none = Optional.empty();
      rows.row(erasure, step, what, none, none, reason, none, none, at);
    }

    void table(Erasure.Rows table) {
      rows.row(
          erasure,
          table.action().name().toLowerCase(Locale.ROOT),
          table.table(),
          table.rows(),
          table.money(),
          table.reason(),
          version(table.before()),
          version(table.after()),
          Optional.empty());
    }

    void object(Erasure.Rewritten object) {
      rows.row(
          erasure,
          "written again",
          "raw " + object.path(),
          (long) object.offsets().size(),
          Optional.empty(),
          "",
          "sha256 " + object.before().sha256(),
          "sha256 " + object.after().sha256(),
          object.after().modified());
    }

    void expired(Erasure.Expired object) {
      Optional<Object> none = Optional.empty();
      rows.row(
          erasure,
          "removed",
          "raw " + object.path(),
          none,
          none,
          "past its retention",
          "sha256 " + object.bytes().sha256(),
          none,
          none);
    }
  }

  private static Optional<String> version(long version) {
    return version < 0 ? Optional.empty() : Optional.of("version " + version);
  }
}
