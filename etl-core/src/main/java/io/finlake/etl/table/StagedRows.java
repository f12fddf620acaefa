package io.finlake.etl.table;

import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;
import scala.collection.JavaConverters;

/**
 * Rows on their way, written once as version 0 of a Delta table of their own, without statistics:
 * Delta writes a file where it stays, so a store without renames holds them as safely as a disk.
 * Reading them takes the files that the one commit names and asks nothing more of Delta, which
 * would replay a log and run a job to find the same few files for each reader.
 */
public final class StagedRows {
  private final String path;
  private final StructType schema;
  private final List<String> files;

  private StagedRows(String path, StructType schema, List<String> files) {
    this.path = path;
    this.schema = schema;
    this.files = files;
  }

  /** Computes and writes rows into a folder that does not exist yet. */
  public static StagedRows write(Dataset<Row> rows, String path) {
    rows.write()
        .format("delta")
        .mode("errorifexists")
        .option("delta.dataSkippingNumIndexedCols", "0")
        .save(path);
    DeltaLog log = DeltaLog.forTable(rows.sparkSession(), path);
    Iterable<Tuple2<Object, scala.collection.Seq<Action>>> commits =
        () -> JavaConverters.asJavaIterator(log.getChanges(0, true));
    List<String> files =
        StreamSupport.stream(commits.spliterator(), false)
            .flatMap(commit -> JavaConverters.seqAsJavaList(commit._2()).stream())
            .filter(AddFile.class::isInstance)
            .map(action -> new Path(log.dataPath(), ((AddFile) action).toPath()).toString())
            .toList();
    return new StagedRows(path, rows.schema(), files);
  }

  /** The rows, in a session; each use reads them once. */
  public Dataset<Row> read(SparkSession session) {
    return files.isEmpty()
        ? session.createDataFrame(List.of(), schema)
        : session.read().schema(schema).parquet(files.toArray(new String[0]));
  }

  /** The rows as a Delta table at its one version: a merge reads any other source twice. */
  public Dataset<Row> pinned(SparkSession session) {
    return session.read().format("delta").option("versionAsOf", 0).load(path);
  }
}
