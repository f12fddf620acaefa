package io.finlake.etl.source;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what finlake's reader said inside what Spark throws. */
public final class ReadFailures {
  private static final Pattern MESSAGE =
      Pattern.compile("([A-Z_]{3,40}): ([^\n]*)\n {2}cause: {2}([^\n]*)\n {2}remedy: ([^\n]*)");

  private ReadFailures() {}

  /**
   * The finlake error that made a Spark job fail: the exception itself where Spark kept it, else
   * made again from the text of the failed task; empty when the failure is another one.
   */
  public static Optional<FinlakeException> translate(Throwable thrown) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Optional<FinlakeException> found = find(thrown, seen);
    return found.isPresent() ? found : fromText(seen, thrown);
  }

  private static Optional<FinlakeException> find(Throwable thrown, Set<Throwable> seen) {
    if (thrown == null || !seen.add(thrown)) {
      return Optional.empty();
    }
    if (thrown instanceof FinlakeException ours) {
      return Optional.of(ours);
    }
    Optional<FinlakeException> found = find(thrown.getCause(), seen);
    for (Throwable suppressed : thrown.getSuppressed()) {
      found = found.isPresent() ? found : find(suppressed, seen);
    }
    return found;
  }

  private static Optional<FinlakeException> fromText(Set<Throwable> all, Throwable thrown) {
    for (Throwable each : all) {
      String message = String.valueOf(each.getMessage());
      Matcher matcher = MESSAGE.matcher(message);
      while (matcher.find()) {
        for (ErrorCode code : ErrorCode.values()) {
          if (code.name().equals(matcher.group(1))) {
            return Optional.of(
                FinlakeException.of(
                    code, matcher.group(2), matcher.group(3), matcher.group(4), thrown));
          }
        }
      }
    }
    return Optional.empty();
  }
}
