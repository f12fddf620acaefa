package io.finlake.etl.plan;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file of a table, as the table's log describes it.
 *
 * @param partition the values of the partition columns as the log writes them; a null is empty
 * @param bytes its size
 * @param rows how many rows it holds; empty when nobody counted
 * @param span where the values of the column lie that the table is looked up by; empty when the
 *     file has no statistics of it
 */
public record DataFile(
    Map<String, Optional<String>> partition, long bytes, OptionalLong rows, Optional<Span> span) {
  public DataFile {
    partition = Map.copyOf(partition);
  }

  /**
   * Where a column's least and greatest value in a file stand among all such values of the table's
   * files, in order. Places instead of values: only order matters, and it has one type.
   */
  public record Span(int low, int high) {
    public Span {
      if (low > high) {
        throw new IllegalArgumentException("a span from " + low + " to " + high);
      }
    }

    /** Whether a look-up of the value at a place must open the file. */
    boolean holds(int place) {
      return low <= place && place <= high;
    }
  }
}
