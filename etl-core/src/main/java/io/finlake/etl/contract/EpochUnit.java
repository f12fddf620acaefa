package io.finlake.etl.contract;

import java.util.Arrays;
import java.util.Optional;

/**
 * Words that stand among a column's {@code formats} and say that the text is a count since
 * 1970-01-01 UTC.
 */
public enum EpochUnit {
  /** Whole days: for dates. */
  DAYS("epoch-days", 0),
  /** Seconds, with or without a fraction. */
  SECONDS("epoch-seconds", 1_000_000),
  /** Milliseconds. */
  MILLIS("epoch-millis", 1_000),
  /** Microseconds. */
  MICROS("epoch-micros", 1);

  private final String word;
  private final long micros;

  EpochUnit(String word, long micros) {
    this.word = word;
    this.micros = micros;
  }

  /** The word in contracts. */
  public String word() {
    return word;
  }

  /** Microseconds of one; 0 for days, which are no stretch of time but dates. */
  public long micros() {
    return micros;
  }

  /** Whether it counts dates and not moments. */
  public boolean dates() {
    return this == DAYS;
  }

  /** The unit that the word means, when it means one. */
  public static Optional<EpochUnit> of(String word) {
    return Arrays.stream(values()).filter(unit -> unit.word.equals(word)).findFirst();
  }
}
