package io.finlake.etl.process;

import static io.finlake.etl.process.BackfillDifference.CHANGE;
import static io.finlake.etl.process.BackfillDifference.NEW;
import static io.finlake.etl.process.BackfillDifference.OLD;
import static org.apache.spark.sql.functions.col;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.table.StagedRows;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A backfill that was worked out, with its rows staged. It becomes a plan when it is kept; else its
 * rows are removed when it is closed.
 */
public final class BackfillDraft implements AutoCloseable {
  private final Lake lake;
  private final BackfillPlan plan;
  private boolean kept;

  BackfillDraft(Lake lake, BackfillPlan plan) {
    this.lake = lake;
    this.plan = plan;
  }

  /** The plan as far as the dataset itself goes. */
  public BackfillPlan plan() {
    return plan;
  }

  /**
   * The table's rows that would change, as a session reads them: {@code _change} ({@code insert},
   * {@code update} or {@code delete}), {@code n} the row as it would be, {@code o} as it is.
   */
  public Dataset<Row> changes(SparkSession session) {
    return StagedRows.pinned(session, table(plan));
  }

  /** The columns that tell the changed rows apart. */
  public List<String> identity() {
    return List.of(OpenRows.position());
  }

  /** Whether the table would get columns that it does not have. */
  public boolean newColumns() {
    StructType row = (StructType) changes(lake.spark()).schema().apply(NEW).dataType();
    String path =
        lake.locations().table(Zone.PROCESSED, DatasetId.parse(plan.target().dataset()));
    return row.size() > lake.tables().schema(path).size();
  }

  /** A place below the draft's own where others may stage, gone when the draft is kept or closed. */
  public String scratch() {
    return plan.reading().place() + "/downstream";
  }

  /**
   * Stores the plan, so that it can be applied.
   *
   * @param downstream what it would change in curated tables
   * @param versions of those tables, by {@code zone.domain.name}
   * @param contracts the hashes of their contracts
   */
  public BackfillPlan keep(
      List<TableEffect> downstream, Map<String, Long> versions, Map<String, String> contracts) {
    Map<String, Long> allVersions = new TreeMap<>(plan.pins().versions());
    allVersions.putAll(versions);
    Map<String, String> allContracts = new TreeMap<>(plan.pins().contracts());
    allContracts.putAll(contracts);
    BackfillPlan whole = plan.with(downstream, new BackfillPlan.Pins(allVersions, allContracts));
    BackfillPlans.of(lake).add(whole);
    kept = true;
    lake.tables().drop(scratch());
    return whole;
  }

  @Override
  public void close() {
    if (!kept) {
      lake.tables().drop(plan.reading().place());
    }
  }

  /** Where the rows of the table are staged. */
  static String table(BackfillPlan plan) {
    return plan.reading().place() + "/table";
  }

  /** Where the rows of quarantine are staged. */
  static String quarantine(BackfillPlan plan) {
    return plan.reading().place() + "/quarantine";
  }

  /** What staged changes of a table come to. */
  static TableEffect effect(Contract contract, Dataset<Row> changes, String how) {
    Map<String, Long> counts = new LinkedHashMap<>();
    changes
        .groupBy(CHANGE)
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return new TableEffect(
        Zone.PROCESSED.label() + "." + contract.id(),
        how,
        partitions(contract.partitionBy(), changes),
        counts.getOrDefault(BackfillDifference.INSERT, 0L),
        counts.getOrDefault(BackfillDifference.UPDATE, 0L),
        counts.getOrDefault(BackfillDifference.DELETE, 0L),
        money(contract, side(changes, OLD), side(changes, NEW)));
  }

  /** What staged changes of a quarantine come to. */
  static TableEffect quarantined(Contract contract, Dataset<Row> rows, long batch) {
    Dataset<Row> opened = rows.where(col(TechnicalColumn.CLOSED_BATCH).isNull());
    Dataset<Row> closed = rows.where(col(TechnicalColumn.CLOSED_BATCH).equalTo(batch));
    long again =
        closed.where(col(TechnicalColumn.CLOSED_AS).equalTo(Outcomes.QUARANTINED)).count();
    return new TableEffect(
        Zone.QUARANTINE.label() + "." + contract.id(),
        "open rows",
        List.of(),
        opened.count() - again,
        again,
        closed.count() - again,
        money(contract, closed, opened));
  }

  private static Dataset<Row> side(Dataset<Row> changes, String side) {
    return changes.where(col(side).isNotNull()).select(side + ".*");
  }

  /** Sums before and after, by measure and currency. */
  static Map<String, TableEffect.Sums> money(
      Contract contract, Dataset<Row> before, Dataset<Row> after) {
    if (contract.measures().isEmpty()) {
      return Map.of();
    }
    Map<String, BigDecimal> then = sums(contract, before);
    Map<String, BigDecimal> now = sums(contract, after);
    TreeSet<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    Map<String, TableEffect.Sums> money = new TreeMap<>();
    for (String name : names) {
      BigDecimal nothing = new BigDecimal("0.00");
      money.put(
          name,
          new TableEffect.Sums(
              then.getOrDefault(name, nothing), now.getOrDefault(name, nothing)));
    }
    return money;
  }

  private static Map<String, BigDecimal> sums(Contract contract, Dataset<Row> rows) {
    return total(contract, rows).money();
  }

  /** Rows and money of all rows together. */
  static Tally.Group total(Contract contract, Dataset<Row> rows) {
    return Tally.by(contract)
        .count(rows.withColumn(CHANGE, org.apache.spark.sql.functions.lit("all")), CHANGE)
        .getOrDefault("all", new Tally.Group(0, Map.of()));
  }

  private static List<String> partitions(List<String> columns, Dataset<Row> changes) {
    if (columns.isEmpty()) {
      return List.of();
    }
    String[] names = columns.toArray(new String[0]);
    List<String> partitions = new ArrayList<>();
    for (Row row :
        side(changes, OLD)
            .selectExpr(texts(names))
            .union(side(changes, NEW).selectExpr(texts(names)))
            .distinct()
            .collectAsList()) {
      List<String> values = new ArrayList<>();
      for (int column = 0; column < names.length; column++) {
        values.add(names[column] + "=" + row.getString(column));
      }
      partitions.add(String.join("/", values));
    }
    return partitions.stream().sorted().toList();
  }

  private static String[] texts(String... names) {
    String[] texts = new String[names.length];
    for (int column = 0; column < names.length; column++) {
      texts[column] = "coalesce(CAST(`" + names[column] + "` AS STRING), 'null')";
    }
    return texts;
  }
}
