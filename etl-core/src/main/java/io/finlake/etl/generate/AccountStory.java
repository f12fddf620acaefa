package io.finlake.etl.generate;

import io.finlake.etl.generate.CustomerProfile.AccountProfile;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** Versions of a customer's accounts, as core banking's change extracts hold them. */
final class AccountStory {
  private static final List<String> KINDS =
      List.of(
          "duplicate",
          "late",
          "correction",
          "orphan",
          "bad_iban",
          "bad_currency",
          "missing_required");
  private static final String DATASET = Source.ACCOUNTS.dataset();

  private final Story story;
  private final Chance faults;
  private Timeline timeline = new Timeline();

  AccountStory(Story story) {
    this.story = story;
    this.faults = story.chance("account-faults");
  }

  void tell() {
    Chance chance = story.chance("account");
    CustomerProfile customer = story.customer();
    for (AccountProfile account : customer.accounts()) {
      timeline = new Timeline();
      AccountRecord present = first(customer, account);
      present = version(present, customer.joinDay(), false);
      for (int day = customer.joinDay() + 1; day < story.days(); day++) {
        if (chance.happens(0.01)) {
          String status = present.status().equals("active") ? "blocked" : "active";
          present = present.changed(status, moment(day, 28_800 + chance.below(36_000)));
          present = version(present, day, true);
        }
      }
      timeline.count(story.outbox().tally(), "core.account");
      story.outbox().tally().add("accounts", 1);
    }
  }

  private AccountRecord first(CustomerProfile customer, AccountProfile account) {
    Instant opened = account.openedOn().atTime(8, 0).toInstant(ZoneOffset.UTC);
    return new AccountRecord(
        account.id(),
        customer.id(),
        account.iban(),
        account.productCode(),
        account.currency(),
        "active",
        account.openedOn(),
        account.openingBalance(),
        opened,
        1);
  }

  private Instant moment(int day, int second) {
    return story.date(day).atStartOfDay().plusSeconds(second).toInstant(ZoneOffset.UTC);
  }

  /** Delivers a version; the account as it was last changed, by the version or its correction. */
  private AccountRecord version(AccountRecord account, int day, boolean mayBeLate) {
    String kind = story.faulty(faults) ? faults.oneOf(KINDS) : "";
    int lag = 1 + faults.below(2);
    if (kind.equals("late") && mayBeLate && day + lag < story.days()) {
      deliver(account, day + lag, "0", Fate.LATE);
      return account;
    }
    deliver(account, day, "0", Fate.ACCEPTED);
    int later = faults.happens(0.5) && day + 1 < story.days() ? day + 1 : day;
    switch (kind) {
      case "duplicate" -> deliver(account, later, "1", Fate.DUPLICATE);
      case "correction" -> {
        AccountRecord corrected =
            account.corrected(account.status().equals("active") ? "blocked" : "active");
        deliver(corrected, later, "1", Fate.CORRECTION);
        return corrected;
      }
      case "orphan" ->
          deliver(
              account.ofCustomer(Identifiers.customer(90_000_000L + faults.below(1_000_000))),
              day,
              "1",
              Fate.quarantined("orphan", "customer_exists"));
      case "bad_iban" ->
          deliver(
              account.withIban(Identifiers.badIban(account.iban())),
              day,
              "1",
              Fate.quarantined("bad_iban", "iban_iban"));
      case "bad_currency" ->
          deliver(
              account.opening(account.openingBalance() / 100 * 100, "XQZ"),
              day,
              "1",
              Fate.quarantined("bad_currency", "currency_currency"));
      case "missing_required" ->
          deliver(
              account.withoutProduct(),
              day,
              "1",
              Fate.quarantined("missing_required", "product_code_required"));
      default -> {
        // No fault, or one that cannot be here.
      }
    }
    return account;
  }

  private void deliver(AccountRecord account, int day, String wave, Fate fate) {
    String place = account.accountId() + account.updatedAt() + wave;
    story.outbox().deliver(story.daily(Source.ACCOUNTS, day), place, account.encoded());
    Tally tally = story.outbox().tally();
    tally.record(DATASET, fate);
    boolean known = !account.currency().equals("XQZ");
    tally.money(
        DATASET, fate, known ? account.currency() : Tally.INVALID, account.openingBalance());
    if (fate.outcome() == Fate.Outcome.ACCEPTED) {
      tally.add(DATASET + "|rows", 1);
      String since = account.updatedAt().toString();
      timeline.add(since, account.changeNumber(), account.customerId() + "|" + account.status());
    }
  }
}
