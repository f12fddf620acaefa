package io.finlake.etl.process;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import java.util.List;
import java.util.Optional;

/**
 * What a run did for one dataset.
 *
 * @param dataset the dataset
 * @param batches the batches committed, in order; empty when there was nothing new
 * @param waiting objects that wait for their manifest
 * @param failure why the dataset could not be taken further; batches before it stay committed
 */
public record DatasetResult(
    DatasetId dataset, List<BatchRecord> batches, int waiting, Optional<FinlakeException> failure) {
  public DatasetResult {
    batches = List.copyOf(batches);
  }
}
