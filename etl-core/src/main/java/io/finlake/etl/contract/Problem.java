package io.finlake.etl.contract;

import java.util.Comparator;

/**
 * Something in a contract that finlake refuses, where it stands, and what to do about it.
 *
 * @param file the contract's file, as a person can find it
 * @param line from 1; 0 when the file could not be read at all
 * @param place the JSON path of what is wrong, for example {@code $.schema[0].properties[2].name}
 * @param text what is wrong, one sentence without its full stop
 * @param remedy what to write instead, one sentence without its full stop
 */
public record Problem(String file, int line, String place, String text, String remedy)
    implements Comparable<Problem> {
  private static final Comparator<Problem> ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparing(Problem::place)
          .thenComparing(Problem::text)
          .thenComparing(Problem::remedy);

  /** By file, then line, then place and text. */
  @Override
  public int compareTo(Problem other) {
    return ORDER.compare(this, other);
  }

  /** {@code file:line: text (place); remedy}, one line. */
  @Override
  public String toString() {
    return file + ":" + line + ": " + text + " (" + place + "); " + remedy;
  }
}
