package io.finlake.etl.process;

/** What becomes of a row, as the values of the column {@link #OUTCOME}. */
final class Outcomes {
  static final String OUTCOME = "_outcome";
  static final String ACCEPTED = "accepted";
  static final String QUARANTINED = "quarantined";
  static final String DUPLICATE = "duplicate";
  static final String SUPERSEDED = "superseded";

  /** The rule that a row broke by its key, content or object; null for rows that broke none. */
  static final String RULE = "_rule";

  /** Same key, other content, in a dataset of immutable events or twice in one extract. */
  static final String CONFLICT = "conflict";

  /** The row's object has the same bytes as one taken before. */
  static final String RESENT = "resent_object";

  /** Whether a row broke a rule that sends it to quarantine. */
  static final String BLOCKED = "_blocked";

  /** Which delivery a row came with, where rows of many are decided at once. */
  static final String TURN = "_turn";

  private Outcomes() {}
}
