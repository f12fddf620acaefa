package io.finlake.etl.process;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.KeyRanges;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.RangeFinder;
import io.finlake.etl.table.TableHead;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The table's rows that a batch is compared with, at the version the try began with.
 *
 * @param rows those in the ranges of the batch's keys; all of them for full extracts
 * @param ranges where the batch's keys lie; empty for keyless datasets and full extracts
 * @param version the table's version
 * @param empty whether nothing was committed before
 */
record Present(Dataset<Row> rows, Optional<KeyRanges> ranges, long version, boolean empty) {

  /** How many rows the table has before the batch; costs a look at its statistics. */
  long count() {
    return empty ? 0 : rows.count();
  }

  static Present of(Lake lake, Contract contract, Dataset<Row> staged, Batch batch) {
    String path = lake.path(contract);
    TableHead head = lake.tables().head(path).orElseThrow();
    boolean empty = head.version() == 0 || batch.number() == 1;
    Dataset<Row> rows = known(contract, LakeTables.readAt(lake.spark(), path, head.version()));
    List<String> key = contract.key();
    boolean ranged =
        !key.isEmpty() && !(contract.landed().write() instanceof WriteStrategy.Snapshot);
    if (!ranged || empty) {
      return new Present(empty ? rows.limit(0) : rows, Optional.empty(), head.version(), empty);
    }
    KeyRanges ranges = RangeFinder.of(staged, key.get(0));
    return new Present(
        rows.where(ranges.predicate("")), Optional.of(ranges), head.version(), false);
  }

  /** What an extract is compared with: a closed row is not there, so its key may come back. */
  static Dataset<Row> known(Contract contract, Dataset<Row> rows) {
    boolean closes =
        contract.landed().write() instanceof WriteStrategy.Snapshot snapshot
            && snapshot.vanished() == WriteStrategy.Vanished.CLOSE;
    return closes ? rows.where(not(coalesce(col(TechnicalColumn.DELETED), lit(false)))) : rows;
  }
}
