package io.finlake.etl.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder in which a try of a batch keeps its rows on their way: {@code <number>-<attempt>}.
 *
 * @param name its name
 * @param modified when anything in it was last written
 */
public record StagingFolder(String name, Instant modified) {
  private static final Pattern NAME = Pattern.compile("(\\d{1,18})-.+");

  /** A try that lost may still be reading. */
  private static final Duration STILL_READ = Duration.ofDays(1);

  /** The batch that it is of; empty for a folder that is none of finlake's. */
  public Optional<Long> number() {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }

  /**
   * Whether the folder is left over: its batch is recorded, or it was a rehearsal of one that was
   * never planned and nobody has written for long. What is of an unfinished batch stays.
   *
   * @param recorded the table's highest recorded batch
   * @param planned its highest planned batch
   * @param keep how long a writer may take
   */
  public boolean leftOver(long recorded, long planned, Instant now, Duration keep) {
    if (number().isEmpty()) {
      return false;
    }
    long batch = number().get();
    return (batch <= recorded && modified.isBefore(now.minus(STILL_READ)))
        || (batch > planned && modified.isBefore(now.minus(keep)));
  }
}
