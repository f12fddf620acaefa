package io.finlake.etl.plan;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How Spark is set for a piece of work, by the bytes it reads. Compiling code for a few thousand
 * rows costs more than running them interpreted, and a shuffle of them needs no more tasks than its
 * bytes deserve; for large inputs Spark's own defaults are right.
 */
public final class SessionSettings {
  /** Inputs below this many bytes are small. */
  static final long SMALL_BYTES = 8L << 20;

  /** Below this many bytes a second task costs more than it saves. */
  static final long BYTES_A_TASK = 1L << 20;

  /** Below this many bytes of input what is computed from them fits into memory with ease. */
  static final long KEPT_BYTES = 4L << 20;

  /**
   * The setting that says how many computed rows may stay with the driver instead of on disk,
   * 20,000 unless Spark was started with another number; with 0 all are written.
   */
  public static final String KEPT_ROWS = "spark.finlake.keptRows";

  private SessionSettings() {}

  /**
   * Settings under which no expression over a row fails by quoting a value of it: what does not fit
   * is NULL, and what that means the rule says.
   */
  private static Map<String, String> quiet() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("spark.sql.ansi.enabled", "false");
    settings.put("spark.sql.legacy.timeParserPolicy", "CORRECTED");
    return settings;
  }

  /**
   * Settings for work on so many bytes of input, as they lie there.
   *
   * @param cores how many tasks run at once
   */
  public static Map<String, String> forInput(long bytes, int cores) {
    Map<String, String> settings = quiet();
    if (bytes >= SMALL_BYTES) {
      return settings;
    }
    settings.put("spark.sql.codegen.wholeStage", "false");
    settings.put("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    settings.put("spark.sql.adaptive.enabled", "false");
    long tasks = Math.max(1, Math.min(Math.min(cores, 4), bytes / BYTES_A_TASK));
    settings.put("spark.sql.shuffle.partitions", String.valueOf(tasks));
    settings.put("spark.sql.files.minPartitionNum", String.valueOf(tasks));
    settings.put("spark.databricks.delta.snapshotPartitions", "1");
    if (bytes < KEPT_BYTES) {
      settings.put(KEPT_ROWS, System.getProperty(KEPT_ROWS, "20000"));
      settings.put("spark.sql.limit.initialNumPartitions", "64");
    }
    settings.put("spark.sql.ui.explainMode", "simple");
    settings.put("spark.sql.maxPlanStringLength", "1024");
    settings.put("spark.sql.debug.maxToStringFields", "4");
    return settings;
  }
}
