package io.finlake.etl.contract;

import java.util.Locale;

/** The zones of the lake, in the order in which rows travel; quarantine stands beside processed. */
public enum Zone {
  /** Objects as delivered, immutable. */
  RAW,
  /** Typed, screened and protected tables. */
  PROCESSED,
  /** Rows that broke a rule, with the reasons; one table beside each processed one. */
  QUARANTINE,
  /** Business tables. */
  CURATED;

  /** The name in paths, in SQL and in contracts: lower case. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
