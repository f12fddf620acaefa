package io.finlake.etl.generate;

import io.finlake.etl.generate.CustomerProfile.AccountProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Versions of a customer's cards, as the card system's change extracts hold them (fixed width). */
final class CardStory {
  private static final List<String> KINDS =
      List.of(
          "malformed", "duplicate", "late", "orphan", "bad_luhn", "missing_required", "bad_date");
  private static final String DATASET = Source.CARDS.dataset();

  /** No rule is asked of a delete but those of its key and order. */
  private static final List<String> KINDS_OF_DELETES =
      List.of("malformed", "duplicate", "bad_date");

  /** The status by which the card system deletes a card. */
  private static final String WITHDRAWN = "withdrawn";

  /** A version of a card; the delivery day may be later than the day of the change. */
  private record Version(
      String cardId,
      String accountId,
      String number,
      String expiry,
      String status,
      String updatedAt,
      int day,
      boolean late) {
    String line() {
      return padded(cardId, 11)
          + padded(accountId, 11)
          + padded(number, 19)
          + padded(expiry, 7)
          + padded(status, 10)
          + padded(updatedAt, 20);
    }

    private static String padded(String text, int width) {
      return text + " ".repeat(width - text.length());
    }

    Version with(String account, String pan, String month, String moment) {
      return new Version(cardId, account, pan, month, status, moment, day, false);
    }
  }

  private final Story story;
  private final Chance faults;

  CardStory(Story story) {
    this.story = story;
    this.faults = story.chance("card-faults");
  }

  void tell() {
    Chance chance = story.chance("card");
    for (AccountProfile account : story.customer().accounts()) {
      for (int i = 0; i < account.cards().size(); i++) {
        List<Version> versions =
            versions(
                account,
                Identifiers.card(account.number() * 2 + i),
                account.cards().get(i),
                chance);
        deliverByDay(versions);
        boolean withdrawn =
            versions.stream().anyMatch(version -> version.status().equals(WITHDRAWN));
        story.outbox().tally().add(DATASET + "|rows", withdrawn ? 0 : 1);
        story.outbox().tally().add("cards", 1);
      }
    }
  }

  private List<Version> versions(
      AccountProfile account, String cardId, String number, Chance chance) {
    int joinDay = story.customer().joinDay();
    int year = story.settings().start().getYear() + 1 + chance.below(4);
    String expiry = year + "-" + Identifiers.padded("", 1 + chance.below(12), 2);
    List<Version> versions = new ArrayList<>();
    String issued = account.openedOn() + "T10:00:00Z";
    versions.add(
        new Version(cardId, account.id(), number, expiry, "active", issued, joinDay, false));
    String status = "active";
    for (int day = joinDay + 1; day < story.days() && !status.equals(WITHDRAWN); day++) {
      int changes = chance.happens(0.01) ? (chance.happens(0.3) ? 2 : 1) : 0;
      for (int change = 0; change < changes; change++) {
        boolean ends = change == changes - 1 && chance.happens(0.2);
        status = ends ? WITHDRAWN : status.equals("active") ? "blocked" : "active";
        String at =
            story.date(day)
                + "T"
                + TimeOfDay.text(20_000 + change * 30_000 + chance.below(30_000))
                + "Z";
        int lag = story.faulty(faults) && faults.below(KINDS.size()) == 0 ? 1 + faults.below(2) : 0;
        boolean late = lag > 0 && day + lag < story.days();
        versions.add(
            new Version(
                cardId, account.id(), number, expiry, status, at, late ? day + lag : day, late));
      }
    }
    return versions;
  }

  /** The newest of a day wins if it is newer than what is there; all others are superseded. */
  private void deliverByDay(List<Version> versions) {
    String newest = "";
    for (int day = story.customer().joinDay(); day < story.days(); day++) {
      int today = day;
      List<Version> delivered =
          versions.stream().filter(version -> version.day() == today).toList();
      Optional<Version> last =
          delivered.stream().max(java.util.Comparator.comparing(Version::updatedAt));
      for (Version version : delivered) {
        boolean wins =
            version.equals(last.orElseThrow()) && version.updatedAt().compareTo(newest) > 0;
        Fate fate = wins ? Fate.ACCEPTED : Fate.SUPERSEDED;
        deliver(version.line(), version, day, "0", version.late() ? fate.because("late") : fate);
        if (wins) {
          fault(version, versions);
        }
      }
      if (last.isPresent() && last.get().updatedAt().compareTo(newest) > 0) {
        newest = last.get().updatedAt();
      }
    }
  }

  private void fault(Version version, List<Version> versions) {
    boolean ends = version.status().equals(WITHDRAWN);
    String kind = story.faulty(faults) ? faults.oneOf(ends ? KINDS_OF_DELETES : KINDS) : "";
    int day = version.day();
    switch (kind) {
      case "malformed" ->
          deliver(version.line().substring(0, 52), version, day, "1", Fate.MALFORMED);
      case "duplicate" -> {
        boolean quiet = versions.stream().noneMatch(other -> other.day() == day + 1);
        if (quiet && day + 1 < story.days()) {
          deliver(version.line(), version, day + 1, "1", Fate.DUPLICATE);
        }
      }
      case "orphan" ->
          broken(
              version,
              Identifiers.account(9_900_000_000L + faults.below(1_000_000)),
              version.number(),
              version.expiry(),
              version.updatedAt(),
              Fate.quarantined("orphan", "account_exists"));
      case "bad_luhn" ->
          broken(
              version,
              version.accountId(),
              Identifiers.badCardNumber(version.number()),
              version.expiry(),
              version.updatedAt(),
              Fate.quarantined("bad_luhn", CARD_NUMBER_RULE));
      case "missing_required" ->
          broken(
              version,
              version.accountId(),
              version.number(),
              "",
              version.updatedAt(),
              Fate.quarantined("missing_required", "expiry_required"));
      case "bad_date" ->
          broken(
              version,
              version.accountId(),
              version.number(),
              version.expiry(),
              "2023-02-30T10:00:00Z",
              Fate.BAD_DATE);
      default -> {
        // No fault, or one that was dealt with when the versions were made.
      }
    }
  }

  /** The name of the rule that {@code check: card-number} makes of the column card_number. */
  static final String CARD_NUMBER_RULE = "card_number_card_number";

  private void broken(
      Version version, String account, String number, String expiry, String at, Fate fate) {
    String line = version.with(account, number, expiry, at).line();
    deliver(line, version, version.day(), "1", fate);
  }

  private void deliver(String line, Version version, int day, String wave, Fate fate) {
    String place = version.cardId() + version.updatedAt() + wave;
    story.outbox().deliver(Source.CARDS, story.daily(Source.CARDS, day), place, line + "\n", fate);
  }
}
