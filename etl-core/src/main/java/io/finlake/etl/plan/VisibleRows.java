package io.finlake.etl.plan;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import java.util.Optional;

/**
 * Which rows of a table are there for readers. A tombstone is not: it stays in the table only so
 * that a late older row does not bring its key back.
 */
public final class VisibleRows {
  private VisibleRows() {}

  /** The predicate that visible rows fulfil, in Spark's SQL; empty when all rows are visible. */
  public static Optional<String> predicate(Contract contract) {
    boolean hides = contract.zone() == Zone.PROCESSED && contract.landed().write().hidesDeleted();
    return hides
        ? Optional.of("coalesce(`" + TechnicalColumn.DELETED + "`, false) = false")
        : Optional.empty();
  }
}
