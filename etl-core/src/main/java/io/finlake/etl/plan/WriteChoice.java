package io.finlake.etl.plan;

import io.finlake.etl.contract.WriteStrategy;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Chooses the write for the accepted rows of a processed batch.
 *
 * @param write the contract's strategy
 * @param key the contract's key
 * @param emptyTable whether nothing was committed to the table yet
 * @param replaced whether the batch takes objects anew that were taken before
 * @param objects the paths of all objects of the batch
 */
public record WriteChoice(
    WriteStrategy write,
    List<String> key,
    boolean emptyTable,
    boolean replaced,
    List<String> objects) {

  /**
   * Whether rows of the table may change or vanish, so that changed rows must be staged for a
   * merge.
   */
  public boolean merges() {
    boolean changing =
        write instanceof WriteStrategy.Upsert || write instanceof WriteStrategy.Snapshot;
    return changing && !emptyTable;
  }

  /**
   * The plan. Missing keys of immutable events are simply appended: the look-up of present keys and
   * the batch number share one table version, so no other writer can bring the same key meanwhile.
   *
   * @param ranges where the changed keys lie; used by merges only
   */
  public WritePlan plan(KeyRanges ranges) {
    if (merges()) {
      return new WritePlan.Merge(key, ranges);
    }
    if (replaced && write instanceof WriteStrategy.Append) {
      return new WritePlan.ReplaceWhere(
          objects.stream()
              .map(path -> "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'")
              .collect(Collectors.joining(", ", "_object IN (", ")")));
    }
    return new WritePlan.Append();
  }
}
