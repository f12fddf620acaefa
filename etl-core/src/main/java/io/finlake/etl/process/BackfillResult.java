package io.finlake.etl.process;

import io.finlake.etl.ledger.BatchRecord;

/** What applying a plan came to. */
public sealed interface BackfillResult {
  /** It was applied now, or what an earlier try had begun was finished. */
  record Applied(BatchRecord record) implements BackfillResult {}

  /** It had been applied before, as this batch. */
  record AppliedBefore(long batch) implements BackfillResult {}

  /** It changes no row, so no batch was planned. */
  record NothingToChange() implements BackfillResult {}
}
