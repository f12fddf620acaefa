package io.finlake.etl.ledger;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import io.finlake.etl.table.WriteRequest;
import java.sql.Date;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** What was planned and what was committed. Safe for several threads and several processes. */
public final class Ledger {
  private final SparkSession spark;
  private final LakeTables tables;
  private final String plans;
  private final String records;

  private Ledger(SparkSession spark, LakeTables tables, String plans, String records) {
    this.spark = spark;
    this.tables = tables;
    this.plans = plans;
    this.records = records;
  }

  /** The ledger of a lake; its tables are made when they are not there yet. */
  public static Ledger open(SparkSession spark, LakeTables tables, LakeLocations lake) {
    tables.create(ControlTables.plans(lake.control()));
    tables.create(ControlTables.records(lake.control()));
    return new Ledger(
        spark,
        tables,
        ControlTables.plans(lake.control()).path(),
        ControlTables.records(lake.control()).path());
  }

  /** The same ledger, reached through the session of other tables. */
  public Ledger through(LakeTables reached) {
    return new Ledger(reached.spark(), reached, plans, records);
  }

  /** The highest planned number of a table; 0 when nothing was planned. Reads no row. */
  public long planned(TableKey key) {
    return number(plans, key.planApp());
  }

  /** The highest recorded number of a table; 0 when nothing was recorded. Reads no row. */
  public long recorded(TableKey key) {
    return number(records, key.recordApp());
  }

  /**
   * When all date folders of a table were last looked at without finding anything; a sweep that
   * found objects stands in their batch. Empty when never. Reads no row.
   */
  public Optional<Instant> swept(TableKey key) {
    long seconds = number(plans, key.sweepApp());
    return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
  }

  /** Notes that all date folders of a table were looked at. */
  public void sweep(TableKey key, Instant at) {
    append(plans, key.sweepApp(), at.getEpochSecond(), ControlTables.PLAN_COLUMNS, List.of());
  }

  /**
   * Plans a batch.
   *
   * @return whether this planner's batch is the one planned under the number; when another's is,
   *     nothing was written
   */
  public boolean plan(TableKey key, Batch batch) {
    String plannerId = UUID.randomUUID().toString();
    Committed committed =
        append(
            plans,
            key.planApp(),
            batch.number(),
            ControlTables.PLAN_COLUMNS,
            List.of(PlanRows.of(key, batch, plannerId)));
    return committed.ours();
  }

  /** The batch planned under a number; there must be one. */
  public Batch batch(TableKey key, long number) {
    return planRows(key).where(col("number").equalTo(lit(number))).collectAsList().stream()
        .findFirst()
        .map(row -> PlanRows.batch(key, row))
        .orElseThrow(
            () -> new IllegalStateException("no plan of batch " + number + " of " + key.name()));
  }

  /**
   * The objects that batches of a table took, by path; of an object that was taken twice, the newer
   * taking.
   *
   * @param since only batches that hold a date folder of this day or later; empty for all
   */
  public Map<String, RawObject> objects(TableKey key, Optional<LocalDate> since) {
    Column recent =
        since.map(day -> col("newest_date").geq(lit(Date.valueOf(day)))).orElse(lit(true));
    List<Long> voided = number(records, key.voidApp()) == 0 ? List.of() : voided(key);
    Map<String, RawObject> known = new HashMap<>();
    planRows(key).where(recent).select("number", "objects").collectAsList().stream()
        .filter(row -> !voided.contains(row.getLong(0)))
        .sorted(Comparator.comparingLong(row -> row.getLong(0)))
        .forEach(row -> PlanRows.objects(row).forEach(object -> known.put(object.path(), object)));
    return known;
  }

  /** Records a committed batch, once. */
  public void record(BatchRecord record) {
    if (record.outcome() == BatchRecord.Outcome.VOIDED) {
      append(
          records,
          record.table().voidApp(),
          record.number(),
          ControlTables.RECORD_COLUMNS,
          List.of());
    }
    append(
        records,
        record.table().recordApp(),
        record.number(),
        ControlTables.RECORD_COLUMNS,
        List.of(RecordRows.of(record)));
  }

  /** The records of a table in the order of their numbers. */
  public List<BatchRecord> records(TableKey key) {
    return read(records, of(key)).stream()
        .sorted(Comparator.comparingLong(BatchRecord::number))
        .toList();
  }

  /** The record of one batch; empty when it was not recorded. */
  public Optional<BatchRecord> record(TableKey key, long number) {
    return read(records, of(key).and(col("number").equalTo(lit(number)))).stream().findFirst();
  }

  /** All records of all tables, old incarnations too, by table and number. */
  public List<BatchRecord> records() {
    return read(records, lit(true)).stream()
        .sorted(
            Comparator.comparing((BatchRecord record) -> record.table().name())
                .thenComparing(BatchRecord::processingTime)
                .thenComparingLong(BatchRecord::number))
        .toList();
  }

  /** Paths of the objects of a table by the hash of their bytes. */
  public Map<String, List<String>> objectsByHash(TableKey key) {
    Map<String, List<String>> byHash = new HashMap<>();
    for (BatchRecord record : records(key)) {
      for (BatchRecord.ObjectRead object : record.objects()) {
        byHash.computeIfAbsent(object.sha256(), hash -> new ArrayList<>()).add(object.path());
      }
    }
    return byHash;
  }

  private List<Long> voided(TableKey key) {
    return LakeTables.read(spark, records)
        .where(of(key).and(col("outcome").equalTo("voided")))
        .select("number")
        .collectAsList()
        .stream()
        .map(row -> row.getLong(0))
        .toList();
  }

  private List<BatchRecord> read(String path, Column condition) {
    return LakeTables.read(spark, path).where(condition).collectAsList().stream()
        .map(RecordRows::record)
        .toList();
  }

  private Dataset<Row> planRows(TableKey key) {
    return LakeTables.read(spark, plans).where(of(key));
  }

  private static Column of(TableKey key) {
    return col("table").equalTo(key.name()).and(col("incarnation").equalTo(key.incarnation()));
  }

  private long number(String path, String appId) {
    TableHead head = tables.head(path).orElseThrow();
    return head.number(appId).orElse(0);
  }

  private Committed append(
      String path, String appId, long number, Map<String, String> columns, List<Row> rows) {
    String attempt = UUID.randomUUID().toString();
    StructType schema =
        StructType.fromDDL(
            columns.entrySet().stream()
                .map(column -> "`" + column.getKey() + "` " + column.getValue())
                .reduce((left, right) -> left + ", " + right)
                .orElseThrow());
    return tables.commit(
        new WriteRequest(
            path,
            appId,
            number,
            attempt,
            "{\"attempt\":\"" + attempt + "\"}",
            session -> session.createDataFrame(rows, schema).coalesce(1)),
        new WritePlan.Append());
  }
}
