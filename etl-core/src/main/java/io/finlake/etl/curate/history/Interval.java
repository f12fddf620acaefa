package io.finlake.etl.curate.history;

import java.util.Comparator;
import java.util.OptionalLong;

/**
 * What was believed about a key for a stretch of business time: a row of a history. Both spans hold
 * their beginning and not their end; an absent end is open. Times are microseconds since 1970 in
 * UTC, full milliseconds.
 *
 * @param validFrom the business time from which the content holds
 * @param validTo the business time from which it no longer holds
 * @param recordedFrom when the lake began to believe this very row
 * @param recordedTo when the lake ceased to
 * @param content what the newest version within the interval states
 */
public record Interval<C>(
    long validFrom, OptionalLong validTo, long recordedFrom, OptionalLong recordedTo, C content) {

  /** By business time, then by the time of the belief: no two rows of a key are equal in both. */
  static <C> Comparator<Interval<C>> order() {
    return Comparator.<Interval<C>>comparingLong(Interval::validFrom)
        .thenComparingLong(Interval::recordedFrom);
  }

  /** Whether it holds now as far as is known now. */
  public boolean current() {
    return validTo.isEmpty() && recordedTo.isEmpty();
  }

  /** Whether two rows of one beginning say the same. */
  boolean saysAs(Interval<C> other) {
    return validTo.equals(other.validTo) && content.equals(other.content);
  }

  /** The same row, no longer believed. */
  Interval<C> until(long recorded) {
    return new Interval<>(validFrom, validTo, recordedFrom, OptionalLong.of(recorded), content);
  }
}
