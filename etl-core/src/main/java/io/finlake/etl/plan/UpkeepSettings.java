package io.finlake.etl.plan;

import java.time.Duration;

/**
 * When upkeep of a table pays, and how long what was replaced stays.
 *
 * @param keep for how long readers may stay with a version that is no longer the newest, and a
 *     writer with files that it has not committed
 * @param keepLog for how long the log of older versions stays, at least {@code keep}
 * @param smallFiles as many small files of one partition are worth putting together
 * @param targetBytes how large a file should become
 */
public record UpkeepSettings(Duration keep, Duration keepLog, int smallFiles, long targetBytes) {
  /** A file below this share of the target is small. */
  private static final int SMALL_SHARE = 4;

  public UpkeepSettings {
    if (keep.isNegative() || keepLog.compareTo(keep) < 0 || smallFiles < 2 || targetBytes < 1) {
      throw new IllegalArgumentException(
          "no such upkeep: " + keep + ", " + keepLog + ", " + smallFiles + ", " + targetBytes);
    }
  }

  /** Seven days for readers, thirty for the log, ten small files, files of 128 MiB. */
  public static UpkeepSettings standard() {
    return new UpkeepSettings(Duration.ofDays(7), Duration.ofDays(30), 10, 128L << 20);
  }

  /** The same with another time for readers; the log stays at least as long. */
  public UpkeepSettings keeping(Duration time) {
    Duration log = keepLog.compareTo(time) < 0 ? time : keepLog;
    return new UpkeepSettings(time, log, smallFiles, targetBytes);
  }

  /** The same with another number of small files. */
  public UpkeepSettings small(int files) {
    return new UpkeepSettings(keep, keepLog, files, targetBytes);
  }

  /** Files below so many bytes are small. */
  public long smallBytes() {
    return Math.max(1, targetBytes / SMALL_SHARE);
  }

  /** How many files of the target's size hold so many bytes; at least one. */
  public long filesFor(long bytes) {
    return Math.max(1, (bytes + targetBytes - 1) / targetBytes);
  }
}
