package io.finlake.etl.process;

import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.PlanNote;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.protect.Resealing;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.RangeFinder;
import io.finlake.etl.table.StagedRows;
import io.finlake.etl.table.WriteRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * A try at the batch that makes old tokens of a table and of its quarantine anew: quarantine first,
 * then the table under the batch's number. Only tokens change: a row keeps its place, its batch and
 * the hash of its content, and only files that hold old tokens are written again.
 */
final class RotationBatch {
  private static final String CHANGE = "_change";

  private final Lake lake;
  private final Contract contract;
  private final TableKey key;
  private final Batch batch;
  private final Resealing resealing;
  private final StaleTokens stale;
  private final String attemptId = UUID.randomUUID().toString();
  private final String place;
  private final long started = System.nanoTime();

  RotationBatch(Processor processor, Contract contract, TableKey key, Batch batch, int keyVersion) {
    this.lake = processor.lake();
    this.contract = contract;
    this.key = key;
    this.batch = batch;
    this.resealing = Resealing.of(contract, processor.keys(), keyVersion);
    this.stale = new StaleTokens(lake, contract, resealing);
    this.place = Staging.of(lake, key.name(), batch.number(), attemptId).path();
  }

  /** Takes the batch to its end; safe to try again after any failure. */
  BatchRecord finish() {
    stale.openable();
    StagedRows staged = StagedRows.stage(resealed(lake.path(contract)), place);
    try {
      Tally.Group table = count(staged.read(lake.spark()));
      Tally.Group quarantine = quarantine();
      Committed committed =
          lake.tables()
              .commit(
                  new WriteRequest(
                      lake.path(contract),
                      key.tableApp(),
                      batch.number(),
                      attemptId,
                      note(table, quarantine).json(PlanNote.of(batch)),
                      staged::pinned),
                  new WritePlan.Merge(
                      QuarantineMerge.KEY,
                      RangeFinder.of(staged.read(lake.spark()), TechnicalColumn.OBJECT)));
      return new Recording(lake, key)
          .record(
              batch,
              committed,
              Staging.Found.none(),
              Duration.ofNanos(System.nanoTime() - started));
    } finally {
      lake.tables().drop(place);
    }
  }

  private Dataset<Row> resealed(String path) {
    return resealing
        .resealed(resealing.stale(LakeTables.read(lake.spark(), path)))
        .drop(Resealing.UNOPENED)
        .withColumn(CHANGE, lit("upsert"));
  }

  private Tally.Group count(Dataset<Row> those) {
    return Tally.by(contract)
        .count(those.withColumn("_all", lit("all")), "_all")
        .getOrDefault("all", new Tally.Group(0, Map.of()));
  }

  /** What was changed in quarantine; an earlier try that came that far has changed it. */
  private Tally.Group quarantine() {
    String path = lake.quarantine(contract.id());
    if (!lake.tables().exists(path)) {
      return new Tally.Group(0, Map.of());
    }
    Optional<Committed> before = lake.tables().committed(path, key.quarantineApp(), batch.number());
    if (before.isPresent()) {
      Balance found = CommitNote.parse(before.get().metadata()).balance();
      Map<String, BigDecimal> money = new HashMap<>();
      found.money().forEach((name, sums) -> money.put(name, sums.outcomes().quarantined()));
      return new Tally.Group(found.outcomes().quarantined(), money);
    }
    Dataset<Row> rows = resealed(path);
    Tally.Group found = count(rows);
    if (found.rows() > 0) {
      new QuarantineMerge(lake, contract, place + "-quarantine")
          .commit(
              key.quarantineApp(), batch.number(), note(new Tally.Group(0, Map.of()), found), rows);
    }
    return found;
  }

  /** Read are the rows whose tokens are made anew: in the table, and in quarantine. */
  private CommitNote note(Tally.Group table, Tally.Group quarantine) {
    Tally.Group read = Tally.Group.plus(table, quarantine);
    return new CommitNote(
        attemptId,
        batch.runId(),
        contract.version(),
        table.rows(),
        0,
        Tally.balance(
            read.rows(),
            read.money(),
            0,
            Map.of(Outcomes.ACCEPTED, table, Outcomes.QUARANTINED, quarantine)),
        Map.of(),
        BatchRecord.Outcome.ROTATED);
  }
}
