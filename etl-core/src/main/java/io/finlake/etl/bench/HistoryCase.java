package io.finlake.etl.bench;

import static org.apache.spark.sql.functions.bitwise_not;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.xxhash64;

import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.table.LakeTables;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * What it costs to bring the history of customers up to date when a share of them changed: bytes
 * read and written, files rewritten and CPU time of the refresh, beside a build of the whole. The
 * same share changes three times: customers with adjacent keys, a hundred groups of neighbours, and
 * customers scattered evenly over all keys.
 */
public final class HistoryCase {
  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 5);
  private static final int GROUPS = 100;

  private final SparkSession spark;
  private final Place place;
  private final Steps steps;
  private final Consumer<String> progress;

  /** Measures in a lake that is empty. */
  public HistoryCase(SparkSession spark, Place place, Steps steps, Consumer<String> progress) {
    this.spark = spark;
    this.place = place;
    this.steps = steps;
    this.progress = progress;
  }

  /**
   * Where things lie.
   *
   * @param raw the raw zone, a folder of this machine
   * @param history the table {@code curated.customer}
   */
  public record Place(Path raw, String history) {}

  /** The product's own steps; each ends when its work is committed, or throws. */
  public interface Steps {
    /** Takes landed customers into {@code processed.customers}. */
    void process();

    /** Brings {@code curated.customer} up to date. */
    void refresh();

    /** Builds {@code curated.customer} whole. */
    void rebuild();
  }

  /**
   * What one change cost.
   *
   * @param change how the changed customers lie among the keys; the last one is the whole table
   * @param customers how many changed
   * @param files of the table before
   * @param rewritten how many of them the refresh wrote anew
   * @param bytesRead by tasks, from all tables
   * @param bytesWritten by tasks, staging too
   * @param cpuMillis of tasks
   */
  public record Cost(
      String change,
      long customers,
      long files,
      long rewritten,
      long bytesRead,
      long bytesWritten,
      long cpuMillis) {}

  /**
   * Runs the case.
   *
   * @param customers how many there are, at most 99,999,999
   * @param share of them that changes, between 0 and 1
   * @return the three changes, and the build of the whole that they are held against
   * @throws IllegalStateException when the whole is another table than the refreshes left
   */
  public List<Cost> run(int customers, double share) {
    int changed = Math.max(GROUPS, (int) (customers * share)) / GROUPS * GROUPS;
    CustomerExtracts extracts = new CustomerExtracts(place.raw());
    progress.accept("delivering " + customers + " customers");
    extracts.deliver(FIRST_DAY, 1, IntStream.range(0, customers));
    progress.accept("processing them");
    steps.process();
    progress.accept("building the history of all");
    steps.refresh();
    Map<String, IntStream> changes = new LinkedHashMap<>();
    changes.put("adjacent keys", IntStream.range(customers / 3, customers / 3 + changed));
    changes.put(
        "in " + GROUPS + " groups",
        IntStream.range(0, changed)
            .map(i -> i / (changed / GROUPS) * (customers / GROUPS) + i % (changed / GROUPS)));
    changes.put("scattered", IntStream.range(0, changed).map(i -> i * (customers / changed)));
    List<Cost> costs = new ArrayList<>();
    int version = 1;
    for (Map.Entry<String, IntStream> change : changes.entrySet()) {
      version++;
      extracts.deliver(FIRST_DAY.plusDays(version), version, change.getValue());
      progress.accept("processing " + changed + " changes, " + change.getKey());
      steps.process();
      progress.accept("refreshing the history");
      costs.add(measured(change.getKey(), changed, steps::refresh));
    }
    Row refreshed = believed();
    progress.accept("building the history of all again");
    costs.add(measured("the whole table", customers, steps::rebuild));
    Row rebuilt = believed();
    if (!refreshed.equals(rebuilt)) {
      throw new IllegalStateException(
          "refreshed, the history is " + refreshed + "; built whole it is " + rebuilt);
    }
    return costs;
  }

  private Cost measured(String change, long customers, Runnable work) {
    Set<String> before = files();
    WorkMeter.Work done = WorkMeter.of(spark, work);
    long kept = files().stream().filter(before::contains).count();
    return new Cost(
        change,
        customers,
        before.size(),
        before.size() - kept,
        done.bytesRead(),
        done.bytesWritten(),
        done.cpuMillis());
  }

  private Set<String> files() {
    return StoredTable.at(spark.sessionState().newHadoopConf(), place.history())
        .orElseThrow(() -> new IllegalStateException("there is no " + place.history()))
        .paths();
  }

  /** Rows and a hash of what is believed now; when it began to be believed is another question. */
  private Row believed() {
    Dataset<Row> table = LakeTables.read(spark, place.history()).where(col("recorded_to").isNull());
    Column[] columns =
        List.of(table.columns()).stream()
            .filter(name -> !name.startsWith("_") && !name.startsWith("recorded_"))
            .map(functions::col)
            .toArray(Column[]::new);
    return table
        .agg(
            count(lit(1)).as("rows"),
            sum(bitwise_not(xxhash64(columns)).cast("decimal(38,0)")).as("hash"))
        .first();
  }
}
