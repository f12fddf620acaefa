package io.finlake.etl.cli;

import java.util.Optional;

/**
 * The versions of the libraries that a cluster brings; empty where one is not on the class path.
 */
final class LibraryVersions {
  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";
  private static final String SPARK = "org.apache.spark.sql.SparkSession";

  private LibraryVersions() {}

  static Optional<String> spark() {
    return version(SPARK);
  }

  static Optional<String> delta() {
    return version(DELTA);
  }

  /** Loads a class without running its initialisers, and asks its jar's manifest. */
  private static Optional<String> version(String type) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      String version = Class.forName(type, false, loader).getPackage().getImplementationVersion();
      return Optional.of(version == null ? "unknown" : version);
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
  }
}
