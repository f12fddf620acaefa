package io.finlake.etl.contract;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * How the rows of a batch reach a processed table; each case carries exactly its own parameters.
 */
public sealed interface WriteStrategy {

  /** Every row is kept: no key, the object is the identity, equal rows are equal purchases. */
  record Append() implements WriteStrategy {}

  /**
   * Immutable events by key: the first stays, an equal one is a duplicate, a different one a
   * conflict.
   */
  record InsertOnce() implements WriteStrategy {}

  /**
   * The newest version of a key stays; late older ones are superseded.
   *
   * @param sequence the column that orders versions; ties are decided by content
   * @param delete when present, a row whose column has this text removes its key
   */
  record Upsert(String sequence, Optional<DeleteMarker> delete) implements WriteStrategy {}

  /**
   * A full extract: new, changed and vanished rows are derived by comparing with the table. An
   * empty extract, or one older than the last, is always refused.
   *
   * @param vanished what happens to keys that the extract no longer has
   * @param minimumShare the least share (0 to 1) of the table's rows that an extract must have
   */
  record Snapshot(Vanished vanished, BigDecimal minimumShare) implements WriteStrategy {}

  /** A source column and the text in it that means "deleted". */
  record DeleteMarker(String column, String text) {}

  /** What happens to vanished keys. */
  enum Vanished {
    DELETE,
    KEEP
  }

  /** Whether the strategy needs a key. */
  default boolean keyed() {
    return !(this instanceof Append);
  }
}
