package io.finlake.etl.cli;

import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.plan.Balance;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * Adds balances up: several batches of one dataset as one. What a replay took out of quarantine was
 * read by the delivery that brought it: it moves from quarantine to where it went. So does what a
 * backfill read again. What an erasure took out was delivered all the same.
 */
final class Balances {
  private static final Balance.Split<BigDecimal> ZERO =
      new Balance.Split<>(BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO, BigDecimal.ZERO);

  private Balances() {}

  static Balance sum(Collection<BatchRecord> records) {
    return records.stream()
        .map(Balances::moved)
        .reduce(Balance.rows(0, 0, 0, 0, 0), Balances::plus);
  }

  private static Balance moved(BatchRecord record) {
    Balance balance = record.balance();
    if (record.outcome() == BatchRecord.Outcome.ERASED
        || record.outcome() == BatchRecord.Outcome.ROTATED) {
      return Balance.rows(0, 0, 0, 0, 0);
    }
    if (record.before().isPresent()) {
      return difference(balance, record.before().get());
    }
    if (record.outcome() != BatchRecord.Outcome.REPLAYED) {
      return balance;
    }
    TreeMap<String, Balance.Money> money = new TreeMap<>();
    balance
        .money()
        .forEach(
            (name, sums) -> {
              Balance.Split<BigDecimal> went = sums.outcomes();
              BigDecimal left = went.quarantined().subtract(sums.read());
              money.put(
                  name,
                  new Balance.Money(
                      BigDecimal.ZERO,
                      new Balance.Split<>(
                          went.accepted(), left, went.duplicate(), went.superseded())));
            });
    Balance.Split<Long> went = balance.outcomes();
    long left = went.quarantined() - balance.read();
    return new Balance(
        0,
        new Balance.Split<>(went.accepted(), left, went.duplicate(), went.superseded()),
        0,
        money);
  }

  /** Of a backfill what moved: its rows were read before, and were counted as something then. */
  private static Balance difference(Balance now, Balance before) {
    TreeMap<String, Balance.Money> money = new TreeMap<>();
    before
        .money()
        .forEach(
            (name, sums) ->
                money.put(
                    name,
                    new Balance.Money(
                        sums.read().negate(), split(ZERO, sums.outcomes(), BigDecimal::subtract))));
    Balance less =
        new Balance(
            -before.read(),
            split(new Balance.Split<>(0L, 0L, 0L, 0L), before.outcomes(), (a, b) -> a - b),
            -before.filtered(),
            money);
    return plus(now, less);
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
