package io.finlake.etl.screen;

/** What a rule means for its batch. */
public enum Verdict {
  /** Nothing broke it. */
  PASSED,
  /** It was broken, and the batch goes on. */
  NOTED,
  /** The batch must not be committed. */
  REFUSED
}
