package io.finlake.etl.parse;

/**
 * Scalars of self-describing formats that Java has no fitting type for. The others come as {@code
 * String}, {@code Boolean}, {@code Integer}, {@code Long}, {@code Float}, {@code Double}, {@code
 * BigDecimal}, {@code byte[]}, {@code List} and {@code Map}.
 */
sealed interface Value {

  /** A number by its exact text. */
  record Numeral(String text) implements Value {}

  /** A day: days since 1970-01-01. */
  record Day(long epochDay) implements Value {}

  /** A moment: microseconds since 1970-01-01 UTC. */
  record Moment(long micros) implements Value {}

  /** A local time without zone: microseconds since 1970-01-01T00:00. */
  record LocalMoment(long micros) implements Value {}

  /** A value that has no exact counterpart in any column type; the text says why. */
  record Unfit(String text) implements Value {}

  /** The source says that there is a value, and that it did not send it. */
  record Unavailable() implements Value {}
}
