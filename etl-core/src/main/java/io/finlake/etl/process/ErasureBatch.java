package io.finlake.etl.process;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.transform;

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
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.RangeFinder;
import io.finlake.etl.table.StagedRows;
import io.finlake.etl.table.WriteRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;

/**
 * A try at the batch that takes rows out of a table and out of its quarantine: blanks and closes
 * them there first, then commits the table under the batch's number, and records.
 */
final class ErasureBatch {
  private static final String CHANGE = "_change";
  private static final List<String> KEY =
      List.of(
          TechnicalColumn.OBJECT,
          TechnicalColumn.OFFSET,
          TechnicalColumn.ITEM,
          TechnicalColumn.BATCH);

  private final Lake lake;
  private final Contract contract;
  private final TableKey key;
  private final Batch batch;
  private final ErasedRows rows;
  private final String attemptId = UUID.randomUUID().toString();
  private final String place;
  private final long started = System.nanoTime();

  ErasureBatch(Lake lake, Contract contract, TableKey key, Batch batch, ErasedRows rows) {
    this.lake = lake;
    this.contract = contract;
    this.key = key;
    this.batch = batch;
    this.rows = rows;
    this.place = Staging.of(lake, key.name(), batch.number(), attemptId).path();
  }

  /** Takes the batch to its end; safe to try again after any failure. */
  BatchRecord finish() {
    StagedRows staged =
        StagedRows.stage(
            changed(rows.toChange(LakeTables.read(lake.spark(), lake.path(contract)), contract)),
            place);
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
                      KEY, RangeFinder.of(staged.read(lake.spark()), TechnicalColumn.OBJECT)));
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

  private Tally.Group count(Dataset<Row> those) {
    return Tally.by(contract)
        .count(those.withColumn("_all", lit("all")), "_all")
        .getOrDefault("all", new Tally.Group(0, Map.of()));
  }

  private Dataset<Row> changed(Dataset<Row> found) {
    Optional<List<String>> blanked = rows.blanked(contract);
    if (blanked.isEmpty()) {
      return found.withColumn(CHANGE, lit("delete"));
    }
    Dataset<Row> blank = found;
    for (String name : blanked.get()) {
      if (Set.of(found.columns()).contains(name)) {
        blank = blank.withColumn(name, lit(null).cast(found.schema().apply(name).dataType()));
      }
    }
    // As a delivery of the same row would be hashed from now on.
    return blank
        .withColumn(TechnicalColumn.UNKNOWN, lit(null).cast("map<string,string>"))
        .withColumn(TechnicalColumn.CONTENT_HASH, Staging.contentHash(contract, blank.schema()))
        .drop(TechnicalColumn.UNKNOWN)
        .withColumn(CHANGE, lit("upsert"));
  }

  /** What was found in quarantine; an earlier try that came that far has found it. */
  private Tally.Group quarantine() {
    String path = lake.quarantine(contract.id());
    if (!lake.tables().exists(path)) {
      return new Tally.Group(0, Map.of());
    }
    DatasetTables.of(lake, contract).quarantine();
    Optional<Committed> before = lake.tables().committed(path, key.quarantineApp(), batch.number());
    if (before.isPresent()) {
      Balance found = CommitNote.parse(before.get().metadata()).balance();
      Map<String, java.math.BigDecimal> money = new HashMap<>();
      found.money().forEach((name, sums) -> money.put(name, sums.outcomes().quarantined()));
      return new Tally.Group(found.outcomes().quarantined(), money);
    }
    Dataset<Row> open = rows.among(LakeTables.read(lake.spark(), path), contract);
    Tally.Group found = count(open);
    if (found.rows() > 0) {
      new QuarantineMerge(lake, contract, place + "-quarantine")
          .commit(
              key.quarantineApp(),
              batch.number(),
              note(new Tally.Group(0, Map.of()), found),
              blankPlaces(open));
    }
    return found;
  }

  /** Places without any value: where they stood, which rules they broke, when they were closed. */
  private Dataset<Row> blankPlaces(Dataset<Row> found) {
    Set<String> kept =
        Set.of(
            TechnicalColumn.OBJECT,
            TechnicalColumn.OFFSET,
            TechnicalColumn.ITEM,
            TechnicalColumn.BATCH,
            TechnicalColumn.PROCESSED_AT,
            TechnicalColumn.DELETED);
    Column[] columns =
        java.util.Arrays.stream(found.schema().fields())
            .map(field -> kept.contains(field.name()) ? col(field.name()) : blank(field))
            .toArray(Column[]::new);
    return found.select(columns).withColumn(CHANGE, lit("upsert"));
  }

  private Column blank(StructField field) {
    Column value =
        switch (field.name()) {
          case TechnicalColumn.CLOSED_BATCH -> coalesce(col(field.name()), lit(batch.number()));
          case TechnicalColumn.CLOSED_AS -> coalesce(col(field.name()), lit(rows.closedAs()));
          case TechnicalColumn.REASONS ->
              transform(
                  col(field.name()),
                  reason ->
                      struct(
                          reason.getField("rule").as("rule"),
                          reason.getField("column").as("column"),
                          reason.getField("severity").as("severity"),
                          lit(null).cast("string").as("text")));
          default -> lit(null);
        };
    return value.cast(field.dataType()).as(field.name());
  }

  /** Read are the rows that were found: in the table, and in quarantine. */
  private CommitNote note(Tally.Group table, Tally.Group quarantine) {
    boolean removes = rows.blanked(contract).isEmpty();
    Tally.Group read = Tally.Group.plus(table, quarantine);
    return new CommitNote(
        attemptId,
        batch.runId(),
        contract.version(),
        removes ? 0 : table.rows(),
        removes ? table.rows() : 0,
        Tally.balance(
            read.rows(),
            read.money(),
            0,
            Map.of(Outcomes.ACCEPTED, table, Outcomes.QUARANTINED, quarantine)),
        Map.of(),
        BatchRecord.Outcome.ERASED);
  }
}
