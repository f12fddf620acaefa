package io.finlake.etl.contract;

/**
 * An amount of money that batches are balanced in.
 *
 * @param column a decimal column
 * @param currency where its currency stands
 */
public record Measure(String column, Currency currency) {

  /** Where the currency of an amount stands. */
  public sealed interface Currency {
    /** In another column of the row. */
    record InColumn(String column) implements Currency {}

    /** The same for every row, an ISO 4217 code. */
    record Constant(String code) implements Currency {}
  }
}
