package io.finlake.etl.table;

import io.delta.tables.DeltaTable;
import io.finlake.etl.lookup.CommitNotes;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.plan.WritePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import scala.Option;

/**
 * Forgets what a table was. A deleted row stays in three places: in files that older versions name,
 * in files of row changes, and in the log, whose entries state least and greatest values of the
 * files that they add and remove. All three go, up to the present version.
 */
public final class OldVersions {
  private static final Pattern VERSIONED =
      Pattern.compile("(\\d{20})(\\.\\d{20})?\\.(json|crc|compacted\\.json|checkpoint\\..*)");

  private final LakeTables tables;

  /** Forgets older versions of tables that a session reaches. */
  public OldVersions(LakeTables tables) {
    this.tables = tables;
  }

  /**
   * Removes everything that is no part of the present version and was left at least so long ago.
   * Safe to try again after any failure. The log ends behind the present version afterwards: older
   * ones can neither be read nor compared.
   *
   * @param age zero only where nobody reads or writes
   * @return the version that is left
   */
  public long forget(String path, Duration age) {
    SparkSession session = session(path);
    long version = emptyVersion(path);
    DeltaLog log = DeltaLog.forTable(session, path);
    ActiveSession.in(
        session,
        () -> {
          log.checkpoint(log.update(false, Option.empty(), Option.empty()), Option.empty());
          return version;
        });
    CommitNotes.keep(session.sessionState().newHadoopConf(), path, version);
    forgetLog(session, path, version);
    DeltaTable.forPath(session, path)
        .vacuum(age.toMillis() / (double) Duration.ofHours(1).toMillis());
    return version;
  }

  /** Delta would list a folder of ten files in ten thousand tasks. */
  private SparkSession session(String path) {
    int cores = tables.spark().sparkContext().defaultParallelism();
    long bytes = tables.head(path).map(TableHead::bytes).orElse(0L);
    Map<String, String> settings = new HashMap<>(SessionSettings.forInput(bytes, cores));
    settings.put("spark.sql.sources.parallelPartitionDiscovery.parallelism", String.valueOf(cores));
    settings.put("spark.databricks.delta.retentionDurationCheck.enabled", "false");
    settings.put("spark.databricks.delta.vacuum.logging.enabled", "false");
    return tables.with(settings).spark();
  }

  /** A version that removes nothing: the entry of the last one still names what it removed. */
  private long emptyVersion(String path) {
    TableHead head =
        tables.head(path).orElseThrow(() -> new IllegalStateException("no table at " + path));
    String attempt = UUID.randomUUID().toString();
    return tables
        .commit(
            new WriteRequest(
                path,
                "finlake-forget:" + head.incarnation(),
                head.version() + 1,
                attempt,
                "{\"attempt\":\"" + attempt + "\"}",
                session -> LakeTables.read(session, path).limit(0)),
            new WritePlan.Append())
        .version();
  }

  /** Oldest first, so that what is left after a failure is a log that only begins later. */
  private static void forgetLog(SparkSession session, String path, long version) {
    Path folder = new Path(path, "_delta_log");
    try {
      FileSystem files = folder.getFileSystem(session.sessionState().newHadoopConf());
      List<FileStatus> all =
          Arrays.stream(files.listStatus(folder))
              .sorted(Comparator.comparing(file -> file.getPath().getName()))
              .toList();
      boolean checkpointed =
          all.stream()
              .map(file -> file.getPath().getName())
              .anyMatch(name -> name.startsWith(String.format("%020d.checkpoint", version)));
      if (!checkpointed) {
        throw new IllegalStateException(path + " has no checkpoint of version " + version);
      }
      for (FileStatus file : all) {
        Matcher named = VERSIONED.matcher(file.getPath().getName());
        if (named.matches() && Long.parseLong(named.group(1)) < version) {
          files.delete(file.getPath(), false);
        }
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    DeltaLog.invalidateCache(session, new Path(path));
  }
}
