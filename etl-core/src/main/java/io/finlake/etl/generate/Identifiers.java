package io.finlake.etl.generate;

import java.math.BigInteger;

/** Numbers of the financial trade with right (or, asked for, wrong) check digits. */
final class Identifiers {
  private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);

  private Identifiers() {}

  static String customer(long number) {
    return padded("C", number, 8);
  }

  static String account(long number) {
    return padded("A", number, 10);
  }

  static String card(long number) {
    return padded("K", number, 10);
  }

  /** A prefix and a number, zeros between them. */
  static String padded(String prefix, long number, int digits) {
    String text = Long.toString(number);
    StringBuilder out = new StringBuilder(prefix.length() + digits).append(prefix);
    for (int i = text.length(); i < digits; i++) {
      out.append('0');
    }
    return out.append(text).toString();
  }

  /**
   * The number of the {@code index}-th card: a prefix that the schemes publish for tests, a serial
   * number that no other card of the seed has (multiplying by a number without the factors 2 and 5
   * permutes the nine digits), and the check digit of ISO/IEC 7812-1.
   */
  static String cardNumber(long seed, long index) {
    long serial =
        Math.floorMod(index * 387_420_489L + Math.floorMod(seed, 999_983L), 1_000_000_000L);
    int share = (int) Math.floorMod(Chance.mix(seed ^ index), 100L);
    String prefix = share < 55 ? "411111" : share < 95 ? "555555" : "601100000";
    String digits = padded(prefix, serial, 9);
    return digits + luhnDigit(digits);
  }

  /** The digit that makes the number pass Luhn. */
  static char luhnDigit(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = digit * 2;
      sum += i % 2 == 0 ? (doubled > 9 ? doubled - 9 : doubled) : digit;
    }
    return (char) ('0' + (10 - sum % 10) % 10);
  }

  /** The same number with another last digit, so that Luhn fails. */
  static String badCardNumber(String number) {
    int last = number.length() - 1;
    return number.substring(0, last) + (char) ('0' + (number.charAt(last) - '0' + 1) % 10);
  }

  /**
   * An IBAN of a country with its structure in ISO 13616 and check digits by ISO 7064 mod 97-10.
   */
  static String iban(String country, long number) {
    String bban =
        switch (country) {
          case "GB" -> padded("FLBK200318", number % 100_000_000L, 8);
          case "NL" -> padded("FLBK", number, 10);
          case "CH" -> padded("09000", number, 12);
          case "PL" -> padded("10901014", number, 16);
          case "SE" -> padded("500", number, 17);
          case "AT" -> padded("19043", number, 11);
          case "DE" -> padded("37040044", number, 10);
          default -> throw new IllegalArgumentException("no IBAN structure for " + country);
        };
    int check = 98 - remainder(bban + country + "00");
    return country + (check < 10 ? "0" : "") + check + bban;
  }

  /** The same IBAN with check digits that are wrong. */
  static String badIban(String iban) {
    int check = Integer.parseInt(iban.substring(2, 4));
    int wrong = check >= 97 ? check - 10 : check + 1;
    return iban.substring(0, 2) + (wrong < 10 ? "0" : "") + wrong + iban.substring(4);
  }

  /** The remainder of the letters-as-numbers reading, divided by 97. */
  static int remainder(String text) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      digits.append(Character.isDigit(c) ? String.valueOf(c) : String.valueOf(c - 'A' + 10));
    }
    return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue();
  }
}
