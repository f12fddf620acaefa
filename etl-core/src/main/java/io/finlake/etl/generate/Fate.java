package io.finlake.etl.generate;

/**
 * What the lake must make of one record.
 *
 * @param outcome where it ends
 * @param fault the fault that it was given, empty when it has none
 * @param rule the rule that sends it to quarantine, empty when none does
 */
record Fate(Outcome outcome, String fault, String rule) {
  /** Where a record ends. */
  enum Outcome {
    ACCEPTED,
    QUARANTINED,
    DUPLICATE,
    SUPERSEDED;

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static final Fate ACCEPTED = new Fate(Outcome.ACCEPTED, "", "");
  static final Fate UNCHANGED = new Fate(Outcome.DUPLICATE, "", "");
  static final Fate SUPERSEDED = new Fate(Outcome.SUPERSEDED, "", "");
  static final Fate DUPLICATE = new Fate(Outcome.DUPLICATE, "duplicate", "");
  static final Fate CONFLICT = quarantined("conflict", "conflict");
  static final Fate CORRECTION = new Fate(Outcome.ACCEPTED, "correction", "");
  static final Fate LATE = new Fate(Outcome.ACCEPTED, "late", "");
  static final Fate UNKNOWN_COLUMN = new Fate(Outcome.ACCEPTED, "unknown_column", "");
  static final Fate MALFORMED = quarantined("malformed", "malformed");
  static final Fate BAD_DATE = quarantined("bad_date", "type");
  static final Fate FRACTION_DIGITS = quarantined("fraction_digits", "type");
  static final Fate CARD_IN_TEXT = quarantined("card_number_in_text", "card_number_in_clear");

  static Fate quarantined(String fault, String rule) {
    return new Fate(Outcome.QUARANTINED, fault, rule);
  }

  /** The same end, with a fault named. */
  Fate because(String fault) {
    return new Fate(outcome, fault, rule);
  }
}
