package io.finlake.etl.curate.history;

import java.util.Comparator;

/**
 * One version of a key, as the source stated it.
 *
 * @param at the business time from which it holds, microseconds since 1970 in UTC
 * @param sequence the source's own order among versions of one business time
 * @param hash of its content; equal content, equal hash
 * @param deleted whether it says that the key no longer exists
 * @param recordedAt when the lake took it in, microseconds since 1970 in UTC
 * @param tracked what opens a new interval when it differs; compared by {@code equals}
 * @param content what the interval shows; compared by {@code equals}
 */
public record Version<C>(
    long at,
    Sequence sequence,
    String hash,
    boolean deleted,
    long recordedAt,
    Object tracked,
    C content) {
  private static final long MICROS = 1_000;
  private static final Comparator<Version<?>> ORDER =
      Comparator.<Version<?>>comparingLong(Version::at)
          .thenComparing(Version::sequence)
          .thenComparing(Version::hash)
          .thenComparing(Version::deleted);

  /**
   * Who wins among versions of one instant, the greatest: the later exact time, then the greater
   * sequence, then the greater content hash; a delete wins over an equal row. Never by arrival.
   */
  static Comparator<Version<?>> order() {
    return ORDER;
  }

  /** The instant from which it holds: times are told apart by the millisecond. */
  long instant() {
    return milliseconds(at);
  }

  /** The instant at which it was recorded, by the millisecond. */
  long recorded() {
    return milliseconds(recordedAt);
  }

  /** Microseconds cut down to a full millisecond, towards the past. */
  private static long milliseconds(long micros) {
    return Math.floorDiv(micros, MICROS) * MICROS;
  }
}
