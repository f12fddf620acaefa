package io.finlake.etl.generate;

import java.util.List;
import java.util.Map;

/** Delivers bookings, some of them with a fault; each faulty copy is one more record. */
final class TransactionFaults {
  private static final List<String> KINDS =
      List.of(
          "malformed",
          "duplicate",
          "late",
          "conflict",
          "unknown_column",
          "bad_currency",
          "orphan",
          "bad_date",
          "fraction_digits",
          "minor_units",
          "missing_required",
          "card_number_in_text",
          "bad_luhn",
          "bad_iban");

  /** Bookings that are none get account numbers that no account has. */
  private static final long NO_ACCOUNT = 9_000_000_000L;

  private final Story story;
  private final Chance chance;

  TransactionFaults(Story story) {
    this.story = story;
    this.chance = story.chance("transaction-faults");
  }

  /** Delivers a booking in the hour in which it was booked, unless it is late. */
  void deliver(Booking booking, int day) {
    String kind = story.faulty(chance) ? chance.oneOf(KINDS) : "";
    int hour = booking.second() / 3_600;
    String path = story.hourly(Source.TRANSACTIONS, day, hour, 0);
    int lag = 1 + chance.below(2);
    boolean late = kind.equals("late") && day + lag < story.days();
    Map<String, String> fields = booking.fields();
    if (late) {
      send(booking, story.hourly(Source.TRANSACTIONS, day + lag, hour, 1), 0, fields, Fate.LATE);
    } else if (kind.equals("unknown_column")) {
      fields.put("loyalty_points", Integer.toString(chance.below(500)));
      send(booking, path, 0, fields, Fate.UNKNOWN_COLUMN);
    } else {
      send(booking, path, 0, fields, Fate.ACCEPTED);
      copy(kind, booking, day, hour, path, fields);
    }
  }

  private void copy(
      String kind, Booking booking, int day, int hour, String path, Map<String, String> fields) {
    switch (kind) {
      case "malformed" -> {
        String line = Booking.line(fields);
        String cut = line.substring(0, line.length() * 2 / 3);
        TransactionStory.send(story, booking, path, 1, cut, Fate.MALFORMED);
      }
      case "duplicate" -> send(booking, later(day, hour), 1, fields, Fate.DUPLICATE);
      case "conflict" -> {
        fields.put("amount", Money.text(booking.amount() + 100));
        send(booking, later(day, hour), 1, fields, Fate.CONFLICT);
      }
      case "late", "" -> {
        // Nothing more: no fault, or late where no later day is left.
      }
      default -> {
        fields.put("transaction_id", Booking.quoted(booking.id(NO_ACCOUNT + booking.account())));
        send(booking, path, 1, fields, broken(kind, booking, fields));
      }
    }
  }

  /** The same hour, or one of the same day that comes after it. */
  private String later(int day, int hour) {
    int delayed = chance.happens(0.5) ? Math.min(23, hour + 1 + chance.below(3)) : hour;
    return story.hourly(Source.TRANSACTIONS, day, delayed, 0);
  }

  private Fate broken(String kind, Booking booking, Map<String, String> fields) {
    switch (kind) {
      case "bad_currency" -> {
        fields.put("amount", Money.text(Math.max(1, booking.amount() / 100) * 100));
        fields.put("currency", chance.happens(0.5) ? "\"XQZ\"" : "\"EUX\"");
        return Fate.quarantined(kind, "currency_currency");
      }
      case "orphan" -> {
        long nobody = 9_900_000_000L + chance.below(1_000_000);
        fields.put("account_id", Booking.quoted(Identifiers.account(nobody)));
        return Fate.quarantined(kind, "account_exists");
      }
      case "bad_date" -> {
        fields.put("booking_date", "\"2023-02-30\"");
        return Fate.BAD_DATE;
      }
      case "fraction_digits" -> {
        fields.put("amount", Money.text(booking.amount()) + "5");
        return Fate.FRACTION_DIGITS;
      }
      case "minor_units" -> {
        fields.put("amount", Money.text(booking.amount() / 100 * 100 + 50));
        fields.put("currency", "\"JPY\"");
        return Fate.quarantined(kind, "amount_minor_units");
      }
      case "missing_required" -> {
        fields.remove("account_id");
        return Fate.quarantined(kind, "account_id_required");
      }
      case "card_number_in_text" -> {
        String number = story.anyCardNumber();
        boolean spaced = chance.happens(0.5);
        String shown = spaced ? number.replaceAll("(.{4})(?=.)", "$1 ") : number;
        fields.put("description", Booking.quoted("Paid with card " + shown));
        return Fate.CARD_IN_TEXT;
      }
      case "bad_luhn" -> {
        String wrong = Identifiers.badCardNumber(story.anyCardNumber());
        fields.put("card_number", Booking.quoted(wrong));
        return Fate.quarantined(kind, CardStory.CARD_NUMBER_RULE);
      }
      case "bad_iban" -> {
        String wrong = Identifiers.badIban(Identifiers.iban("DE", chance.below(90_000_000)));
        fields.put("counterparty_iban", Booking.quoted(wrong));
        return Fate.quarantined(kind, "counterparty_iban_iban");
      }
      default -> throw new IllegalStateException("no fault is called " + kind);
    }
  }

  private void send(Booking booking, String path, int copy, Map<String, String> fields, Fate fate) {
    TransactionStory.send(story, booking, path, copy, fields, fate);
  }
}
