package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.config.LogStores;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.table.LightConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Makes the one Spark session of a command, under any {@code spark-submit}: Delta's extension and
 * catalog, UTC, and a catalog in memory, since finlake finds tables by their place. Settings that
 * would let rows get lost are refused, whoever gave them. Closing it stops Spark, unless Spark ran
 * before: then the command has a session of its own in it, and leaves it running.
 */
final class LakeSession implements AutoCloseable {
  private static final String EXTENSIONS = "spark.sql.extensions";
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String PLAIN_FILES =
      "org.apache.spark.sql.execution.streaming.FileSystemBasedCheckpointFileManager";

  private static final String CATALOG = "spark.sql.catalog.spark_catalog";
  private static final String DELTA_CATALOG = "org.apache.spark.sql.delta.catalog.DeltaCatalog";

  private final SparkSession spark;
  private final boolean ours;

  private LakeSession(SparkSession spark, boolean ours) {
    this.spark = spark;
    this.ours = ours;
  }

  /**
   * Starts Spark for a lake. Where no master is given it runs in this process.
   *
   * @throws FinlakeException {@code UNSAFE_LAKE} when Delta is missing, a setting loses rows, two
   *     writers are not kept apart, or a plain path would not mean a folder of this machine
   */
  static LakeSession start(LakeLocations locations) {
    requireDelta();
    SparkConf conf = new SparkConf();
    SessionSafety.check(conf);
    quietLogs();
    if (running().isEmpty()) {
      SessionSafety.checkLogStores(keepWritersApart(conf.clone()), locations);
    }
    LakeSession session =
        running()
            .map(before -> new LakeSession(before.newSession(), false))
            .orElseGet(
                () ->
                    new LakeSession(
                        SparkSession.builder().config(settings(conf)).getOrCreate(), true));
    if (session.ours && session.spark().sparkContext().isLocal()) {
      LightConfiguration.of(session.spark().sparkContext());
    }
    try {
      SessionSafety.checkStarted(session.spark(), locations);
    } catch (FinlakeException unsafe) {
      session.close();
      throw unsafe;
    }
    return session;
  }

  /** The session. */
  SparkSession spark() {
    return spark;
  }

  @Override
  public void close() {
    if (ours) {
      spark.stop();
    }
  }

  private static Optional<SparkSession> running() {
    Option<SparkSession> session = SparkSession.getDefaultSession();
    return session.isEmpty() || session.get().sparkContext().isStopped()
        ? Optional.empty()
        : Optional.of(session.get());
  }

  /**
   * Delta's informational lines print whole snapshots, among them the least and greatest values of
   * every file: confidential ones, which no log may hold. Where another logging runs than Spark's
   * own, its settings have to see to that.
   */
  private static void quietLogs() {
    if (LogManager.getContext(false) instanceof LoggerContext) {
      for (String talker : List.of("Snapshot", "DeltaLog", "SnapshotManagement")) {
        Configurator.setLevel("org.apache.spark.sql.delta." + talker, Level.WARN);
      }
    }
  }

  private static void requireDelta() {
    if (LibraryVersions.delta().isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.UNSAFE_LAKE,
          "Delta is not on Spark's class path",
          "this spark-submit was started without it",
          "add: --packages io.delta:delta-spark_2.12:3.3.2 (any 3.3.x)");
    }
  }

  /** The given settings, with what finlake needs on top. */
  static SparkConf settings(SparkConf given) {
    SparkConf conf = given.clone();
    Set<String> extensions = new LinkedHashSet<>();
    Arrays.stream(conf.get(EXTENSIONS, "").split(","))
        .map(String::trim)
        .filter(name -> !name.isEmpty())
        .forEach(extensions::add);
    extensions.add(DELTA_EXTENSION);
    conf.set(EXTENSIONS, String.join(",", extensions));
    conf.set(CATALOG, DELTA_CATALOG);
    conf.set("spark.sql.session.timeZone", "UTC");
    conf.set("spark.sql.catalogImplementation", "in-memory");
    keepWritersApart(conf);
    conf.setIfMissing("spark.app.name", "finlake");
    conf.setIfMissing("spark.master", "local[*]");
    if (conf.get("spark.master").startsWith("local")) {
      settleOnThisMachine(conf);
    }
    return conf;
  }

  /** finlake's log stores, where no others are given; the same settings again. */
  static SparkConf keepWritersApart(SparkConf conf) {
    // Delta refuses a store of one scheme beside one for all.
    if (!conf.contains(LogStores.FOR_ALL)) {
      LogStores.standard()
          .forEach((scheme, store) -> conf.setIfMissing(LogStores.setting(scheme), store));
    }
    return conf;
  }

  /** One process needs no ports for others, few partitions, and no folder in the working one. */
  private static void settleOnThisMachine(SparkConf conf) {
    int cores = Runtime.getRuntime().availableProcessors();
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.driver.host", "127.0.0.1");
    conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    conf.setIfMissing("spark.sql.shuffle.partitions", String.valueOf(Math.max(2, cores)));
    conf.setIfMissing("spark.databricks.delta.snapshotPartitions", "2");
    conf.setIfMissing("spark.sql.sources.parallelPartitionDiscovery.parallelism", "8");
    // The standard one starts a process for each checksum file that Delta writes to a disk.
    conf.setIfMissing("spark.sql.streaming.checkpointFileManagerClass", PLAIN_FILES);
    conf.setIfMissing("spark.sql.warehouse.dir", scratch());
  }

  private static String scratch() {
    try {
      return Files.createTempDirectory("finlake-warehouse-").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
