package io.finlake.etl.erase;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Sums in words. */
public final class Amounts {
  private Amounts() {}

  /** Sums by {@code column currency}, for example {@code amount EUR 12.00, amount USD 3.50}. */
  public static String text(Map<String, BigDecimal> money) {
    return new TreeMap<>(money)
        .entrySet().stream()
            .map(sum -> sum.getKey() + " " + plain(sum.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped
        .setScale(Math.max(2, stripped.scale()), RoundingMode.UNNECESSARY)
        .toPlainString();
  }
}
