package io.finlake.etl.cli;

import io.finlake.etl.plan.Balance;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Amounts of balances as people and programs read them. */
final class MoneyText {
  private static final int USUAL_SCALE = 2;

  private MoneyText() {}

  /** All its digits, at least two of them fractions, no exponent. */
  static String of(BigDecimal amount) {
    BigDecimal plain = amount.stripTrailingZeros();
    return plain.setScale(Math.max(USUAL_SCALE, plain.scale())).toPlainString();
  }

  /**
   * Sums by currency: {@code {"EUR": {"read": "10.00", ...}}}. Where a dataset has several measures
   * the name is measure and currency, {@code fee EUR}.
   */
  static Map<String, Map<String, String>> byCurrency(Balance balance) {
    long measures = balance.money().keySet().stream().map(MoneyText::measure).distinct().count();
    Map<String, Map<String, String>> sums = new LinkedHashMap<>();
    new TreeMap<>(balance.money())
        .forEach((name, money) -> sums.put(measures == 1 ? currency(name) : name, sums(money)));
    return sums;
  }

  /** What was read, in one line: {@code EUR 10.00, USD 3.50}. */
  static String line(Balance balance) {
    return byCurrency(balance).entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue().get("read"))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, String> sums(Balance.Money money) {
    Map<String, String> sums = new LinkedHashMap<>();
    sums.put("read", of(money.read()));
    sums.put("accepted", of(money.outcomes().accepted()));
    sums.put("quarantined", of(money.outcomes().quarantined()));
    sums.put("duplicate", of(money.outcomes().duplicate()));
    sums.put("superseded", of(money.outcomes().superseded()));
    return sums;
  }

  private static String measure(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf(' ')));
  }

  private static String currency(String name) {
    return name.substring(name.lastIndexOf(' ') + 1);
  }
}
