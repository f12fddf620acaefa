package io.finlake.etl.plan;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * A planned batch: everything that finishing it again must use.
 *
 * @param zone of the table
 * @param dataset of the table
 * @param number grows by one per table and never goes back
 * @param inputs what it reads
 * @param runId the run that planned it
 * @param processingTime the moment that its rows are stamped with
 * @param contractText the contract's file as it was when planned
 * @param contractHash SHA-256 of that text
 * @param codeVersion the finlake that planned it
 * @param knownUntil the newest date folder that is known after this batch, where the layout has
 *     dates
 */
public record Batch(
    Zone zone,
    DatasetId dataset,
    long number,
    Inputs inputs,
    String runId,
    Instant processingTime,
    String contractText,
    String contractHash,
    String codeVersion,
    Optional<LocalDate> knownUntil,
    Optional<Instant> sweptAt) {

  /** The same batch with other inputs. */
  public Batch with(Inputs others) {
    return new Batch(
        zone,
        dataset,
        number,
        others,
        runId,
        processingTime,
        contractText,
        contractHash,
        codeVersion,
        knownUntil,
        sweptAt);
  }

  /** {@code zone.domain.name}: how the ledger calls the table. */
  public String table() {
    return zone.label() + "." + dataset;
  }
}
