package io.finlake.etl.contract;

/** What is done to a column's values before anything is written outside raw. */
public sealed interface Protection {

  /** The value is kept as it is. */
  record None() implements Protection {}

  /**
   * The value becomes a keyed token: equal values give equal tokens within one token domain and key
   * version, and who holds the key can go back.
   *
   * @param domain values of two columns can be joined by their tokens when both name this domain
   */
  record Token(String domain) implements Protection {}

  /** All but the last {@code visible} characters become {@code *}. */
  record Mask(int visible) implements Protection {}

  /** The column is screened and then left out. */
  record Drop() implements Protection {}
}
