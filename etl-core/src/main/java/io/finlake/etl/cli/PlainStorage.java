package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.config.LogStores;
import io.finlake.etl.error.FinlakeException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * How commands that start no Spark reach storage: by the settings of Spark that others are started
 * with, those that {@code spark-submit} was given and those in {@code FINLAKE_CONF}, which the
 * launcher gives it.
 */
final class PlainStorage {
  private static final String HADOOP = "spark.hadoop.";

  /** Kernel has another name in the jar, which changes this text alone. */
  private static final String KERNEL = "io.delta.kernel.logStore.";

  private PlainStorage() {}

  /**
   * The settings of Hadoop and of Delta Kernel.
   *
   * @throws FinlakeException {@code UNSAFE_LAKE} when two writers could lose a commit
   */
  static Configuration of(Surroundings surroundings, LakeLocations locations) {
    SparkConf conf = new SparkConf();
    given(surroundings).forEach(conf::set);
    LakeSession.keepWritersApart(conf);
    SessionSafety.checkLogStores(conf, locations);
    Configuration hadoop = new Configuration();
    for (Tuple2<String, String> setting : conf.getAll()) {
      if (setting._1().startsWith(HADOOP)) {
        hadoop.set(setting._1().substring(HADOOP.length()), setting._2());
      }
    }
    LogStores.standard()
        .keySet()
        .forEach(
            scheme ->
                Optional.ofNullable(conf.get(LogStores.setting(scheme), null))
                    .ifPresent(store -> hadoop.set(KERNEL.concat(scheme).concat(".impl"), store)));
    return hadoop;
  }

  /** What {@code FINLAKE_CONF} says. */
  static Map<String, String> given(Surroundings surroundings) {
    Map<String, String> settings = new TreeMap<>();
    surroundings
        .variable("FINLAKE_CONF")
        .ifPresent(
            lines ->
                lines
                    .lines()
                    .map(line -> line.split("=", 2))
                    .filter(setting -> setting.length == 2)
                    .forEach(setting -> settings.put(setting[0].trim(), setting[1].trim())));
    return settings;
  }
}
