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
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.table.LakeTables;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What an earlier try of the same batch did to quarantine before it died. That is the truth: the
 * rows that a delivery put there stay there, the rows that a replay took out are out, and of all
 * others the opposite holds.
 *
 * @param batch the batch
 * @param held the positions of those rows; empty when no earlier try came that far
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
    String mark = replay(batch) ? TechnicalColumn.CLOSED_BATCH : TechnicalColumn.BATCH;
    Dataset<Row> held =
        LakeTables.read(lake.spark(), path)
            .where(col(mark).equalTo(lit(batch.number())))
            .select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM);
    return new Prior(batch, Optional.of(held));
  }

  private static boolean replay(Batch batch) {
    return batch.inputs() instanceof Inputs.Quarantined;
  }

  /**
   * The staged rows; where an earlier try came that far, the rows it put into quarantine are
   * blocked, or those that it did not take out.
   */
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
        .withColumn(BLOCKED, coalesce(col(HELD), lit(false)).notEqual(replay(batch)));
  }

  /** Fails when this try finds rows for quarantine that the earlier one did not put there. */
  void check(Dataset<Row> rows, Balance balance) {
    if (held.isEmpty()) {
      return;
    }
    long heldRows = held.get().count();
    long leaked = rows.where(col("_evaluated").and(col(OUTCOME).notEqual(QUARANTINED))).count();
    Balance.Split<Long> outcomes = balance.outcomes();
    long expected =
        replay(batch) ? balance.read() - outcomes.quarantined() : outcomes.quarantined();
    if (leaked > 0 || heldRows != expected) {
      throw FinlakeException.of(
          ErrorCode.UNBALANCED,
          "batch " + batch.number() + " of " + batch.table() + " cannot be finished",
          "an earlier try "
              + (replay(batch)
                  ? "took " + heldRows + " rows out of"
                  : "put " + heldRows + " rows in")
              + " quarantine, this one finds "
              + (expected + leaked),
          "give the batch up: finlake process --dataset "
              + batch.dataset()
              + " --void "
              + batch.number());
    }
  }
}
