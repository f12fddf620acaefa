package io.finlake.etl.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A few closed ranges of one key column that together hold every key of a batch. As a predicate of
 * typed literals they let a table skip the files that cannot hold such keys; a join or an IN list
 * would read them all.
 *
 * @param column the key's first column
 * @param ranges in ascending order, disjoint; empty means that the batch has no keys
 */
public record KeyRanges(String column, List<Range> ranges) {
  /** More ranges than this cost more in planning than they save in reading. */
  public static final int MOST = 16;

  public KeyRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * A closed range, its ends as SQL literals of the column's type.
   *
   * @param from the least value, for example {@code 'T20260101-000000001'} or {@code 100L}
   * @param to the greatest value
   */
  public record Range(String from, String to) {}

  /**
   * Puts neighbours together, evenly, until no more than {@link #MOST} ranges are left.
   *
   * @param sorted disjoint ranges in ascending order
   */
  public static KeyRanges of(String column, List<Range> sorted) {
    int group = (sorted.size() + MOST - 1) / MOST;
    List<Range> ranges = new ArrayList<>();
    for (int start = 0; start < sorted.size(); start += group) {
      int end = Math.min(start + group, sorted.size()) - 1;
      ranges.add(new Range(sorted.get(start).from(), sorted.get(end).to()));
    }
    return new KeyRanges(column, ranges);
  }

  /**
   * The predicate in SQL over {@code qualifier.column}, or over the bare column when the qualifier
   * is empty. Without ranges nothing matches.
   */
  public String predicate(String qualifier) {
    if (ranges.isEmpty()) {
      return "false";
    }
    String name = (qualifier.isEmpty() ? "" : qualifier + ".") + "`" + column + "`";
    return ranges.stream()
        .map(
            range ->
                "(" + name + " >= " + range.from() + " AND " + name + " <= " + range.to() + ")")
        .collect(Collectors.joining(" OR ", "(", ")"));
  }
}
