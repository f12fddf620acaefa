package io.finlake.etl.generate;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is true of one key and since when, once everything has arrived: the truth that the lake's
 * history is held against.
 */
final class Timeline {
  private record Version(long number, String content) {}

  private static final String DELETED = "";

  private final Map<String, Version> versions = new TreeMap<>();

  /**
   * A version that the lake accepts.
   *
   * @param since since when it is true; texts of moments that sort as the moments do
   * @param number of two versions of one moment the greater number is right
   */
  void add(String since, long number, String content) {
    versions.merge(
        since,
        new Version(number, content),
        java.util.function.BinaryOperator.maxBy(Comparator.comparingLong(Version::number)));
  }

  /** From then on the key is gone. */
  void delete(String since, long number) {
    add(since, number, DELETED);
  }

  /** Adds the intervals of this key, whether the last one is open, and how many gaps end it. */
  void count(Tally tally, String table) {
    String before = DELETED;
    long intervals = 0;
    for (Version version : versions.values()) {
      if (!version.content().equals(before) && !version.content().equals(DELETED)) {
        intervals++;
      }
      before = version.content();
    }
    tally.add("history|" + table + "|intervals", intervals);
    tally.add("history|" + table + "|current", before.equals(DELETED) ? 0 : 1);
    tally.add("history|" + table + "|ended", before.equals(DELETED) ? 1 : 0);
  }
}
