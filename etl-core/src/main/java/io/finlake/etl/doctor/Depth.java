package io.finlake.etl.doctor;

/** How closely is looked. */
public enum Depth {
  /** Every file is opened, and its size and footer looked at; logs and the ledger are read. */
  FOOTERS,
  /** Every byte of tables and raw is read, and held against checksums, counts and hashes. */
  EVERY_BYTE
}
