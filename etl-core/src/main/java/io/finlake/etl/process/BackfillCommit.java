package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.PlanNote;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.KeyRanges;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.RangeFinder;
import io.finlake.etl.table.StagedRows;
import io.finlake.etl.table.WriteRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Commits the staged rows of a planned backfill: quarantine first, then the table. The rows are
 * those of the plan whoever finishes it, so a step that an earlier try took is simply passed over.
 */
final class BackfillCommit {
  private final Processor processor;
  private final Lake lake;
  private final Contract contract;
  private final TableKey key;
  private final Batch batch;
  private final BackfillPlan plan;
  private final long started = System.nanoTime();

  BackfillCommit(Processor processor, Contract contract, TableKey key, Batch batch) {
    this.processor = processor;
    this.lake =
        processor
            .lake()
            .with(
                SessionSettings.forInput(
                    batch.inputs().bytes(),
                    processor.lake().spark().sparkContext().defaultParallelism()));
    this.contract = contract;
    this.key = key;
    this.batch = batch;
    this.plan = planOf(lake, batch);
  }

  private static BackfillPlan planOf(Lake lake, Batch batch) {
    String id = ((Inputs.Backfilled) batch.inputs()).plan();
    return BackfillPlans.of(lake)
        .named(id)
        .filter(plan -> lake.tables().exists(BackfillDraft.table(plan)))
        .orElseThrow(
            () ->
                FinlakeException.of(
                    ErrorCode.BAD_ARGUMENT,
                    "batch " + batch.number() + " of " + batch.table() + " cannot be finished",
                    "the plan " + id + " or its staged rows are not there any more",
                    "give the batch up, then plan again: finlake process --dataset "
                        + batch.dataset()
                        + " --void "
                        + batch.number()));
  }

  /** Takes the batch to its end; safe to try again after any failure. */
  BatchRecord finish() {
    // Asked after the batch was planned, as deliveries do: one of the two sees the other.
    new BackfillCheck(lake, plan.by().codeVersion()).nobodyErased(plan);
    CommitNote note = note();
    if (!plan.quarantine().nothing()) {
      quarantine(note);
    }
    Committed committed = table(note);
    BatchRecord record =
        new Recording(lake, key)
            .record(
                batch,
                committed,
                Staging.Found.none(),
                Duration.ofNanos(System.nanoTime() - started));
    lake.tables().drop(plan.reading().place());
    return record;
  }

  private CommitNote note() {
    return new CommitNote(
        UUID.randomUUID().toString(),
        processor.run().id(),
        plan.by().contractVersion(),
        plan.table().added() + plan.table().changed(),
        plan.table().removed(),
        plan.balance(),
        plan.rules(),
        BatchRecord.Outcome.BACKFILLED,
        Optional.of(plan.before()));
  }

  private void quarantine(CommitNote note) {
    String path = DatasetTables.of(lake, contract).quarantine();
    boolean done =
        lake.tables().head(path).stream()
            .flatMapToLong(head -> head.number(key.quarantineApp()).stream())
            .anyMatch(number -> number >= batch.number());
    if (done) {
      return;
    }
    String place = BackfillDraft.quarantine(plan);
    Committed committed =
        merge(
            path, key.quarantineApp(), note, place, UnaryOperator.identity(), QuarantineMerge.KEY);
    QuarantineMerge.refuseAnother(committed, contract, batch.number());
  }

  private Committed table(CommitNote note) {
    DatasetTables.of(lake, contract).grown();
    return merge(
        lake.path(contract),
        key.tableApp(),
        note,
        BackfillDraft.table(plan),
        BackfillCommit::changed,
        BackfillWork.identity(contract));
  }

  /** The rows of a merge: each as it is to be, or, when it is to go, as it is. */
  private static Dataset<Row> changed(Dataset<Row> staged) {
    return staged
        .selectExpr(
            "coalesce(" + BackfillDifference.NEW + ", " + BackfillDifference.OLD + ") AS r",
            BackfillDifference.CHANGE)
        .selectExpr("r.*", BackfillDifference.CHANGE);
  }

  private Committed merge(
      String path,
      String app,
      CommitNote note,
      String place,
      UnaryOperator<Dataset<Row>> rows,
      List<String> identity) {
    Dataset<Row> staged = rows.apply(LakeTables.readAt(lake.spark(), place, 0));
    grow(path, staged.drop(BackfillDifference.CHANGE).schema());
    KeyRanges ranges = RangeFinder.of(staged, identity.get(0));
    return lake.tables()
        .commit(
            new WriteRequest(
                path,
                app,
                batch.number(),
                note.attemptId(),
                note.json(PlanNote.of(batch)),
                session -> rows.apply(StagedRows.pinned(session, place))),
            new WritePlan.Merge(identity, ranges));
  }

  /** Columns that arrived or that the contract gained since. */
  private void grow(String path, StructType rows) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (StructField field : rows.fields()) {
      columns.put(field.name(), field.dataType().sql());
    }
    lake.tables().addColumns(path, columns);
  }
}
