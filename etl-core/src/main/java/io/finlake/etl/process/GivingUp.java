package io.finlake.etl.process;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.PlanNote;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.WriteRequest;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Gives an unfinished batch up: an empty commit takes its number, so that no other process can
 * finish it any more; then what it did to quarantine is undone, and the ledger says so. Whoever
 * finds the commit without its record undoes and records again.
 */
final class GivingUp {
  private final Processor processor;
  private final Lake lake;
  private final Contract contract;
  private final TableKey key;

  GivingUp(Processor processor, Contract contract, TableKey key) {
    this.processor = processor;
    this.lake = processor.lake();
    this.contract = contract;
    this.key = key;
  }

  BatchRecord giveUp(long number) {
    long planned = lake.ledger().planned(key);
    if (number != planned || planned <= lake.committed(key)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "batch " + number + " of " + key.name() + " cannot be given up",
          planned > lake.committed(key)
              ? "the unfinished batch is " + planned
              : "the dataset has no unfinished batch",
          "look at finlake status");
    }
    Batch batch = lake.ledger().batch(key, number);
    String attemptId = UUID.randomUUID().toString();
    Committed committed = emptyCommit(batch, attemptId);
    if (!committed.ours()) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "batch " + number + " of " + key.name() + " was not given up",
          "another process finished it meanwhile",
          "look at finlake reconcile");
    }
    undo(batch);
    return new Recording(lake, key).record(batch, committed, Staging.Found.none(), Duration.ZERO);
  }

  /** Undoes what tries of a batch that was given up did to quarantine; nothing the second time. */
  void undo(Batch batch) {
    String attemptId = UUID.randomUUID().toString();
    if (batch.inputs() instanceof Inputs.Quarantined) {
      reopen(batch.number(), attemptId);
    } else if (batch.inputs() instanceof Inputs.Backfilled) {
      asBefore(batch.number(), attemptId);
    } else {
      emptyQuarantine(batch.number(), attemptId);
    }
  }

  /**
   * Takes out what an earlier try put into quarantine: the objects are planned anew, and their rows
   * come again.
   */
  private void emptyQuarantine(long number, String attemptId) {
    String path = lake.quarantine(contract.id());
    boolean held =
        lake.tables().exists(path)
            && !LakeTables.read(lake.spark(), path)
                .where(col(TechnicalColumn.BATCH).equalTo(lit(number)))
                .isEmpty();
    if (held) {
      lake.tables()
          .commit(
              new WriteRequest(
                  path,
                  key.voidApp(),
                  number,
                  attemptId,
                  note(attemptId).json(),
                  session -> LakeTables.read(session, path).limit(0)),
              new WritePlan.ReplaceWhere(TechnicalColumn.BATCH + " = " + number));
    }
  }

  /** Opens what an earlier try of a replay closed. */
  private void reopen(long number, String attemptId) {
    change(number, attemptId, opened(number));
  }

  /** Opens what an earlier try of a backfill closed, and takes out what it brought: one commit. */
  private void asBefore(long number, String attemptId) {
    if (!lake.tables().exists(lake.quarantine(contract.id()))) {
      return;
    }
    Dataset<Row> brought =
        LakeTables.read(lake.spark(), lake.quarantine(contract.id()))
            .where(col(TechnicalColumn.BATCH).equalTo(lit(number)))
            .withColumn("_change", lit("delete"));
    change(number, attemptId, opened(number).unionByName(brought));
  }

  private Dataset<Row> opened(long number) {
    return LakeTables.read(lake.spark(), lake.quarantine(contract.id()))
        .where(col(TechnicalColumn.CLOSED_BATCH).equalTo(lit(number)))
        .withColumn(TechnicalColumn.CLOSED_BATCH, lit(null).cast("bigint"))
        .withColumn(TechnicalColumn.CLOSED_AS, lit(null).cast("string"))
        .withColumn("_change", lit("upsert"));
  }

  private void change(long number, String attemptId, Dataset<Row> rows) {
    if (!rows.isEmpty()) {
      String place = Staging.of(lake, key.name(), number, attemptId).path();
      new QuarantineMerge(lake, contract, place)
          .commit(key.voidApp(), number, note(attemptId), rows);
    }
  }

  private CommitNote note(String attemptId) {
    return new CommitNote(
        attemptId,
        processor.run().id(),
        contract.version(),
        0,
        0,
        Balance.rows(0, 0, 0, 0, 0),
        Map.of(),
        BatchRecord.Outcome.VOIDED);
  }

  private Committed emptyCommit(Batch batch, String attemptId) {
    String path = lake.path(contract);
    return lake.tables()
        .commit(
            new WriteRequest(
                path,
                key.tableApp(),
                batch.number(),
                attemptId,
                note(attemptId).json(PlanNote.of(batch)),
                session -> LakeTables.read(session, path).limit(0)),
            new WritePlan.Append());
  }
}
