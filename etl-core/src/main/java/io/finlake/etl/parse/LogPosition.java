package io.finlake.etl.parse;

import java.math.BigInteger;
import java.util.Optional;

/**
 * Where a change stands in its source's log: text of fixed width, so that texts sort as the log
 * does, or what is missing to say so.
 */
final class LogPosition {
  private final StringBuilder text = new StringBuilder();
  private String missing = "";

  private LogPosition() {}

  /** The position before anything is known of it. */
  static LogPosition begin() {
    return new LogPosition();
  }

  /** A position that cannot be told. */
  static LogPosition unknown(String why) {
    return new LogPosition().lacking(why);
  }

  /**
   * A whole number, with zeros in front.
   *
   * @param name what people call it, for the case that it is absent, negative or too large
   */
  LogPosition number(String name, Optional<BigInteger> number, int digits) {
    if (number.isEmpty()) {
      return lacking(name + " is missing or no whole number");
    }
    String shown = number.get().toString();
    if (number.get().signum() < 0 || shown.length() > digits) {
      return lacking(name + " is " + shown + ", which is no position");
    }
    return fixed("0".repeat(digits - shown.length()) + shown);
  }

  /** Text that always has the same length. */
  LogPosition fixed(String part) {
    if (text.length() > 0) {
      text.append('.');
    }
    text.append(part);
    return this;
  }

  /** Something that was needed is not there; the first such thing is told. */
  LogPosition lacking(String why) {
    if (missing.isEmpty()) {
      missing = why;
    }
    return this;
  }

  /** Whether the position is known. */
  boolean known() {
    return missing.isEmpty() && text.length() > 0;
  }

  /** What is missing, for people; only of a position that is not known. */
  String missing() {
    return missing;
  }

  /** The position of one row among those of a message; only of a known position. */
  String of(int item) {
    return text + String.format(java.util.Locale.ROOT, ".%06d", item);
  }
}
