package io.finlake.etl.contract;

import java.util.Locale;

/** How much harm a column's values can do, least first. */
public enum Classification {
  PUBLIC,
  INTERNAL,
  /** Personal or secret: never in logs, messages or quarantine reasons. */
  CONFIDENTIAL,
  /** Card numbers and their like: never in clear beyond raw, so it must name a protection. */
  RESTRICTED;

  /** Whether values must stay out of logs, messages and reasons. */
  public boolean classified() {
    return this == CONFIDENTIAL || this == RESTRICTED;
  }

  /** The word in contracts. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
