package io.finlake.etl.table;

import io.finlake.etl.plan.SessionSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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
 * Rows on their way, computed once; everything that follows reads them from here.
 *
 * <p>A few rows stay with the driver. More are written as version 0 of a Delta table of their own,
 * without statistics: Delta writes a file where it stays, so a store without renames holds them as
 * safely as a disk. Reading them takes the files that the one commit names and asks nothing more of
 * Delta, which would replay a log and run a job to find the same few files for each reader.
 */
public final class StagedRows {
  private final Function<SparkSession, Dataset<Row>> read;
  private final Function<SparkSession, Dataset<Row>> pinned;
  private final long bytes;

  private StagedRows(
      Function<SparkSession, Dataset<Row>> read,
      Function<SparkSession, Dataset<Row>> pinned,
      long bytes) {
    this.read = read;
    this.pinned = pinned;
    this.bytes = bytes;
  }

  /**
   * Computes rows. They are kept when their session's {@link SessionSettings#KEPT_ROWS} allows so
   * many, and else written.
   *
   * @param path a folder that does not exist yet, for rows that are written
   */
  public static StagedRows stage(Dataset<Row> rows, String path) {
    return keep(rows).orElseGet(() -> write(rows, path));
  }

  /** The same, when they can be kept; empty when there are too many. */
  public static Optional<StagedRows> keep(Dataset<Row> rows) {
    int atMost = Integer.parseInt(rows.sparkSession().conf().get(SessionSettings.KEPT_ROWS, "0"));
    return (atMost > 0 ? KeptRows.of(rows, atMost) : Optional.<KeptRows>empty())
        .map(kept -> new StagedRows(kept::read, kept::read, 0));
  }

  private static StagedRows write(Dataset<Row> rows, String path) {
    rows.write()
        .format("delta")
        .mode("errorifexists")
        .option("delta.dataSkippingNumIndexedCols", "0")
        .save(path);
    Snapshot snapshot = DeltaLog.forTable(rows.sparkSession(), path).unsafeVolatileSnapshot();
    Seq<AddFile> files = added(snapshot.deltaLog());
    return new StagedRows(
        session ->
            ActiveSession.in(
                session,
                () -> snapshot.deltaLog().createDataFrame(snapshot, files, false, Option.empty())),
        session -> session.read().format("delta").option("versionAsOf", 0).load(path),
        JavaConverters.seqAsJavaList(files).stream().mapToLong(AddFile::size).sum());
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
    return read.apply(session);
  }

  /** How many bytes were written; none when the rows are kept. */
  public long bytes() {
    return bytes;
  }

  /**
   * The rows as the source of a merge, which reads twice whatever is not kept or a Delta table at a
   * version.
   */
  public Dataset<Row> pinned(SparkSession session) {
    return pinned.apply(session);
  }
}
