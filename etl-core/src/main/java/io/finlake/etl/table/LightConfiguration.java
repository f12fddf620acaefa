package io.finlake.etl.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapred.JobConf;
import org.apache.spark.SparkContext;

/**
 * Hadoop's configuration without the defaults of clusters that a Spark on one machine never asks:
 * Spark and Delta copy it for every scan and write, and send it along with every job, so each entry
 * is paid for a hundred times a minute.
 */
public final class LightConfiguration {
  private static final List<String> OF_CLUSTERS =
      List.of(
          "yarn.", "mapreduce.", "ipc.", "ha.", "hadoop.registry.", "hadoop.http.", "fs.viewfs.");

  /** What reading and writing files goes by. */
  private static final List<String> OF_FILES =
      List.of("mapreduce.fileoutputcommitter.", "mapreduce.input.", "mapreduce.output");

  private LightConfiguration() {}

  /** Takes such defaults out of the configuration that a context hands on; set values stay. */
  public static void of(SparkContext context) {
    // Loading this class adds defaults to every configuration: it must be done with before.
    new JobConf(false);
    Configuration conf = context.hadoopConfiguration();
    List<String> unused = new ArrayList<>();
    for (Map.Entry<String, String> entry : conf) {
      if (ofClusters(entry.getKey()) && isDefault(conf, entry.getKey())) {
        unused.add(entry.getKey());
      }
    }
    unused.forEach(conf::unset);
  }

  private static boolean ofClusters(String name) {
    return OF_CLUSTERS.stream().anyMatch(name::startsWith)
        && OF_FILES.stream().noneMatch(name::startsWith);
  }

  private static boolean isDefault(Configuration conf, String name) {
    String[] sources = conf.getPropertySources(name);
    return sources != null
        && sources.length > 0
        && Arrays.stream(sources).allMatch(source -> source.endsWith("-default.xml"));
  }
}
