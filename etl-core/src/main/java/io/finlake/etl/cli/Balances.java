package io.finlake.etl.cli;

import io.finlake.etl.plan.Balance;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Adds balances up: several batches of one dataset as one. */
final class Balances {
  private Balances() {}

  static Balance sum(Collection<Balance> balances) {
    return balances.stream().reduce(Balance.rows(0, 0, 0, 0, 0), Balances::plus);
  }

  private static Balance plus(Balance left, Balance right) {
    TreeMap<String, Balance.Money> money = new TreeMap<>(left.money());
    right.money().forEach((name, sums) -> money.merge(name, sums, Balances::plus));
    return new Balance(
        left.read() + right.read(),
        split(left.outcomes(), right.outcomes(), Long::sum),
        left.filtered() + right.filtered(),
        money);
  }

  private static Balance.Money plus(Balance.Money left, Balance.Money right) {
    return new Balance.Money(
        left.read().add(right.read()), split(left.outcomes(), right.outcomes(), BigDecimal::add));
  }

  private static <T> Balance.Split<T> split(
      Balance.Split<T> left, Balance.Split<T> right, BinaryOperator<T> plus) {
    return new Balance.Split<>(
        plus.apply(left.accepted(), right.accepted()),
        plus.apply(left.quarantined(), right.quarantined()),
        plus.apply(left.duplicate(), right.duplicate()),
        plus.apply(left.superseded(), right.superseded()));
  }
}
