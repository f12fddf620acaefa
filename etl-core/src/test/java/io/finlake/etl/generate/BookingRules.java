package io.finlake.etl.generate;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The contract of payments.transactions once more, in plain Java that shares nothing with ours. */
final class BookingRules {
  private static final Set<String> CURRENCIES =
      Set.of("EUR", "GBP", "CHF", "PLN", "SEK", "USD", "JPY");
  private static final List<String> REQUIRED =
      List.of(
          "transaction_id",
          "account_id",
          "amount",
          "currency",
          "direction",
          "channel",
          "booked_at",
          "booking_date",
          "balance_after");
  private static final Pattern DIGITS = Pattern.compile("\\d(?:[ -]?\\d){12,18}");

  private BookingRules() {}

  /** Whether a booking breaks no rule, apart from duplicates and conflicts. */
  static boolean keeps(JsonNode booking, Set<String> accounts) {
    return REQUIRED.stream().allMatch(booking::hasNonNull)
        && accounts.contains(booking.get("account_id").asText())
        && CURRENCIES.contains(booking.get("currency").asText())
        && amountFits(booking)
        && realDate(booking.get("booking_date").asText())
        && luhn(booking.path("card_number").asText("4111111111111111"))
        && iban(booking.path("counterparty_iban").asText("DE89370400440532013000"))
        && !showsCard(booking.path("description").asText());
  }

  private static boolean amountFits(JsonNode booking) {
    BigDecimal amount = new BigDecimal(booking.get("amount").asText()).stripTrailingZeros();
    int digits = booking.get("currency").asText().equals("JPY") ? 0 : 2;
    return amount.signum() > 0 && amount.scale() <= digits;
  }

  private static boolean realDate(String text) {
    try {
      return text.equals(LocalDate.parse(text).toString());
    } catch (java.time.DateTimeException e) {
      return false;
    }
  }

  private static boolean showsCard(String text) {
    Matcher runs = DIGITS.matcher(text);
    return runs.find() && luhn(runs.group().replaceAll("[ -]", ""));
  }

  static boolean luhn(String number) {
    int sum = 0;
    for (int i = number.length() - 1, place = 0; i >= 0; i--, place++) {
      int digit = Character.digit(number.charAt(i), 10);
      sum += place % 2 == 1 ? digit * 2 / 10 + digit * 2 % 10 : digit;
    }
    return !number.isEmpty() && sum % 10 == 0;
  }

  static boolean iban(String iban) {
    String turned = iban.substring(4) + iban.substring(0, 4);
    StringBuilder digits = new StringBuilder();
    turned.chars().forEach(c -> digits.append(Character.digit(c, 36)));
    return new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
  }
}
