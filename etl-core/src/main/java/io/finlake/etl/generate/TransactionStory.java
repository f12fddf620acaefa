package io.finlake.etl.generate;

import io.finlake.etl.generate.CustomerProfile.AccountProfile;
import io.finlake.etl.generate.Spending.Event;
import java.util.List;
import java.util.Map;

/**
 * A customer's bookings, as the payment hub streams them. The balances of an account chain from its
 * opening balance in the order of time; a debit beyond the overdraft is declined and leaves no
 * booking.
 */
final class TransactionStory {
  private static final String DATASET = Source.TRANSACTIONS.dataset();
  private static final List<String> CARD_CHANNELS = List.of("card_pos", "card_online", "atm");

  private final Story story;
  private final TransactionFaults faults;

  TransactionStory(Story story) {
    this.story = story;
    this.faults = new TransactionFaults(story);
  }

  void tell() {
    for (AccountProfile account : story.customer().accounts()) {
      Chance chance = Chance.of(story.settings().seed(), "spending", account.number());
      tell(account, chance, new Spending(chance, story.names(), story.customer(), account));
    }
  }

  private void tell(AccountProfile account, Chance chance, Spending spending) {
    long balance = account.openingBalance();
    long overdraft = Money.rounded(1_500, account.currency());
    int first = story.customer().joinDay() == 0 ? 0 : story.customer().joinDay() + 1;
    for (int day = first; day < story.days(); day++) {
      for (Event event : spending.of(story.date(day))) {
        long after = event.credit() ? balance + event.amount() : balance - event.amount();
        if (event.credit() || after >= -overdraft) {
          balance = after;
          faults.deliver(booking(account, chance, day, event, balance), day);
        }
      }
    }
    story.outbox().tally().add("closing_balance|" + account.currency(), balance);
  }

  private Booking booking(
      AccountProfile account, Chance chance, int day, Event event, long balance) {
    boolean byCard = CARD_CHANNELS.contains(event.channel());
    boolean byAccount = List.of("transfer", "salary", "direct_debit").contains(event.channel());
    return new Booking(
        account.number(),
        story.date(day),
        event.second(),
        event.amount(),
        account.currency(),
        event.credit(),
        event.channel(),
        byCard ? chance.oneOf(account.cards()) : "",
        event.merchant(),
        event.category(),
        byAccount ? Identifiers.iban("DE", 800_000_000L + chance.below(90_000_000)) : "",
        event.country(),
        balance,
        event.description());
  }

  /** Sends a booking's record, whole or changed, and counts it. */
  static void send(
      Story story, Booking booking, String path, int copy, Map<String, String> fields, Fate fate) {
    send(story, booking, path, copy, Booking.line(fields), fate);
    String amount = fields.get("amount");
    if (!fate.fault().equals("fraction_digits")) {
      boolean known = !fate.fault().equals("bad_currency");
      String currency = fields.get("currency").replace("\"", "");
      long hundredths = new java.math.BigDecimal(amount).movePointRight(2).longValueExact();
      Tally tally = story.outbox().tally();
      tally.money(DATASET, fate, known ? currency : Tally.INVALID, hundredths);
      if (fate.outcome() == Fate.Outcome.ACCEPTED) {
        tally.add(DATASET + "|rows", 1);
      }
    }
  }

  /** Sends a line that may be no record at all. */
  static void send(Story story, Booking booking, String path, int copy, String line, Fate fate) {
    String place = booking.id(booking.account()) + copy;
    story.outbox().deliver(Source.TRANSACTIONS, path, place, line + "\n", fate);
  }
}
