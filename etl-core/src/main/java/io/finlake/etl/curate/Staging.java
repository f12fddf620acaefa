package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.table.StagedRows;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    staged = StagedRows.write(rows, path);
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

  /** Whether a key is missing in a row, or more than one row that is not removed has it. */
  boolean keyBroken(List<String> key) {
    Dataset<Row> kept =
        staged.read(spark).filter(col(Difference.CHANGE).notEqual(Difference.DELETE));
    Column[] columns = key.stream().map(functions::col).toArray(Column[]::new);
    Column missing = key.stream().map(name -> col(name).isNull()).reduce(Column::or).orElseThrow();
    return !kept.groupBy(columns)
        .agg(count(lit(1)).as("_rows"))
        .filter(col("_rows").gt(1).or(missing))
        .isEmpty();
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
