package io.finlake.etl.curate;

import io.finlake.etl.plan.WritePlan;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A batch, computed and staged, ready to be committed.
 *
 * @param plan how it changes the table
 * @param rows makes its rows in the session of the write
 * @param how how much was computed, in words
 * @param counts what it must change
 */
record Staged(
    WritePlan plan, Function<SparkSession, Dataset<Row>> rows, String how, Counts counts) {

  /**
   * What a commit must change.
   *
   * @param inserted rows of keys that are new; in a build of the whole, all rows
   * @param updated rows that changed
   * @param deleted rows that are gone
   * @param same rows that are written again as they are, for a partition is replaced as one
   * @param replaced whether the write replaces rows without telling them apart; then Delta counts
   *     added rows only
   */
  record Counts(long inserted, long updated, long deleted, long same, boolean replaced) {
    /** Nothing is changed. */
    static Counts none() {
      return new Counts(0, 0, 0, 0, true);
    }
  }
}
