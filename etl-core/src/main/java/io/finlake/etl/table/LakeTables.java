package io.finlake.etl.table;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.WritePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;

/** Reads, makes and writes Delta tables by their path. Safe for several threads. */
public final class LakeTables {
  private static final int TRIES = 4;

  private final SparkSession spark;
  private final Map<String, String> settings;

  /** The tables that {@code spark} can reach, written with Spark's own settings. */
  public LakeTables(SparkSession spark) {
    this(spark, Map.of());
  }

  private LakeTables(SparkSession spark, Map<String, String> settings) {
    this.spark = spark;
    this.settings = Map.copyOf(settings);
  }

  /** The same tables, reached in a new session with these settings; writes get them too. */
  public LakeTables with(Map<String, String> changed) {
    return new LakeTables(session(changed), changed);
  }

  /** The session that tables are reached in. */
  public SparkSession spark() {
    return spark;
  }

  private SparkSession session(Map<String, String> chosen) {
    SparkSession session = spark.newSession();
    chosen.forEach((name, value) -> session.conf().set(name, value));
    return session;
  }

  /** Whether a table lies there. */
  public boolean exists(String path) {
    return snapshot(path).version() >= 0;
  }

  /** Where a table stands now; empty when there is none. */
  public Optional<TableHead> head(String path) {
    Snapshot snapshot = snapshot(path);
    return snapshot.version() < 0 ? Optional.empty() : Optional.of(TableHead.of(snapshot));
  }

  /** The columns of a table as they are stored. */
  public StructType schema(String path) {
    return snapshot(path).metadata().schema();
  }

  /** The columns that a table's files are divided by, in order. */
  public List<String> partitions(String path) {
    return JavaConverters.seqAsJavaList(snapshot(path).metadata().partitionColumns());
  }

  /**
   * Makes a table unless one lies there. Of two processes that make it at once one wins, and both
   * go on with that one. Tables record row changes, and keep to what Athena and Redshift read
   * (reader version 1).
   */
  public void create(TableSpec spec) {
    if (exists(spec.path())) {
      return;
    }
    try {
      new NewTable(spark, spec).create();
    } catch (RuntimeException thrown) {
      if (!Conflicts.in(thrown) || !exists(spec.path())) {
        throw thrown;
      }
    }
  }

  /** The rows of a table as they are now, in the session that is given. */
  public static Dataset<Row> read(SparkSession session, String path) {
    DeltaLog log = DeltaLog.forTable(session, path);
    return readAt(session, path, log.update(false, Option.empty(), Option.empty()).version());
  }

  /** The rows of a table as they were at a version. */
  public static Dataset<Row> readAt(SparkSession session, String path, long version) {
    return SmallTables.read(session, path, version)
        .orElseGet(() -> session.read().format("delta").option("versionAsOf", version).load(path));
  }

  /**
   * The changed rows of a table between two versions, with Delta's columns {@code _change_type},
   * {@code _commit_version} and {@code _commit_timestamp}.
   *
   * @param after the last version already seen
   * @param upTo the last version wanted, greater than {@code after}
   */
  public static Dataset<Row> changes(SparkSession session, String path, long after, long upTo) {
    return session
        .read()
        .format("delta")
        .option("readChangeFeed", "true")
        .option("startingVersion", after + 1)
        .option("endingVersion", upTo)
        .load(path);
  }

  /** Removes a folder and all in it; nothing when there is none. */
  public void drop(String path) {
    Path folder = new Path(path);
    try {
      folder.getFileSystem(spark.sessionState().newHadoopConf()).delete(folder, true);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** The names of the folders in a folder; none when there is no such folder. */
  public List<String> folders(String path) {
    Path folder = new Path(path);
    try {
      FileSystem files = folder.getFileSystem(spark.sessionState().newHadoopConf());
      return files.exists(folder)
          ? Stream.of(files.listStatus(folder)).map(found -> found.getPath().getName()).toList()
          : List.of();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Adds the columns that a table does not have yet, in order. */
  public void addColumns(String path, Map<String, String> columns) {
    Set<String> present = Set.of(schema(path).fieldNames());
    String missing =
        columns.entrySet().stream()
            .filter(column -> !present.contains(column.getKey()))
            .map(column -> "`" + column.getKey() + "` " + column.getValue())
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      spark.sql("ALTER TABLE delta.`" + path + "` ADD COLUMNS (" + missing + ")");
    }
  }

  /**
   * Applies a plan in one commit that carries the number, unless the number was written before.
   * Conflicts with other writers (such as compaction) are tried again on a new snapshot, a bounded
   * number of times.
   *
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} when conflicts do not end
   */
  public Committed commit(WriteRequest request, WritePlan plan) {
    long before = snapshot(request.path()).version();
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      try {
        TableWrite.into(session(settings), request).apply(plan);
        return written(request, before);
      } catch (RuntimeException thrown) {
        if (!Conflicts.in(thrown)) {
          throw thrown;
        }
        if (numberReached(request)) {
          return written(request, before);
        }
      }
    }
    throw FinlakeException.of(
        ErrorCode.LOST_RACE,
        "batch " + request.number() + " of " + request.path() + " could not be committed",
        "other writers changed the table " + TRIES + " times meanwhile",
        "run the command again");
  }

  /**
   * The commit of an application id's number, found by reading the log; empty when it is not there
   * any more.
   */
  public Optional<Committed> committed(String path, String appId, long number) {
    return CommitLog.of(spark, path).find(appId, number);
  }

  private Committed written(WriteRequest request, long before) {
    return CommitLog.of(spark, request.path())
        .findSince(before + 1, request)
        .or(() -> committed(request.path(), request.appId(), request.number()))
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no commit of "
                        + request.path()
                        + " carries "
                        + request.appId()
                        + " "
                        + request.number()));
  }

  private boolean numberReached(WriteRequest request) {
    OptionalLong number =
        head(request.path()).map(head -> head.number(request.appId())).orElse(OptionalLong.empty());
    return number.isPresent() && number.getAsLong() >= request.number();
  }

  private Snapshot snapshot(String path) {
    return DeltaLog.forTable(spark, path).update(false, Option.empty(), Option.empty());
  }
}
