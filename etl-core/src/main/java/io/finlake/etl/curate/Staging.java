package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

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

/**
 * The rows of one try, computed once and kept as a Delta table at a fixed version: a merge reads
 * its source more than once, and anything else would be computed again each time.
 */
final class Staging {
  private final SparkSession spark;
  private final String path;

  /** The folder must be this try's own. */
  Staging(SparkSession spark, String path) {
    this.spark = spark;
    this.path = path;
  }

  /** Computes and writes the rows. */
  void write(Dataset<Row> rows) {
    rows.write().format("delta").mode("errorifexists").save(path);
  }

  /** The rows, in a session. */
  Dataset<Row> rows(SparkSession session) {
    return session.read().format("delta").option("versionAsOf", 0).load(path);
  }

  /** The rows as the table stores them, without those that are to be removed. */
  Dataset<Row> stored(SparkSession session) {
    return rows(session)
        .filter(col(Difference.CHANGE).notEqual(Difference.DELETE))
        .drop(Difference.CHANGE);
  }

  /** The values of a column among rows that change anything, in order. */
  List<Object> changed(String column) {
    return rows(spark)
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
    rows(spark)
        .filter(predicate)
        .groupBy(Difference.CHANGE)
        .agg(count(lit(1)))
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return counts;
  }

  /** Whether a key is missing in a row, or more than one row that is not removed has it. */
  boolean keyBroken(List<String> key) {
    Dataset<Row> kept = rows(spark).filter(col(Difference.CHANGE).notEqual(Difference.DELETE));
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
