package io.finlake.etl.process;

/**
 * How much of a table holds tokens of other keys than the newest.
 *
 * @param table {@code zone.domain.name}
 * @param rows how many rows
 * @param files how many files those rows lie in
 */
public record OldTokens(String table, long rows, long files) {
  /** Whether there is none. */
  public boolean none() {
    return rows == 0;
  }
}
