package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.WriteRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Gives an unfinished batch up: an empty commit takes its number, and the ledger says so. */
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
    Committed committed = emptyCommit(number, attemptId);
    if (!committed.ours()) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "batch " + number + " of " + key.name() + " was not given up",
          "another process finished it meanwhile",
          "look at finlake reconcile");
    }
    BatchRecord record = record(batch, attemptId, committed.version());
    lake.ledger().record(record);
    return record;
  }

  private Committed emptyCommit(long number, String attemptId) {
    String path = lake.path(contract);
    CommitNote note =
        new CommitNote(
            attemptId,
            processor.run().id(),
            contract.version(),
            0,
            0,
            Balance.rows(0, 0, 0, 0, 0),
            Map.of());
    return lake.tables()
        .commit(
            new WriteRequest(
                path,
                key.tableApp(),
                number,
                attemptId,
                note.json(),
                session -> LakeTables.read(session, path).limit(0)),
            new WritePlan.Append());
  }

  private BatchRecord record(Batch batch, String attemptId, long version) {
    return new BatchRecord(
        key,
        batch.number(),
        processor.run().id(),
        attemptId,
        version,
        batch.processingTime(),
        contract.version(),
        BatchRecord.Outcome.VOIDED,
        Balance.rows(0, 0, 0, 0, 0),
        List.of(),
        Map.of(),
        Map.of(),
        0);
  }
}
