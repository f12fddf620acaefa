package io.finlake.etl.ledger;

import io.finlake.etl.plan.Balance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A committed batch.
 *
 * @param table the table
 * @param number the batch number
 * @param runId the run that committed it
 * @param attemptId the try that committed it; it stands in the commit's metadata too
 * @param tableVersion the Delta version that carries it
 * @param processingTime the moment its rows are stamped with
 * @param contractVersion the contract it was made by
 * @param outcome what became of the batch
 * @param balance every row and cent
 * @param objects the raw objects read, with their hashes; empty for curated tables
 * @param rules how often each rule was broken
 * @param unknown fields that the contract does not know, with counts
 * @param milliseconds how long the try took
 * @param before of a backfill, what the rows that it read again were counted as until then; empty
 *     for every other batch
 */
public record BatchRecord(
    TableKey table,
    long number,
    String runId,
    String attemptId,
    long tableVersion,
    Instant processingTime,
    String contractVersion,
    Outcome outcome,
    Balance balance,
    List<ObjectRead> objects,
    Map<String, Long> rules,
    Map<String, Long> unknown,
    long milliseconds,
    Optional<Balance> before) {
  public BatchRecord {
    objects = List.copyOf(objects);
    rules = Map.copyOf(rules);
    unknown = Map.copyOf(unknown);
  }

  /** The record of a batch that is no backfill. */
  public BatchRecord(
      TableKey table,
      long number,
      String runId,
      String attemptId,
      long tableVersion,
      Instant processingTime,
      String contractVersion,
      Outcome outcome,
      Balance balance,
      List<ObjectRead> objects,
      Map<String, Long> rules,
      Map<String, Long> unknown,
      long milliseconds) {
    this(
        table,
        number,
        runId,
        attemptId,
        tableVersion,
        processingTime,
        contractVersion,
        outcome,
        balance,
        objects,
        rules,
        unknown,
        milliseconds,
        Optional.empty());
  }

  /** What became of a batch. */
  public enum Outcome {
    /** Its rows are in the table. */
    COMMITTED,
    /**
     * An operator gave it up: its number is used, its rows are not in the table, its objects may be
     * planned again.
     */
    VOIDED,
    /** Its rows came out of quarantine, where they were counted when they were delivered. */
    REPLAYED,
    /** Its rows were made again from objects that earlier batches had taken. */
    BACKFILLED,
    /** It took a person's rows out of the table and out of quarantine; it brought none. */
    ERASED,
    /** It made tokens of older keys anew with the newest; its rows say what they said before. */
    ROTATED
  }

  /**
   * A raw object that was read to its end.
   *
   * @param path below the raw zone
   * @param sha256 of its bytes, 64 hexadecimal digits
   * @param records how many records it held
   */
  public record ObjectRead(String path, String sha256, long records) {}
}
