package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.table.StagedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** The rows of one try, computed and written once: everything that follows reads them from here. */
final class Staging {
  private static final List<String> CHANGES =
      List.of(Difference.INSERT, Difference.UPDATE, Difference.DELETE, Difference.SAME);

  /** A change of a row writes its file anew, so files are smaller than scans alone would like. */
  private static final long FILE_BYTES = 32L << 20;

  private final SparkSession spark;
  private final String path;
  private StagedRows staged;

  /** The folder must be this try's own. */
  Staging(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  /** Computes and writes the rows. */
  void write(Dataset<Row> rows) {
    staged = StagedRows.stage(rows, path);
  }

  /** The rows as the source of a merge. */
  Dataset<Row> merged(SparkSession session) {
    return staged.pinned(session);
  }

  /** The rows with what happens to them. */
  Dataset<Row> all() {
    return staged.read(spark);
  }

  /** The rows as the table stores them, without those that are to be removed. */
  Dataset<Row> stored(SparkSession session) {
    return staged
        .read(session)
        .filter(col(Difference.CHANGE).notEqual(Difference.DELETE))
        .drop(Difference.CHANGE);
  }

  /**
   * The same for a table that is built whole: where they fill more than one file, each file has a
   * stretch of the keys of its own, so that what looks for a few keys opens a few files.
   */
  Dataset<Row> clustered(SparkSession session, List<String> columns) {
    Dataset<Row> rows = stored(session);
    int files = (int) Math.min(10_000, staged.bytes() / FILE_BYTES + 1);
    Column[] order = columns.stream().map(functions::col).toArray(Column[]::new);
    return files == 1 ? rows : rows.repartitionByRange(files, order).sortWithinPartitions(order);
  }

  /** The values of a column among rows that change anything, in order. */
  List<Object> changed(String column) {
    return staged
        .read(spark)
        .filter(col(Difference.CHANGE).notEqual(Difference.SAME))
        .select(column)
        .distinct()
        .orderBy(column)
        .collectAsList()
        .stream()
        .map(row -> TouchedKeys.plain(row.get(0)))
        .toList();
  }

  /** How many of the rows that match a predicate there are of each change. */
  Map<String, Long> counts(String predicate) {
    Map<String, Long> counts = new HashMap<>();
    staged
        .read(spark)
        .filter(predicate)
        .groupBy(Difference.CHANGE)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  /**
   * What a look at every row says, in one job.
   *
   * @param keyBroken whether a key is missing in a row, or more than one row that is not removed
   *     has it
   * @param counts how many rows there are of each change
   */
  record Look(boolean keyBroken, Map<String, Long> counts) {}

  /** Looks at every row. */
  Look look(List<String> key) {
    Column[] columns = key.stream().map(functions::col).toArray(Column[]::new);
    Column missing = key.stream().map(name -> col(name).isNull()).reduce(Column::or).orElseThrow();
    Column kept = col(Difference.CHANGE).notEqual(Difference.DELETE);
    List<Column> sums = new ArrayList<>();
    sums.add(max(col("_kept").gt(1).or(col("_kept").gt(0).and(missing))));
    CHANGES.forEach(change -> sums.add(sum(col(change))));
    Row seen =
        staged
            .read(spark)
            .groupBy(columns)
            .agg(
                count(when(kept, 1)).as("_kept"),
                CHANGES.stream()
                    .map(
                        change -> count(when(col(Difference.CHANGE).equalTo(change), 1)).as(change))
                    .toArray(Column[]::new))
            .agg(sums.get(0), sums.subList(1, sums.size()).toArray(Column[]::new))
            .first();
    if (seen.isNullAt(0)) {
      return new Look(false, Map.of());
    }
    Map<String, Long> counts = new HashMap<>();
    for (int i = 0; i < CHANGES.size(); i++) {
      counts.put(CHANGES.get(i), seen.getLong(i + 1));
    }
    return new Look(seen.getBoolean(0), counts);
  }

  /** Removes the folder. */
  void remove() {
    try {
      Path folder = new Path(path);
      folder.getFileSystem(spark.sessionState().newHadoopConf()).delete(folder, true);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
