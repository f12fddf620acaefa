package io.finlake.etl.error;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds, inside what libraries throw, that storage or the way to it failed in a manner that usually
 * passes: a connection that broke, a store that is too busy, a full disk. Of the failure only its
 * kind is said: messages of libraries may quote data.
 */
public final class StoreFailures {
  private static final Pattern FULL =
      Pattern.compile("No space left on device|Disk quota exceeded|not enough space on the disk");

  /** Spark gives failures of tasks as text alone, with the names of their classes. */
  private static final Pattern PASSING =
      Pattern.compile(
          "\\b(?:java\\.net\\.(SocketException|SocketTimeoutException|ConnectException"
              + "|NoRouteToHostException|PortUnreachableException)"
              + "|javax\\.net\\.ssl\\.(SSLException)"
              + "|org\\.apache\\.hadoop\\.net\\.(ConnectTimeoutException)"
              + "|org\\.apache\\.hadoop\\.fs\\.s3a\\.(AWSClientIOException"
              + "|AWSServiceThrottledException|AWSStatus500Exception)"
              + "|[a-z.]*\\bhttp\\.(NoHttpResponseException|ConnectionClosedException)"
              + "|software\\.amazon\\.awssdk\\.core\\.exception\\.(ApiCallTimeoutException"
              + "|ApiCallAttemptTimeoutException|RetryableException))\\b"
              + "|(it is not known whether) \\S+ was stored");

  private StoreFailures() {}

  /** The error to show and to end with; empty when nothing says that storage failed. */
  public static Optional<FinlakeException> in(Throwable thrown) {
    return find(thrown, thrown, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  /**
   * The error for an object of raw that storage did not give; empty when the object itself is at
   * fault. Here only the classes of exceptions count: their messages may quote what was read.
   *
   * @param what the object
   * @param thrown by whoever read it
   * @param told what of that may be kept
   */
  public static Optional<FinlakeException> reading(String what, Throwable thrown, Throwable told) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable each = thrown; each != null && seen.add(each); each = each.getCause()) {
      if (PASSING.matcher(each.getClass().getName()).find()) {
        return Optional.of(
            FinlakeException.of(
                ErrorCode.STORE_UNAVAILABLE,
                what + " could not be read",
                "storage did not answer as it should: "
                    + each.getClass().getSimpleName()
                    + ", after all tries",
                "run the command again; nothing of its batch was published",
                told));
      }
    }
    return Optional.empty();
  }

  private static Optional<FinlakeException> find(
      Throwable whole, Throwable each, Set<Throwable> seen) {
    if (each == null || !seen.add(each)) {
      return Optional.empty();
    }
    Optional<FinlakeException> found =
        named(whole, each.getClass().getName() + ": " + each.getMessage())
            .or(() -> find(whole, each.getCause(), seen));
    for (Throwable suppressed : each.getSuppressed()) {
      found = found.or(() -> find(whole, suppressed, seen));
    }
    return found;
  }

  private static Optional<FinlakeException> named(Throwable whole, String text) {
    if (FULL.matcher(text).find()) {
      return Optional.of(
          FinlakeException.of(
              ErrorCode.STORE_UNAVAILABLE,
              "a disk is full",
              "the system says that no space is left",
              "make room for the lake or for Spark's own files (spark.local.dir), then run the"
                  + " command again; what was committed is kept",
              whole));
    }
    Matcher passing = PASSING.matcher(text);
    return passing.find() ? Optional.of(passing(whole, passing)) : Optional.empty();
  }

  private static FinlakeException passing(Throwable whole, Matcher found) {
    String kind = "a failure";
    for (int group = 1; group <= found.groupCount(); group++) {
      kind = Optional.ofNullable(found.group(group)).orElse(kind);
    }
    return FinlakeException.of(
        ErrorCode.STORE_UNAVAILABLE,
        "storage did not answer as it should",
        kind + ", after all tries; the log has the whole story",
        "run the command again; what was committed is kept",
        whole);
  }
}
