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
    return plain(amount).toPlainString();
  }

  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.setScale(Math.max(USUAL_SCALE, stripped.scale()));
  }

  /**
   * Sums by currency: {@code {"EUR": {"read": "10.00", ...}}}. Where a dataset has several measures
   * the name is measure and currency, {@code fee EUR}.
   */
  static Map<String, Map<String, String>> byCurrency(Balance balance) {
    Map<String, Map<String, String>> sums = new LinkedHashMap<>();
    amounts(balance).forEach((currency, money) -> sums.put(currency, sums(money)));
    return sums;
  }

  /** The same as decimals, all digits and at least two of them fractions. */
  static Map<String, Balance.Money> amounts(Balance balance) {
    long measures = balance.money().keySet().stream().map(MoneyText::measure).distinct().count();
    Map<String, Balance.Money> amounts = new LinkedHashMap<>();
    new TreeMap<>(balance.money())
        .forEach((name, money) -> amounts.put(measures == 1 ? currency(name) : name, plain(money)));
    return amounts;
  }

  private static Balance.Money plain(Balance.Money money) {
    Balance.Split<BigDecimal> outcomes = money.outcomes();
    return new Balance.Money(
        plain(money.read()),
        new Balance.Split<>(
            plain(outcomes.accepted()),
            plain(outcomes.quarantined()),
            plain(outcomes.duplicate()),
            plain(outcomes.superseded())));
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
