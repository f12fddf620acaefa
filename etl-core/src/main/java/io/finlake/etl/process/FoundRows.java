package io.finlake.etl.process;

import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of a dataset that an erasure is about, counted.
 *
 * @param table in its table
 * @param quarantine in its quarantine, open and closed ones
 * @param money the amounts of those in the table, by {@code column currency}
 */
public record FoundRows(long table, long quarantine, Map<String, BigDecimal> money) {
  public FoundRows {
    money = new TreeMap<>(money);
  }

  @Override
  public Map<String, BigDecimal> money() {
    return new TreeMap<>(money);
  }

  /** Whether there is none. */
  public boolean none() {
    return table == 0 && quarantine == 0;
  }
}
