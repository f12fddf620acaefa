package io.finlake.etl.testing;

import io.finlake.etl.table.LightConfiguration;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One Spark session with Delta for all tests of a JVM: starting one costs more than most tests. */
public final class SharedSession {
  private static final SparkSession SPARK = start();

  private SharedSession() {}

  /** The session; never stop it. */
  public static SparkSession spark() {
    return SPARK;
  }

  /** A session in it that compiles code as Spark does by itself, for tests with many rows. */
  public static SparkSession compiling() {
    SparkSession session = SPARK.newSession();
    session.conf().set("spark.sql.codegen.wholeStage", "true");
    session.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    return session;
  }

  private static SparkSession start() {
    Path scratch = Path.of("target", "spark-scratch").toAbsolutePath();
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("finlake tests")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.databricks.delta.snapshotPartitions", "2")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            // Compiling code for a few rows takes longer than all that is done with them.
            .config("spark.sql.codegen.wholeStage", "false")
            .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
            .config("spark.delta.logStore.file.impl", "io.finlake.etl.lookup.LinkedLogStore")
            .config(
                "spark.sql.streaming.checkpointFileManagerClass",
                "org.apache.spark.sql.execution.streaming.FileSystemBasedCheckpointFileManager")
            .config("spark.local.dir", scratch.toString())
            .config("spark.sql.warehouse.dir", scratch.resolve("warehouse").toString())
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
    LightConfiguration.of(spark.sparkContext());
    return spark;
  }
}
