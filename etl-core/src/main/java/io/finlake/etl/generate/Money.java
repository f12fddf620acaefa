package io.finlake.etl.generate;

import java.math.BigDecimal;

/** Amounts as hundredths in a {@code long}: exact, and small enough for every total here. */
final class Money {
  private Money() {}

  /**
   * An amount of the size that {@code euros} has, in a currency's own units and minor units, at
   * least one minor unit.
   */
  static long rounded(double euros, String currency) {
    return switch (currency) {
      case "JPY" -> Math.max(1, Math.round(euros * 160)) * 100;
      case "PLN" -> Math.max(1, Math.round(euros * 430));
      case "SEK" -> Math.max(1, Math.round(euros * 1_150));
      default -> Math.max(1, Math.round(euros * 100));
    };
  }

  /** Two fraction digits, for example {@code -12.30}. */
  static String text(long hundredths) {
    return BigDecimal.valueOf(hundredths, 2).toPlainString();
  }
}
