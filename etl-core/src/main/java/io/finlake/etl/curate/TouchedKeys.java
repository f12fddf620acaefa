package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.spark_partition_id;

import io.finlake.etl.plan.KeyRanges;
import io.finlake.etl.table.StagedRows;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/** The distinct keys that a batch computes, kept until closed. */
final class TouchedKeys implements AutoCloseable {
  private static final int SPANS = 1024;

  private final Dataset<Row> keys;
  private final String column;
  private final long count;
  private final CurateSettings settings;

  private TouchedKeys(Dataset<Row> keys, String column, long count, CurateSettings settings) {
    this.keys = keys;
    this.column = column;
    this.count = count;
    this.settings = settings;
  }

  /**
   * Computes the keys, one job.
   *
   * @param touched one column, with repetitions and nulls
   */
  static TouchedKeys of(Dataset<Row> touched, String column, CurateSettings settings) {
    Dataset<Row> keys = touched.toDF(column).filter(col(column).isNotNull()).distinct();
    Optional<Dataset<Row>> kept = StagedRows.keep(keys).map(rows -> rows.read(keys.sparkSession()));
    return kept.isPresent()
        ? new TouchedKeys(kept.get(), column, kept.get().collectAsList().size(), settings)
        : cached(keys.persist(StorageLevel.MEMORY_AND_DISK()), column, settings);
  }

  private static TouchedKeys cached(Dataset<Row> keys, String column, CurateSettings settings) {
    try {
      return new TouchedKeys(keys, column, keys.count(), settings);
    } catch (RuntimeException thrown) {
      keys.unpersist();
      throw thrown;
    }
  }

  long count() {
    return count;
  }

  /** The keys themselves, in order; only for as many as are broadcast. */
  private List<Object> values() {
    return keys.collectAsList().stream()
        .map(row -> plain(row.get(0)))
        .sorted(KeySpans.IN_ORDER)
        .toList();
  }

  /** A few literal ranges that hold every key, over {@link #column}. */
  KeyRanges ranges() {
    return KeySpans.ranges(column, few() ? exact() : coarse());
  }

  /** The rows whose {@code own} column is one of the keys. */
  Dataset<Row> restrict(Dataset<Row> rows, String own, KeyRanges ranges) {
    Dataset<Row> wanted = keys.toDF("_touched");
    return rows.filter(expr(new KeyRanges(own, ranges.ranges()).predicate("")))
        .join(
            few() ? broadcast(wanted) : wanted,
            rows.col(own).equalTo(col("_touched")),
            "left_semi");
  }

  @Override
  public void close() {
    keys.unpersist();
  }

  private boolean few() {
    return count <= settings.broadcastAtMost();
  }

  private List<KeySpans.Span> exact() {
    return values().stream().map(value -> new KeySpans.Span(value, value)).toList();
  }

  /** Ranges of about the same number of keys; the keys are distinct, so they do not overlap. */
  private List<KeySpans.Span> coarse() {
    return keys
        .repartitionByRange(SPANS, col(column))
        .groupBy(spark_partition_id())
        .agg(min(column).as("least"), max(column).as("greatest"))
        .orderBy("least")
        .collectAsList()
        .stream()
        .map(row -> new KeySpans.Span(plain(row.get(1)), plain(row.get(2))))
        .toList();
  }

  /** Spark's value as KeySpans takes it. */
  static Object plain(Object value) {
    return value instanceof java.sql.Date date ? date.toLocalDate() : value;
  }
}
