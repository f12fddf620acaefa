package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.config.LogStores;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Refuses settings of Spark under which finlake could not keep its promises. */
final class SessionSafety {
  private static final Map<String, String> WHY_NOT = whyNot();

  private SessionSafety() {}

  /**
   * Looks at the settings that a session would be made with.
   *
   * @throws FinlakeException {@code UNSAFE_LAKE} naming the first setting that is refused
   */
  static void check(SparkConf conf) {
    WHY_NOT.forEach(
        (setting, reason) -> {
          if (conf.get(setting, "false").equalsIgnoreCase("true")) {
            throw FinlakeException.of(
                ErrorCode.UNSAFE_LAKE,
                "Spark was started with " + setting + "=true",
                reason,
                "start it without that setting");
          }
        });
  }

  /**
   * Looks at the log stores that commits would be made by.
   *
   * @throws FinlakeException {@code UNSAFE_LAKE} when two writers could lose a commit
   */
  static void checkLogStores(SparkConf conf, LakeLocations locations) {
    LogStores.in(name -> Optional.ofNullable(conf.get(name, null))).check(locations);
  }

  /** Looks at a session that runs, which may not be one that finlake made. */
  static void checkStarted(SparkSession spark, LakeLocations locations) {
    check(spark.sparkContext().conf());
    checkLogStores(spark.sparkContext().conf(), locations);
    WHY_NOT
        .keySet()
        .forEach(
            setting ->
                check(new SparkConf(false).set(setting, spark.conf().get(setting, "false"))));
    String files = spark.sparkContext().hadoopConfiguration().get("fs.defaultFS", "file:///");
    if (!files.startsWith("file:") && LakeOptions.anyLocal(locations)) {
      throw FinlakeException.of(
          ErrorCode.UNSAFE_LAKE,
          "it is not clear where the lake lies",
          "a plain path means a folder of this machine here and " + files + " to the cluster",
          "name the lake by a URI, for example " + files + "/lake");
    }
  }

  private static Map<String, String> whyNot() {
    String lost = "files that vanish would be read as no rows, in silence";
    String corrupt = "files that cannot be read would be read as no rows, in silence";
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("spark.sql.files.ignoreMissingFiles", lost);
    reasons.put("spark.files.ignoreMissingFiles", lost);
    reasons.put("spark.sql.files.ignoreCorruptFiles", corrupt);
    reasons.put("spark.files.ignoreCorruptFiles", corrupt);
    reasons.put(
        "spark.speculation", "two attempts of one task could read one object at the same time");
    return reasons;
  }
}
