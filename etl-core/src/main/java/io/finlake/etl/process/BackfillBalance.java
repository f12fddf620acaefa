package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.ACCEPTED;
import static io.finlake.etl.process.Outcomes.QUARANTINED;

import io.finlake.etl.plan.Balance;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** What rows that are read again were counted as before: pure. */
final class BackfillBalance {
  private static final BigDecimal ZERO = new BigDecimal("0.00");

  private BackfillBalance() {}

  /**
   * The counts before, of as many rows and as much money as was read now: what neither the table
   * nor quarantine showed was a duplicate or superseded, and counts as superseded beyond the
   * duplicates of now. So the two balances together say what moved, and nothing was read twice.
   *
   * @param then rows and money that the table and quarantine showed
   */
  static Balance before(Balance now, Map<String, Tally.Group> then) {
    Tally.Group none = new Tally.Group(0, Map.of());
    Tally.Group accepted = then.getOrDefault(ACCEPTED, none);
    Tally.Group held = then.getOrDefault(QUARANTINED, none);
    Balance.Split<Long> outcomes = now.outcomes();
    Map<String, Balance.Money> money = new TreeMap<>();
    TreeSet<String> names = new TreeSet<>(now.money().keySet());
    names.addAll(accepted.money().keySet());
    names.addAll(held.money().keySet());
    for (String name : names) {
      Balance.Money sums =
          now.money()
              .getOrDefault(
                  name, new Balance.Money(ZERO, new Balance.Split<>(ZERO, ZERO, ZERO, ZERO)));
      BigDecimal in = accepted.money().getOrDefault(name, ZERO);
      BigDecimal out = held.money().getOrDefault(name, ZERO);
      BigDecimal duplicate = sums.outcomes().duplicate();
      money.put(
          name,
          new Balance.Money(
              sums.read(),
              new Balance.Split<>(
                  in, out, duplicate, sums.read().subtract(in).subtract(out).subtract(duplicate))));
    }
    return new Balance(
        now.read(),
        new Balance.Split<>(
            accepted.rows(),
            held.rows(),
            outcomes.duplicate(),
            now.read() - accepted.rows() - held.rows() - outcomes.duplicate()),
        now.filtered(),
        money);
  }
}
