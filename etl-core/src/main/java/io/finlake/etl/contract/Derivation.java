package io.finlake.etl.contract;

import java.util.List;
import java.util.Optional;

/**
 * How a curated dataset comes about.
 *
 * @param model the simple name of one of finlake's models, or the full name of a class of the
 *     user's own
 * @param build how the table is kept up to date
 * @param inputs the tables that the model reads
 * @param history present when the table is the history of its one input
 * @param codeChange what happens to the table when its model's code is another one
 */
public record Derivation(
    String model,
    Build build,
    List<Input> inputs,
    Optional<History> history,
    CodeChange codeChange) {
  /** The model that makes a history of any dataset whose versions are kept. */
  public static final String HISTORY = "History";

  public Derivation {
    inputs = List.copyOf(inputs);
  }

  /** A table that is no history. */
  public Derivation(String model, Build build, List<Input> inputs) {
    this(model, build, inputs, Optional.empty(), CodeChange.REBUILD);
  }

  /** What happens to a table that another version of finlake or of its model has built. */
  public enum CodeChange {
    /** The next run builds it whole. */
    REBUILD,
    /** It is refused until an operator has it rebuilt. */
    REFUSE
  }

  /**
   * What makes a history of versions. Beside columns of its input the table has those of {@link
   * HistoryColumn}.
   *
   * @param time the input's column of business time
   * @param sequence the input's column that orders versions of one time
   * @param untracked columns whose change opens no new interval; key, time and sequence never do
   */
  public record History(String time, Optional<String> sequence, List<String> untracked) {
    public History {
      untracked = List.copyOf(untracked);
    }
  }

  /** How a curated table is kept up to date. */
  public sealed interface Build {
    /**
     * Recompute the touched values of a column that rows of different values do not share anything
     * across.
     */
    record ByKey(String column) implements Build {}

    /** Recompute the touched partitions. */
    record ByPartition(String column) implements Build {}

    /** Recompute everything. */
    record Whole() implements Build {}
  }

  /**
   * A table that a model reads.
   *
   * @param zone processed or curated
   * @param column the column that carries the build's key or partition; empty when the input is a
   *     reference that is read whole, and the model says which keys a change in it touches
   * @param followsExpiry whether the author has said that rows may leave the input at the end of
   *     its retention: what is computed of the others stays right
   */
  public record Input(
      Zone zone, DatasetId dataset, Optional<String> column, boolean followsExpiry) {
    /** An input whose rows do not leave by age. */
    public Input(Zone zone, DatasetId dataset, Optional<String> column) {
      this(zone, dataset, column, false);
    }
  }
}
