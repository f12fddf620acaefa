package io.finlake.etl.table;

import java.util.Map;

/**
 * What a write left behind.
 *
 * @param version the Delta version that carries the number
 * @param ours false when another process had written the number first; then nothing of this try is
 *     in the table
 * @param metrics Delta's own counts of the commit, by Delta's names; empty when it states none
 * @param metadata the commit's metadata text, of whoever wrote it
 */
public record Committed(long version, boolean ours, Map<String, Long> metrics, String metadata) {
  public Committed {
    metrics = Map.copyOf(metrics);
  }

  /** A count of Delta's; 0 when absent, as Delta leaves out counts of commits that did nothing. */
  public long metric(String name) {
    return metrics.getOrDefault(name, 0L);
  }

  /** Rows that were not in the table before: appended, or inserted by a merge. */
  public long inserted() {
    return metrics.containsKey("numTargetRowsInserted")
        ? metric("numTargetRowsInserted")
        : metric("numOutputRows") - metric("numCopiedRows");
  }

  /** Rows that a merge replaced. */
  public long updated() {
    return metric("numTargetRowsUpdated");
  }

  /** Rows that a merge removed. */
  public long deleted() {
    return metric("numTargetRowsDeleted");
  }
}
