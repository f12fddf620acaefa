package io.finlake.etl.prove.protection;

import java.util.Random;

/**
 * A classified value that occurs nowhere else in the world.
 *
 * @param text the value
 * @param secrecy where it may be
 * @param planted where in raw it stands, for people
 */
record Marker(String text, Secrecy secrecy, String planted) {
  /** So much of a value is looked for, so that a cut-off one is found as well. */
  static final int CORE = 11;

  private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

  /** Where values of a classification may be beyond raw. */
  enum Secrecy {
    /** Nowhere. */
    RESTRICTED,
    /** In the rows of tables, and nowhere else. */
    CONFIDENTIAL
  }

  /** The beginning that is looked for. */
  String core() {
    return text.substring(0, Math.min(CORE, text.length()));
  }

  /** Text that nobody else draws, of a length that can be looked for. */
  static String letters(Random chance, int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(LETTERS.charAt(chance.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  /** Digits that begin like these; the first of them tell it from all others. */
  static String digits(Random chance, String begin, int length) {
    StringBuilder text = new StringBuilder(begin);
    while (text.length() < length) {
      text.append(chance.nextInt(10));
    }
    return text.toString();
  }

  /** A card number: the check digit of ISO/IEC 7812-1 behind fifteen digits. */
  static String card(Random chance) {
    String digits = digits(chance, "4", 15);
    int sum = 0;
    for (int at = 0; at < digits.length(); at++) {
      int digit = digits.charAt(at) - '0';
      int weighed = at % 2 == 0 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return digits + (10 - sum % 10) % 10;
  }

  /** A German account number with the check digits of ISO 7064. */
  static String iban(Random chance) {
    String account = digits(chance, "", 18);
    String rearranged = account + "131400";
    int rest = 0;
    for (int at = 0; at < rearranged.length(); at++) {
      rest = (rest * 10 + rearranged.charAt(at) - '0') % 97;
    }
    int check = 98 - rest;
    return "DE" + (check < 10 ? "0" : "") + check + account;
  }
}
