package io.finlake.etl.erase;

import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Erasure;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the batches of an erasure took out of a table and its quarantine, all in all: pure.
 *
 * @param rows of the table
 * @param held of its quarantine
 * @param money of the rows of the table, by {@code column currency}
 * @param before the table's version before the first batch
 * @param after the one that the last batch made
 */
record TakenOut(long rows, long held, Map<String, BigDecimal> money, long before, long after) {

  /** The sum of some batches, at least one, by number. */
  static TakenOut of(List<BatchRecord> batches) {
    Map<String, BigDecimal> money = new TreeMap<>();
    long rows = 0;
    long held = 0;
    for (BatchRecord batch : batches) {
      rows += batch.balance().outcomes().accepted();
      held += batch.balance().outcomes().quarantined();
      batch
          .balance()
          .money()
          .forEach((name, sums) -> money.merge(name, sums.outcomes().accepted(), BigDecimal::add));
    }
    return new TakenOut(
        rows,
        held,
        money,
        batches.get(0).tableVersion() - 1,
        batches.get(batches.size() - 1).tableVersion());
  }

  /** For the record of the erasure. */
  Erasure.Rows table(String table, Erasure.Action action, String why) {
    return new Erasure.Rows(table, action, rows, Amounts.text(money), why, before, after);
  }

  /** The same of quarantine, whose rows stay as places. */
  Erasure.Rows quarantine(String table, String why) {
    return new Erasure.Rows(table, Erasure.Action.CLOSED, held, "", why, -1, -1);
  }
}
