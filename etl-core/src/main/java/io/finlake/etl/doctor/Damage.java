package io.finlake.etl.doctor;

import java.util.Locale;

/** What can be wrong with a lake. */
public enum Damage {
  /** A table's folder is not there, though the ledger has batches of it. */
  TABLE_GONE,
  /** A table's files lie there without a log. */
  LOG_GONE,
  /** Entries of a log are missing between others, before them or after them. */
  LOG_GAP,
  /** An entry of a log cannot be read to its end. */
  LOG_ENTRY,
  /** A version's checksum file cannot be read, or says something else than the log. */
  LOG_CHECKSUM,
  /** A checkpoint cannot be read, lacks a part, or says something else than the log. */
  CHECKPOINT,
  /** The pointer to the newest checkpoint cannot be read, or points to none. */
  LAST_CHECKPOINT,
  /** A data file is not there. */
  FILE_GONE,
  /** A data file has another size than the log says. */
  FILE_SIZE,
  /** A data file has other bytes than were written. */
  FILE_BYTES,
  /** A data file has another number of rows than the log says. */
  FILE_ROWS,
  /** The ledger, or another table under control, is not there. */
  CONTROL_GONE,
  /** The ledger does not know what a batch was planned with. */
  PLAN_GONE,
  /** A batch is committed and not recorded. */
  RECORD_GONE,
  /** A batch is recorded, and the table does not have it. */
  COMMIT_GONE,
  /** The ledger says something else of a batch than its commit. */
  RECORD_DIFFERS,
  /** A batch is recorded twice. */
  RECORD_TWICE,
  /** Rows of a batch should be in quarantine, and quarantine does not have the batch. */
  QUARANTINE_BEHIND,
  /** A raw object that was taken is not there any more. */
  OBJECT_GONE,
  /** A raw object has other bytes than those that were taken. */
  OBJECT_BYTES,
  /** An object, or a folder of the lake, cannot be looked at. */
  UNREADABLE;

  /** As it is shown, and as programs read it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
