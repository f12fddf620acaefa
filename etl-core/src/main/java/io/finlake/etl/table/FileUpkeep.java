package io.finlake.etl.table;

import io.delta.tables.DeltaOptimizeBuilder;
import io.delta.tables.DeltaTable;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.SessionSettings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.VersionChecksum;
import scala.Option;

/**
 * Writes files of a table anew without changing a row: commits that say so, of which no reader of
 * changes sees anything, and which carry no batch number. A writer that commits meanwhile wins, or
 * tries again on the new files.
 */
public final class FileUpkeep {
  private static final String CONF = "spark.databricks.delta.";

  private final SparkSession spark;

  /** Works in new sessions of this one. */
  public FileUpkeep(SparkSession spark) {
    this.spark = spark;
  }

  /**
   * What a table's newest version holds together, as its checksum states it.
   *
   * @param files how many
   * @param bytes their sizes
   * @param made when the table was made; long ago when that is not stated
   */
  public record Size(long files, long bytes, Instant made) {}

  /** The size of a table; empty when there is none or it is not stated. Starts no job. */
  public Optional<Size> size(String path) {
    Snapshot snapshot =
        DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty());
    if (snapshot.version() < 0 || snapshot.checksumOpt().isEmpty()) {
      return Optional.empty();
    }
    VersionChecksum checksum = snapshot.checksumOpt().get();
    Option<Object> made = snapshot.metadata().createdTime();
    return Optional.of(
        new Size(
            checksum.numFiles(),
            checksum.tableSizeBytes(),
            made.isEmpty() ? Instant.EPOCH : Instant.ofEpochMilli((Long) made.get())));
  }

  /**
   * What was written anew.
   *
   * @param before how many files were taken
   * @param after how many came of them; 0 of 0 when there was nothing to do
   */
  public record Rewritten(long before, long after) {
    /** Both together. */
    public Rewritten plus(Rewritten other) {
      return new Rewritten(before + other.before, after + other.after);
    }
  }

  /**
   * Puts small files together, partition by partition.
   *
   * @param predicate which partitions, in SQL; empty for all
   * @param belowBytes only files smaller than this
   * @param targetBytes how large a file may become
   * @param bytes about how much is read
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} when another writer took the files
   */
  public Rewritten compact(
      String path, Optional<String> predicate, long belowBytes, long targetBytes, long bytes) {
    SparkSession session = session(bytes, Map.of("optimize.minFileSize", belowBytes), targetBytes);
    return rewrite(path, () -> builder(session, path, predicate).executeCompaction());
  }

  /**
   * Puts the rows of partitions in the order of columns, so that a look-up opens few files.
   *
   * @param columns those that rows are looked up by, which must have statistics
   * @param rowsAtMost how many rows a file may have; 0 for any number
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} when another writer took the files
   */
  public Rewritten cluster(
      String path,
      Optional<String> predicate,
      List<String> columns,
      long targetBytes,
      long rowsAtMost,
      long bytes) {
    SparkSession session = session(bytes, Map.of(), targetBytes);
    if (rowsAtMost > 0) {
      session.conf().set("spark.sql.files.maxRecordsPerFile", rowsAtMost);
    }
    return rewrite(
        path,
        () -> builder(session, path, predicate).executeZOrderBy(columns.toArray(String[]::new)));
  }

  private SparkSession session(long bytes, Map<String, Long> confs, long targetBytes) {
    SparkSession session = spark.newSession();
    int cores = spark.sparkContext().defaultParallelism();
    SessionSettings.forInput(bytes, cores).forEach((name, it) -> session.conf().set(name, it));
    Map<String, Long> all = new LinkedHashMap<>(confs);
    all.put("optimize.maxFileSize", targetBytes);
    all.forEach((name, value) -> session.conf().set(CONF + name, value));
    return session;
  }

  private static DeltaOptimizeBuilder builder(
      SparkSession session, String path, Optional<String> predicate) {
    DeltaOptimizeBuilder all = DeltaTable.forPath(session, path).optimize();
    return predicate.map(all::where).orElse(all);
  }

  private static Rewritten rewrite(String path, Rewriting work) {
    try {
      Row metrics = work.run().head().getStruct(1);
      return new Rewritten(metrics.getAs("numFilesRemoved"), metrics.getAs("numFilesAdded"));
    } catch (RuntimeException thrown) {
      if (!Conflicts.in(thrown)) {
        throw thrown;
      }
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "files of " + path + " were not put together",
          "another writer took them meanwhile",
          "run the command again; nothing was changed",
          thrown);
    }
  }

  @FunctionalInterface
  private interface Rewriting {
    Dataset<Row> run();
  }
}
