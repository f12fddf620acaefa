package io.finlake.etl.process;

import static io.finlake.etl.process.BackfillDifference.CHANGE;
import static io.finlake.etl.process.BackfillDifference.NEW;
import static io.finlake.etl.process.BackfillDifference.OLD;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.table.LakeTables;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * A backfill that was worked out, with its rows staged. It becomes a plan when it is kept; else its
 * rows are removed when it is closed.
 */
public final class BackfillDraft implements AutoCloseable {
  private static final String SIDE = "_side";
  private static final BigDecimal NOTHING = new BigDecimal("0.00");

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
    return LakeTables.readAt(session, table(plan), 0);
  }

  /** The columns that tell the changed rows apart. */
  public List<String> identity() {
    return List.of(OpenRows.position());
  }

  /** Whether the table would get columns that it does not have. */
  public boolean newColumns() {
    StructType row = (StructType) changes(lake.spark()).schema().apply(NEW).dataType();
    String path = lake.locations().table(Zone.PROCESSED, DatasetId.parse(plan.target().dataset()));
    return row.size() > lake.tables().schema(path).size();
  }

  /**
   * A place below the draft's own where others may stage, gone when the draft is kept or closed.
   */
  public String scratch() {
    return plan.reading().place() + "/downstream";
  }

  /**
   * Stores the plan, so that it can be applied.
   *
   * @param downstream what it would change in curated tables
   * @param versions of those tables, by {@code zone.domain.name}
   * @param contracts the hashes of their contracts
   * @throws io.finlake.etl.error.FinlakeException {@code BAD_ARGUMENT} when somebody was erased
   *     while it was worked out
   */
  public BackfillPlan keep(
      List<TableEffect> downstream, Map<String, Long> versions, Map<String, String> contracts) {
    Map<String, Long> allVersions = new TreeMap<>(plan.pins().versions());
    allVersions.putAll(versions);
    Map<String, String> allContracts = new TreeMap<>(plan.pins().contracts());
    allContracts.putAll(contracts);
    BackfillPlan whole =
        plan.with(
            downstream, new BackfillPlan.Pins(allVersions, allContracts, plan.pins().erased()));
    new BackfillCheck(lake, plan.by().codeVersion()).nobodyErased(whole);
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

  /** What staged changes of a table come to; one job for each measure, one for partitions. */
  static TableEffect effect(Contract contract, Dataset<Row> changes, String how) {
    Dataset<Row> before = side(changes, OLD, concat(lit(OLD), col(CHANGE)));
    Dataset<Row> after = side(changes, NEW, concat(lit(NEW), col(CHANGE)));
    Map<String, Tally.Group> sums = Tally.by(contract).count(before.unionByName(after), SIDE);
    return new TableEffect(
        Zone.PROCESSED.label() + "." + contract.id(),
        how,
        sums.isEmpty() ? List.of() : partitions(contract.partitionBy(), changes),
        rows(sums, NEW + BackfillDifference.INSERT),
        rows(sums, NEW + BackfillDifference.UPDATE),
        rows(sums, OLD + BackfillDifference.DELETE),
        money(sums, OLD, NEW));
  }

  /** What staged changes of a quarantine come to. */
  static TableEffect quarantined(Contract contract, Dataset<Row> rows) {
    Column closed = concat(lit(OLD), col(TechnicalColumn.CLOSED_AS));
    Map<String, Tally.Group> sums =
        Tally.by(contract)
            .count(
                rows.withColumn(
                    SIDE, when(col(TechnicalColumn.CLOSED_BATCH).isNull(), NEW).otherwise(closed)),
                SIDE);
    long opened = rows(sums, NEW);
    long again = rows(sums, OLD + Outcomes.QUARANTINED);
    long all = sums.values().stream().mapToLong(Tally.Group::rows).sum();
    return new TableEffect(
        Zone.QUARANTINE.label() + "." + contract.id(),
        "open rows",
        List.of(),
        opened - again,
        again,
        all - opened - again,
        money(sums, OLD, NEW));
  }

  private static long rows(Map<String, Tally.Group> sums, String label) {
    return sums.containsKey(label) ? sums.get(label).rows() : 0;
  }

  private static Dataset<Row> side(Dataset<Row> changes, String side, Column label) {
    return changes
        .where(col(side).isNotNull())
        .select(label.as(SIDE), col(side))
        .select(SIDE, side + ".*");
  }

  /** Sums by measure and currency of the groups whose labels begin so and so. */
  private static Map<String, TableEffect.Sums> money(
      Map<String, Tally.Group> sums, String before, String after) {
    Map<String, BigDecimal> then = sums(sums, before);
    Map<String, BigDecimal> now = sums(sums, after);
    TreeSet<String> names = new TreeSet<>(then.keySet());
    names.addAll(now.keySet());
    Map<String, TableEffect.Sums> money = new TreeMap<>();
    for (String name : names) {
      money.put(
          name,
          new TableEffect.Sums(then.getOrDefault(name, NOTHING), now.getOrDefault(name, NOTHING)));
    }
    return money;
  }

  private static Map<String, BigDecimal> sums(Map<String, Tally.Group> groups, String beginning) {
    return groups.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith(beginning))
        .map(Map.Entry::getValue)
        .reduce(new Tally.Group(0, Map.of()), Tally.Group::plus)
        .money();
  }

  private static List<String> partitions(List<String> columns, Dataset<Row> changes) {
    if (columns.isEmpty()) {
      return List.of();
    }
    String[] names = columns.toArray(new String[0]);
    List<String> partitions = new ArrayList<>();
    for (Row row :
        side(changes, OLD, lit(OLD))
            .selectExpr(texts(names))
            .union(side(changes, NEW, lit(NEW)).selectExpr(texts(names)))
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
