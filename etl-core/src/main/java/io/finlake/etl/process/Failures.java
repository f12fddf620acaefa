package io.finlake.etl.process;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import io.finlake.etl.source.ReadFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes one error for people out of whatever stopped a dataset. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** The expected error inside what was thrown, or our bug; the whole of it goes to the log. */
  static FinlakeException of(DatasetId dataset, Exception thrown) {
    LOG.error("event=dataset_failed dataset={}", dataset, thrown);
    return ReadFailures.translate(thrown)
        .or(() -> StoreFailures.in(thrown))
        .orElseGet(
            () ->
                FinlakeException.of(
                    ErrorCode.BUG,
                    dataset + " failed in a way that finlake does not know",
                    thrown.getClass().getSimpleName(),
                    "see the log for the whole story and report it",
                    thrown));
  }
}
