package io.finlake.etl.error;

/** Every way in which finlake refuses to go on, by a stable name, with the one who must act. */
public enum ErrorCode {
  /** The command line cannot be understood. */
  BAD_ARGUMENT(Actor.AUTHOR),
  /** One or more contracts break a rule; the problems are listed with file and line. */
  BAD_CONTRACT(Actor.AUTHOR),
  /** A dataset or table that the command names does not exist. */
  UNKNOWN_DATASET(Actor.AUTHOR),
  /** A secret that a contract needs is not there. */
  MISSING_SECRET(Actor.AUTHOR),
  /** The lake's location or session settings cannot keep finlake's promises. */
  UNSAFE_LAKE(Actor.AUTHOR),
  /** A query is not valid SQL or names a column that is not there. */
  BAD_QUERY(Actor.AUTHOR),
  /** An object could not be read to its end. */
  UNREADABLE_OBJECT(Actor.SOURCE),
  /** An object that was read before has other bytes now. */
  CHANGED_OBJECT(Actor.SOURCE),
  /** Something of the lake is gone, or has other bytes than it was written with. */
  DAMAGED_LAKE(Actor.SOURCE),
  /** Columns arrived that the contract does not know, and it says refuse. */
  UNKNOWN_COLUMNS(Actor.SOURCE),
  /** Read is not accepted + quarantined + duplicate + superseded, in rows or in money. */
  UNBALANCED(Actor.SOURCE),
  /** The source's control totals are not what was read. */
  CONTROL_TOTAL_MISMATCH(Actor.SOURCE),
  /** More rows broke a rule than its threshold allows. */
  THRESHOLD_EXCEEDED(Actor.SOURCE),
  /** A full extract is empty, much smaller than the table, or older than one already taken. */
  REFUSED_EXTRACT(Actor.SOURCE),
  /** A history would overlap itself, or have a gap that no delete explains; it is not published. */
  BROKEN_HISTORY(Actor.DEVELOPER),
  /** Something of a person who was to be erased is still found. */
  NOT_ERASED(Actor.AUTHOR),
  /** Another process took the same step; running again is right. */
  LOST_RACE(Actor.TRANSIENT),
  /** The store failed in a way that usually passes. */
  STORE_UNAVAILABLE(Actor.TRANSIENT),
  /** A bug of ours. */
  BUG(Actor.DEVELOPER);

  private final Actor actor;

  ErrorCode(Actor actor) {
    this.actor = actor;
  }

  /** Who must act. */
  public Actor actor() {
    return actor;
  }
}
