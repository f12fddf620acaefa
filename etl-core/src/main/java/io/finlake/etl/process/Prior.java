package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.BLOCKED;
import static io.finlake.etl.process.Outcomes.OUTCOME;
import static io.finlake.etl.process.Outcomes.QUARANTINED;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.table.LakeTables;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What an earlier try of the same batch left in quarantine before it died. Those rows are the
 * truth: they stay in quarantine, and all others are decided without them.
 *
 * @param batch the batch
 * @param held their positions; empty when no earlier try came that far
 */
record Prior(Batch batch, Optional<Dataset<Row>> held) {
  private static final String HELD = "_held";

  static Prior of(Lake lake, Contract contract, TableKey key, Batch batch) {
    String path = lake.quarantine(contract.id());
    boolean committed =
        lake.tables().head(path).stream()
            .flatMapToLong(head -> head.number(key.quarantineApp()).stream())
            .anyMatch(number -> number >= batch.number());
    if (!committed) {
      return new Prior(batch, Optional.empty());
    }
    Dataset<Row> held =
        LakeTables.read(lake.spark(), path)
            .where(col(TechnicalColumn.BATCH).equalTo(lit(batch.number())))
            .select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM);
    return new Prior(batch, Optional.of(held));
  }

  /** The staged rows; where an earlier try holds rows, those and no others are blocked. */
  Dataset<Row> apply(Dataset<Row> staged) {
    if (held.isEmpty()) {
      return staged;
    }
    return staged
        .join(
            held.get().withColumn(HELD, lit(true)),
            new String[] {TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM},
            "left")
        .withColumn("_evaluated", col(BLOCKED))
        .withColumn(BLOCKED, coalesce(col(HELD), lit(false)));
  }

  /** Fails when this try finds rows for quarantine that the earlier one did not put there. */
  void check(Dataset<Row> outcomes, Balance balance) {
    if (held.isEmpty()) {
      return;
    }
    long heldRows = held.get().count();
    long leaked = outcomes.where(col("_evaluated").and(col(OUTCOME).notEqual(QUARANTINED))).count();
    if (leaked > 0 || heldRows != balance.outcomes().quarantined()) {
      throw FinlakeException.of(
          ErrorCode.UNBALANCED,
          "batch " + batch.number() + " of " + batch.table() + " cannot be finished",
          "an earlier try put "
              + heldRows
              + " rows in quarantine, this one finds "
              + (balance.outcomes().quarantined() + leaked),
          "give the batch up: finlake process --dataset "
              + batch.dataset()
              + " --void "
              + batch.number());
    }
  }
}
