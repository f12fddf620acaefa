package io.finlake.etl.curate;

import io.finlake.etl.contract.DatasetId;
import java.util.List;

/**
 * What became of one curated table in a run.
 *
 * @param table its name
 * @param outcome what happened
 * @param milliseconds how long it took
 */
public record CurateResult(DatasetId table, Outcome outcome, long milliseconds) {

  /** What happened to a table. */
  public sealed interface Outcome {}

  /** No input has anything new, or none was ever made; nothing was planned, no row was read. */
  public record UpToDate() implements Outcome {}

  /** These batches were committed, in order: an unfinished one first. */
  public record Built(List<BuiltBatch> batches) implements Outcome {
    public Built {
      batches = List.copyOf(batches);
    }
  }

  /** Nothing more was committed; tables that read this one go on with what it has. */
  public record Failed(RuntimeException error) implements Outcome {}

  /**
   * One committed batch.
   *
   * @param number its number
   * @param how how much was computed, in words: {@code 12 keys}, {@code 2 partitions}, {@code
   *     whole: <why>}
   * @param inserted rows that are new
   * @param updated rows that changed
   * @param deleted rows that are gone; a build of the whole does not tell them
   */
  public record BuiltBatch(long number, String how, long inserted, long updated, long deleted) {}
}
