package io.finlake.etl.config;

import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * By which classes commits are made, and whether of two writers one wins. Delta's own classes for
 * S3 and for a disk look whether an entry is there and then write it: two processes that look at
 * the same moment both write, and the second one's commit silently replaces the first one's.
 */
public final class LogStores {
  /** Says that never two processes write to the lake: then any log store will do. */
  public static final String SINGLE_WRITER = "spark.finlake.singleWriter";

  /** Delta's setting of a class for all schemes. */
  public static final String FOR_ALL = "spark.delta.logStore.class";

  private static final String LINKED = "io.finlake.etl.lookup.LinkedLogStore";
  private static final String CONDITIONAL_PUT = "io.finlake.etl.aws.ConditionalPutLogStore";
  private static final String WATCHED = "io.finlake.etl.prove.WatchedLogStore";

  /** Where Delta's own classes cannot protect two writers, those that can; ours comes first. */
  private static final Map<String, Set<String>> SAFE =
      Map.of(
          "file", Set.of(LINKED, WATCHED),
          "s3", Set.of(CONDITIONAL_PUT),
          "s3a", Set.of(CONDITIONAL_PUT),
          "s3n", Set.of(CONDITIONAL_PUT));

  private final Function<String, Optional<String>> settings;

  private LogStores(Function<String, Optional<String>> settings) {
    this.settings = settings;
  }

  /** Those that these settings of Spark name. */
  public static LogStores in(Function<String, Optional<String>> settings) {
    return new LogStores(settings);
  }

  /** finlake's own class of each scheme that needs one. */
  public static Map<String, String> standard() {
    return new TreeMap<>(
        Map.of(
            "file", LINKED, "s3", CONDITIONAL_PUT, "s3a", CONDITIONAL_PUT, "s3n", CONDITIONAL_PUT));
  }

  /** Delta's setting of a scheme's class. */
  public static String setting(String scheme) {
    return "spark.delta.logStore." + scheme + ".impl";
  }

  /**
   * Refuses a lake on which two writers could lose a commit.
   *
   * @throws FinlakeException {@link ErrorCode#UNSAFE_LAKE} naming the place and the class
   */
  public void check(LakeLocations lake) {
    Stream.concat(
            lake.zones().entrySet().stream()
                .filter(zone -> zone.getKey() != Zone.RAW)
                .map(Map.Entry::getValue),
            Stream.of(lake.control()))
        .sorted()
        .forEach(this::check);
  }

  private void check(String location) {
    String scheme = scheme(location);
    if (!SAFE.containsKey(scheme) || singleWriter()) {
      return;
    }
    // One for all schemes is Delta's setting alone: control tables are written by Kernel.
    Optional<String> own = settings.apply(setting(scheme));
    if (own.filter(SAFE.get(scheme)::contains).isEmpty()) {
      Optional<String> store = own.or(() -> settings.apply(FOR_ALL));
      throw FinlakeException.of(
          ErrorCode.UNSAFE_LAKE,
          "two processes could not write to " + location + " at once",
          store.map(name -> "its log store is " + name).orElse("its log store is Delta's own")
              + ", with which the second of two writers may silently win",
          "start Spark with "
              + setting(scheme)
              + "="
              + standard().get(scheme)
              + " and without "
              + FOR_ALL
              + ", or, when never more than one process writes, with "
              + SINGLE_WRITER
              + "=true");
    }
  }

  private boolean singleWriter() {
    return settings.apply(SINGLE_WRITER).filter("true"::equalsIgnoreCase).isPresent();
  }

  /** Of a location as {@link LakeLocations} has it: a folder's is {@code file}. */
  private static String scheme(String location) {
    int colon = location.indexOf("://");
    return colon < 0 ? "file" : location.substring(0, colon).toLowerCase(Locale.ROOT);
  }
}
