package io.finlake.etl.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.table.LakeTables;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The quarantine of a dataset as readers see it: rows of batches that the table has committed.
 * Quarantine is written first, so rows of a batch that is still unfinished may already stand there.
 */
final class QuarantineRows {
  private QuarantineRows() {}

  /** Those that no batch has taken out again. */
  static Dataset<Row> open(Dataset<Row> rows) {
    return rows.where(col(TechnicalColumn.CLOSED_BATCH).isNull());
  }

  /** The rows, open and closed; empty when the dataset has no quarantine yet. */
  static Optional<Dataset<Row>> of(Lake lake, Contract contract) {
    String path = lake.quarantine(contract.id());
    if (!lake.tables().exists(path) || !lake.tables().exists(lake.path(contract))) {
      return Optional.empty();
    }
    long committed = lake.committed(lake.key(contract.zone(), contract.id()));
    Column closed = col(TechnicalColumn.CLOSED_BATCH);
    return Optional.of(
        LakeTables.read(lake.spark(), path)
            .where(col(TechnicalColumn.BATCH).leq(committed))
            .withColumn(TechnicalColumn.CLOSED_BATCH, when(closed.leq(committed), closed))
            .withColumn(
                TechnicalColumn.CLOSED_AS,
                when(
                    col(TechnicalColumn.CLOSED_BATCH).isNotNull(),
                    col(TechnicalColumn.CLOSED_AS))));
  }
}
