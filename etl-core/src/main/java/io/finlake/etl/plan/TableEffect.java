package io.finlake.etl.plan;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What some work would change in a table.
 *
 * @param table {@code zone.domain.name}
 * @param how how much would be computed, in words
 * @param partitions of changed rows, {@code column=value}, in order; none where the table has none
 * @param added rows that would be new
 * @param changed rows that would be other ones
 * @param removed rows that would be gone
 * @param money sums of the changed rows, by {@code column currency}
 */
public record TableEffect(
    String table,
    String how,
    List<String> partitions,
    long added,
    long changed,
    long removed,
    Map<String, Sums> money) {
  public TableEffect {
    partitions = List.copyOf(partitions);
    money = Map.copyOf(money);
  }

  /** Sums of the rows that would change, as they are and as they would be. */
  public record Sums(BigDecimal before, BigDecimal after) {}

  /** An effect without rows. */
  public static TableEffect none(String table, String how) {
    return new TableEffect(table, how, List.of(), 0, 0, 0, Map.of());
  }

  /** Whether no row would change. */
  public boolean nothing() {
    return added == 0 && changed == 0 && removed == 0;
  }
}
