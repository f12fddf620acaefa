package io.finlake.etl.generate;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A booking as the payment hub sends it: one JSON object a line.
 *
 * @param second of the day; no two bookings of an account share one
 * @param amount in hundredths
 * @param cardNumber empty when no card was used; likewise merchant, category, counterparty
 */
record Booking(
    long account,
    LocalDate date,
    int second,
    long amount,
    String currency,
    boolean credit,
    String channel,
    String cardNumber,
    String merchant,
    String category,
    String counterparty,
    String country,
    long balanceAfter,
    String description) {

  /** The id of a booking on an account. */
  String id(long ofAccount) {
    return Identifiers.padded("T", compactDate(), 8)
        + Identifiers.padded("-", second, 5)
        + Identifiers.padded("-", ofAccount, 10);
  }

  private long compactDate() {
    return date.getYear() * 10_000L + date.getMonthValue() * 100L + date.getDayOfMonth();
  }

  /** The fields in the hub's order, each value as JSON. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>(24);
    fields.put("transaction_id", quoted(id(account)));
    fields.put("account_id", quoted(Identifiers.account(account)));
    put(fields, "card_number", cardNumber);
    fields.put("amount", Money.text(amount));
    fields.put("currency", quoted(currency));
    fields.put("direction", credit ? "\"credit\"" : "\"debit\"");
    fields.put("channel", quoted(channel));
    put(fields, "merchant", merchant);
    put(fields, "merchant_category", category);
    put(fields, "counterparty_iban", counterparty);
    put(fields, "country", country);
    fields.put("booked_at", "\"" + date + "T" + TimeOfDay.text(second) + "Z\"");
    fields.put("booking_date", "\"" + date + "\"");
    fields.put("balance_after", Money.text(balanceAfter));
    put(fields, "description", description);
    return fields;
  }

  /** One line, without its end. */
  static String line(Map<String, String> fields) {
    StringBuilder out = new StringBuilder(420).append('{');
    fields.forEach(
        (name, value) -> {
          if (out.length() > 1) {
            out.append(',');
          }
          out.append('"').append(name).append("\":").append(value);
        });
    return out.append('}').toString();
  }

  private static void put(Map<String, String> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.put(name, quoted(value));
    }
  }

  /** A JSON string; the texts here hold no control characters. */
  static String quoted(String text) {
    if (text.indexOf('"') < 0 && text.indexOf('\\') < 0) {
      return "\"" + text + "\"";
    }
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
