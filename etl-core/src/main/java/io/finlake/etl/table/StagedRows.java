package io.finlake.etl.table;

import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import scala.Option;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Rows on their way, written once as version 0 of a Delta table of their own, without statistics:
 * Delta writes a file where it stays, so a store without renames holds them as safely as a disk.
 * Reading them takes the files that the one commit names and asks nothing more of Delta, which
 * would replay a log and run a job to find the same few files for each reader.
 */
public final class StagedRows {
  private final String path;
  private final Snapshot snapshot;
  private final Seq<AddFile> files;

  private StagedRows(String path, Snapshot snapshot, Seq<AddFile> files) {
    this.path = path;
    this.snapshot = snapshot;
    this.files = files;
  }

  /** Computes and writes rows into a folder that does not exist yet. */
  public static StagedRows write(Dataset<Row> rows, String path) {
    rows.write()
        .format("delta")
        .mode("errorifexists")
        .option("delta.dataSkippingNumIndexedCols", "0")
        .save(path);
    Snapshot snapshot = DeltaLog.forTable(rows.sparkSession(), path).unsafeVolatileSnapshot();
    return new StagedRows(path, snapshot, added(snapshot.deltaLog()));
  }

  private static Seq<AddFile> added(DeltaLog log) {
    Iterable<Tuple2<Object, Seq<Action>>> commits =
        () -> JavaConverters.asJavaIterator(log.getChanges(0, true));
    List<AddFile> files =
        StreamSupport.stream(commits.spliterator(), false)
            .flatMap(commit -> JavaConverters.seqAsJavaList(commit._2()).stream())
            .filter(AddFile.class::isInstance)
            .map(AddFile.class::cast)
            .toList();
    return JavaConverters.asScalaBuffer(files).toList();
  }

  /** The rows, in a session; each use reads them once. */
  public Dataset<Row> read(SparkSession session) {
    return ActiveSession.in(
        session, () -> snapshot.deltaLog().createDataFrame(snapshot, files, false, Option.empty()));
  }

  /** The rows as a Delta table at its one version: a merge reads any other source twice. */
  public Dataset<Row> pinned(SparkSession session) {
    return pinned(session, path);
  }

  /** The same of rows that another process wrote. */
  public static Dataset<Row> pinned(SparkSession session, String path) {
    return session.read().format("delta").option("versionAsOf", 0).load(path);
  }
}
