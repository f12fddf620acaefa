package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.OUTCOME;
import static io.finlake.etl.process.Outcomes.QUARANTINED;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.PlanNote;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.KeyRanges;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.plan.WriteChoice;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.RangeFinder;
import io.finlake.etl.table.StagedRows;
import io.finlake.etl.table.WriteRequest;
import java.sql.Timestamp;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Commits the rows of a batch: quarantine first, then the table. */
final class TableWriter {
  private static final String CHANGE = "_change";

  private final Lake lake;
  private final Contract contract;
  private final TableKey key;
  private final Batch batch;
  private final Staging staging;
  private final Decided decided;
  private final WriteChoice choice;
  private final String changes;
  private StagedRows merged;
  private long removed;
  private long closed;
  private Set<String> unknown = Set.of();
  private Staging.Found found = Staging.Found.none();

  TableWriter(
      Lake lake, Contract contract, TableKey key, Batch batch, Staging staging, Decided decided) {
    this.lake = lake;
    this.contract = contract;
    this.key = key;
    this.batch = batch;
    this.staging = staging;
    this.decided = decided;
    this.changes = staging.path() + "-changes";
    boolean delivered = batch.inputs() instanceof Inputs.RawObjects;
    this.choice =
        new WriteChoice(
            contract.landed().write(),
            contract.key(),
            decided.present().empty(),
            delivered && DatasetProcess.replaces(contract),
            batch.inputs().objects().stream().map(RawObject::path).toList());
  }

  /**
   * Adds columns that arrived and, for a merge, stages the changed rows and the keys to remove,
   * once.
   */
  void prepare(Staging.Found read) {
    found = read;
    if (adds()) {
      unknown = new TreeSet<>(found.unknown().keySet());
      addUnknown(lake.path(contract));
    }
    if (choice.merges()) {
      Dataset<Row> rows =
          accepted(lake.spark(), decided.exceptions()).withColumn(CHANGE, lit("upsert"));
      merged = StagedRows.stage(rows.unionByName(vanished(), true), changes);
      for (Row row : merged.read(lake.spark()).groupBy(CHANGE).count().collectAsList()) {
        removed += row.getString(0).equals("delete") ? row.getLong(1) : 0;
        closed += row.getString(0).equals("close") ? row.getLong(1) : 0;
      }
    }
  }

  /** How many rows of the table the batch removes. */
  long removed() {
    return removed;
  }

  /** How many rows of the table the batch marks deleted because they vanished from an extract. */
  long closed() {
    return closed;
  }

  /** Commits the quarantined rows, unless an earlier try did or there are none. */
  void quarantine(Prior prior, CommitNote note, boolean any) {
    if (!any || prior.held().isPresent()) {
      return;
    }
    String path = DatasetTables.of(lake, contract).quarantine();
    addUnknown(path);
    Committed committed =
        lake.tables()
            .commit(
                new WriteRequest(
                    path,
                    key.quarantineApp(),
                    batch.number(),
                    note.attemptId(),
                    note.json(),
                    session -> quarantined(session, path)),
                new WritePlan.Append());
    QuarantineMerge.refuseAnother(committed, contract, batch.number());
  }

  /** Closes the rows that a replay takes out of quarantine, unless an earlier try did. */
  void close(Prior prior, CommitNote note, Dataset<Row> open) {
    if (prior.held().isPresent()) {
      return;
    }
    Dataset<Row> taken =
        decided
            .join(staging.rows(lake.spark()))
            .where(col(OUTCOME).notEqual(QUARANTINED))
            .select(
                col(TechnicalColumn.OBJECT),
                col(TechnicalColumn.OFFSET),
                col(TechnicalColumn.ITEM),
                col(OUTCOME));
    Dataset<Row> closed =
        open.join(taken, OpenRows.position())
            .withColumn(TechnicalColumn.CLOSED_BATCH, lit(batch.number()))
            .withColumn(TechnicalColumn.CLOSED_AS, col(OUTCOME))
            .drop(OUTCOME)
            .withColumn(CHANGE, lit("upsert"));
    new QuarantineMerge(lake, contract, staging.path() + "-closed")
        .commit(key.quarantineApp(), batch.number(), note, closed);
  }

  /** Commits the accepted rows. */
  Committed table(CommitNote note) {
    WritePlan plan = choice.plan(ranges());
    try {
      return lake.tables()
          .commit(
              new WriteRequest(
                  lake.path(contract),
                  key.tableApp(),
                  batch.number(),
                  note.attemptId(),
                  note.json(new PlanNote(batch, found.objects(), found.unknown())),
                  session ->
                      choice.merges()
                          ? merged.pinned(session)
                          : accepted(session, decided.exceptions())),
              plan);
    } finally {
      lake.tables().drop(changes);
    }
  }

  private KeyRanges ranges() {
    return choice.merges()
        ? RangeFinder.of(merged.read(lake.spark()), contract.key().get(0))
        : new KeyRanges("", List.of());
  }

  private Dataset<Row> accepted(SparkSession session, Dataset<Row> exceptions) {
    return new StoredRows(contract, batch)
        .accepted(
            decided.accepted(staging.rows(session), exceptions),
            lake.tables().schema(lake.path(contract)));
  }

  private Dataset<Row> quarantined(SparkSession session, String path) {
    Dataset<Row> rows =
        staging
            .rows(session)
            .join(
                decided.exceptions().where(col(OUTCOME).equalTo(QUARANTINED)),
                new String[] {
                  TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM
                });
    return new StoredRows(contract, batch).quarantined(rows, lake.tables().schema(path));
  }

  /** Rows of the table whose keys a full extract does not have any more. */
  private Dataset<Row> vanished() {
    Dataset<Row> none =
        LakeTables.read(lake.spark(), lake.path(contract))
            .limit(0)
            .withColumn(CHANGE, lit("delete"));
    if (!(contract.landed().write() instanceof WriteStrategy.Snapshot snapshot)
        || snapshot.vanished() == WriteStrategy.Vanished.KEEP) {
      return none;
    }
    Column keyless =
        contract.key().stream().map(name -> quoted(name).isNull()).reduce(Column::or).orElseThrow();
    Dataset<Row> delivered = staging.rows(lake.spark());
    // A row whose key cannot be read may be any key's: then nobody can say which keys vanished.
    // An erased person's row has no key on purpose, and the table has no row of that person.
    Column erased =
        array_contains(col(TechnicalColumn.REASONS).getField("rule"), SubjectFence.ERASED);
    if (!delivered.where(keyless.and(not(coalesce(erased, lit(false))))).limit(1).isEmpty()) {
      return none;
    }
    Dataset<Row> keys =
        delivered.select(contract.key().stream().map(TableWriter::quoted).toArray(Column[]::new));
    Dataset<Row> gone =
        decided.present().rows().join(keys, contract.key().toArray(new String[0]), "left_anti");
    return snapshot.vanished() == WriteStrategy.Vanished.DELETE
        ? gone.withColumn(CHANGE, lit("delete"))
        : closed(gone);
  }

  private Dataset<Row> closed(Dataset<Row> gone) {
    return gone.withColumn(TechnicalColumn.DELETED, lit(true))
        .withColumn(TechnicalColumn.BATCH, lit(batch.number()))
        .withColumn(TechnicalColumn.PROCESSED_AT, lit(Timestamp.from(batch.processingTime())))
        .withColumn(CHANGE, lit("close"));
  }

  private boolean adds() {
    return contract.landed().source().evolution() == RawSource.Evolution.ADD;
  }

  private void addUnknown(String path) {
    Map<String, String> columns = new LinkedHashMap<>();
    unknown.forEach(name -> columns.put(name, "STRING"));
    lake.tables().addColumns(path, columns);
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}
