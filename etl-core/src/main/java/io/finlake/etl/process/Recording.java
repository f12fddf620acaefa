package io.finlake.etl.process;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.table.Committed;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Writes a committed batch into the ledger, after its counts were held against Delta's own. */
final class Recording {
  private final Lake lake;
  private final TableKey key;

  Recording(Lake lake, TableKey key) {
    this.lake = lake;
    this.key = key;
  }

  /**
   * @param committed the commit, ours or that of another process that finished the same batch
   * @throws FinlakeException {@link ErrorCode#UNBALANCED} when Delta's counts differ; then nothing
   *     is recorded, and what is not recorded is not read by curated tables
   */
  BatchRecord record(Batch batch, Committed committed, Staging.Found found, Duration took) {
    CommitNote note = CommitNote.parse(committed.metadata());
    long changed = committed.inserted() + committed.updated();
    if (changed != note.changed() || committed.deleted() != note.removed()) {
      throw FinlakeException.of(
          ErrorCode.UNBALANCED,
          "batch " + batch.number() + " of " + batch.table() + " is not published",
          "accepted "
              + note.changed()
              + " and removed "
              + note.removed()
              + " rows, but the table's commit "
              + committed.version()
              + " states "
              + changed
              + " and "
              + committed.deleted(),
          "report this with the table's history; curated tables do not read the batch");
    }
    boolean delivered = note.outcome() == BatchRecord.Outcome.COMMITTED;
    BatchRecord record =
        new BatchRecord(
            key,
            batch.number(),
            note.runId(),
            note.attemptId(),
            committed.version(),
            batch.processingTime(),
            note.contractVersion(),
            note.outcome(),
            note.balance(),
            // What was given up is taken anew, and a replay's objects are another batch's.
            delivered ? found.objects() : List.of(),
            note.rules(),
            delivered ? found.unknown() : Map.of(),
            took.toMillis(),
            note.before());
    lake.ledger().record(record);
    return record;
  }
}
