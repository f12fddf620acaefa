package io.finlake.etl.ledger;

import io.finlake.etl.contract.DatasetId;
import java.time.Instant;
import java.util.Optional;

/**
 * An order that something must not be destroyed, as long as it is not released.
 *
 * @param number counts the holds of a lake from 1
 * @param target what is held
 * @param placed who placed it, when and why
 * @param released who released it, when and why; empty while it is in force
 */
public record LegalHold(long number, Target target, Act placed, Optional<Act> released) {

  /** What a hold is on. */
  public sealed interface Target {
    /** Everything of a person, by the keyed hash of the person's id. */
    record Subject(String hash) implements Target {}

    /** Everything of a dataset: rows, raw objects, and older versions of its tables. */
    record Dataset(DatasetId id) implements Target {}
  }

  /**
   * Something that a person did.
   *
   * @param at when
   * @param person who, by the name that the operating system gives
   * @param reason why, in that person's words
   */
  public record Act(Instant at, String person, String reason) {}

  /** Whether it is in force. */
  public boolean inForce() {
    return released.isEmpty();
  }

  /** Whether it is on a dataset. */
  public boolean on(DatasetId dataset) {
    return target instanceof Target.Dataset held && held.id().equals(dataset);
  }
}
