package io.finlake.etl.plan;

import java.util.List;

/** How rows change a table, in one commit: pure data, decided without Spark. */
public sealed interface WritePlan {

  /** The rows are added. */
  record Append() implements WritePlan {}

  /** The rows take the place of those that match the predicate. */
  record ReplaceWhere(String predicate) implements WritePlan {}

  /** The rows take the place of all rows. */
  record Overwrite() implements WritePlan {}

  /**
   * Rows with {@code _change = 'delete'} remove their key; all others replace the row of their key
   * or are added. The column {@code _change} is not stored.
   *
   * @param key the columns that identify a row; never null in either side
   * @param ranges where the keys of the rows lie, so that only files there are read
   */
  record Merge(List<String> key, KeyRanges ranges) implements WritePlan {
    public Merge {
      key = List.copyOf(key);
    }
  }
}
