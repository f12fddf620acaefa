package io.finlake.etl.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
   * @param delete when present, a row that has the marker deletes its key: a tombstone stays in the
   *     table, so that a late older row does not bring the key back
   */
  record Upsert(String sequence, Optional<DeleteMarker> delete) implements WriteStrategy {}

  /**
   * Every version of a key stays, whatever the order in which versions arrive; the same version
   * again is a duplicate. Which of two versions of one moment is right is decided by sequence, then
   * content, when history is read.
   *
   * @param time the column that says since when a version is true: business time
   * @param sequence the column that orders versions of one moment
   * @param delete when present, a row that has the marker says that the key ended at its time
   */
  record History(String time, Optional<String> sequence, Optional<DeleteMarker> delete)
      implements WriteStrategy {}

  /**
   * A full extract: new, changed and vanished rows are derived by comparing with the table. An
   * empty extract, or one older than the last, is always refused.
   *
   * @param vanished what happens to keys that the extract no longer has
   * @param minimumShare the least share (0 to 1) of the table's rows that an extract must have
   * @param tolerances by column, how far a number may be from the table's and still be the same;
   *     the table's number stays, so that small steps add up to a change
   */
  record Snapshot(Vanished vanished, BigDecimal minimumShare, Map<String, BigDecimal> tolerances)
      implements WriteStrategy {
    public Snapshot {
      tolerances = Map.copyOf(tolerances);
    }
  }

  /**
   * A source column and the texts in it that mean "deleted".
   *
   * @param values at least one
   */
  record DeleteMarker(String column, List<String> values) {
    public DeleteMarker {
      values = List.copyOf(values);
    }
  }

  /** What happens to vanished keys. */
  enum Vanished {
    /** Their rows are removed. */
    DELETE,
    /** Their rows stay, marked {@code _deleted}, until the key is delivered again. */
    CLOSE,
    /** Their rows stay as they are. */
    KEEP
  }

  /** Whether the strategy needs a key. */
  default boolean keyed() {
    return !(this instanceof Append);
  }

  /** How a row says that its key is deleted, where rows can say so. */
  default Optional<DeleteMarker> deleteMarker() {
    if (this instanceof Upsert upsert) {
      return upsert.delete();
    }
    return this instanceof History history ? history.delete() : Optional.empty();
  }

  /** Whether the table has the column {@link TechnicalColumn#DELETED}. */
  default boolean marksDeleted() {
    return this instanceof History
        || deleteMarker().isPresent()
        || (this instanceof Snapshot snapshot && snapshot.vanished() == Vanished.CLOSE);
  }

  /** Whether rows marked deleted are tombstones, which only the next write may see. */
  default boolean hidesDeleted() {
    return this instanceof Upsert && marksDeleted();
  }

  /** The columns beside the key that tell versions of a key apart, in their order. */
  default List<String> versionColumns() {
    if (this instanceof Upsert upsert) {
      return List.of(upsert.sequence());
    }
    List<String> columns = new ArrayList<>();
    if (this instanceof History history) {
      columns.add(history.time());
      history.sequence().ifPresent(columns::add);
    }
    return columns;
  }
}
