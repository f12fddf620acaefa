package io.finlake.etl.maintain;

import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.Horizon;
import java.util.Optional;

/**
 * What upkeep did to a table, or would do.
 *
 * @param table {@code zone.domain.name}, or {@code control.name}
 * @param files how many files it had
 * @param bytes what they held together
 * @param rewritten how many of them were written anew
 * @param into how many files came of those
 * @param clusteredBy the columns by which rows were put in order; empty when none were
 * @param removedFiles how many files of rows and change data were removed
 * @param removedBytes what they held together
 * @param logFiles how many files of the log were removed
 * @param horizon the oldest version that stays whole, and who needs it; empty where no version is
 *     older than the newest
 * @param failure why nothing, or not all, was done; empty when all was
 */
public record UpkeepResult(
    String table,
    long files,
    long bytes,
    long rewritten,
    long into,
    Optional<String> clusteredBy,
    long removedFiles,
    long removedBytes,
    long logFiles,
    Optional<Horizon> horizon,
    Optional<FinlakeException> failure) {

  /** Of a table of which nothing is known yet. */
  static UpkeepResult of(String table) {
    return new UpkeepResult(
        table, 0, 0, 0, 0, Optional.empty(), 0, 0, 0, Optional.empty(), Optional.empty());
  }

  UpkeepResult with(Rewriting rewriting, long before, long after, Optional<String> columns) {
    return new UpkeepResult(
        table,
        rewriting.files(),
        rewriting.bytes(),
        before,
        after,
        columns,
        removedFiles,
        removedBytes,
        logFiles,
        horizon,
        failure);
  }

  UpkeepResult removing(long count, long size, long ofLog, Optional<Horizon> oldest) {
    return new UpkeepResult(
        table, files, bytes, rewritten, into, clusteredBy, count, size, ofLog, oldest, failure);
  }

  UpkeepResult failed(FinlakeException why) {
    return new UpkeepResult(
        table,
        files,
        bytes,
        rewritten,
        into,
        clusteredBy,
        removedFiles,
        removedBytes,
        logFiles,
        horizon,
        Optional.of(why));
  }

  /** What holds older versions back, in words. */
  public Optional<String> kept() {
    return horizon.flatMap(
        it -> it.because().map(hold -> "version " + it.version() + " and later: " + hold.why()));
  }

  /** Whether somebody other than readers holds older versions back. */
  public boolean held() {
    return horizon
        .flatMap(Horizon::because)
        .filter(hold -> hold.kind() != Horizon.Kind.READERS)
        .isPresent();
  }

  /** Whether anything was done, or would be. */
  public boolean anything() {
    return rewritten > 0 || removedFiles > 0 || logFiles > 0;
  }
}
