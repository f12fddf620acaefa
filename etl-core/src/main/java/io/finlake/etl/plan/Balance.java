package io.finlake.etl.plan;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Read = accepted + quarantined + duplicate + superseded, in rows and in money per currency.
 *
 * @param read rows taken from the inputs
 * @param outcomes what became of them
 * @param filtered rows that a reshape's filter left in raw; not part of read
 * @param money by {@code column currency}, for example {@code amount EUR}
 */
public record Balance(long read, Split<Long> outcomes, long filtered, Map<String, Money> money) {
  public Balance {
    money = Map.copyOf(money);
  }

  /** One amount for each outcome. */
  public record Split<T>(T accepted, T quarantined, T duplicate, T superseded) {}

  /** Sums in one currency. */
  public record Money(BigDecimal read, Split<BigDecimal> outcomes) {
    /** What is missing on the right side; zero when it balances. */
    public BigDecimal difference() {
      return read.subtract(outcomes.accepted())
          .subtract(outcomes.quarantined())
          .subtract(outcomes.duplicate())
          .subtract(outcomes.superseded());
    }
  }

  /** A balance without money or filtered rows. */
  public static Balance rows(
      long read, long accepted, long quarantined, long duplicate, long superseded) {
    return new Balance(
        read, new Split<>(accepted, quarantined, duplicate, superseded), 0, Map.of());
  }

  /** Whether every row and every cent is accounted for. */
  public boolean balanced() {
    return problem().isEmpty();
  }

  /** The first thing that does not add up, in words; empty when all does. */
  public Optional<String> problem() {
    long difference =
        read
            - outcomes.accepted()
            - outcomes.quarantined()
            - outcomes.duplicate()
            - outcomes.superseded();
    if (difference != 0) {
      return Optional.of(
          "read "
              + read
              + " rows, but accepted "
              + outcomes.accepted()
              + " + quarantined "
              + outcomes.quarantined()
              + " + duplicate "
              + outcomes.duplicate()
              + " + superseded "
              + outcomes.superseded()
              + " differ by "
              + difference);
    }
    return new TreeMap<>(money)
        .entrySet().stream()
            .filter(entry -> entry.getValue().difference().signum() != 0)
            .map(
                entry ->
                    entry.getKey() + " differs by " + entry.getValue().difference().toPlainString())
            .findFirst();
  }
}
