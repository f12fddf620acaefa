package io.finlake.etl.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A promise that rows keep or break.
 *
 * @param name unique in the contract; what quarantine, status and messages call it
 * @param column the column it speaks of, when it speaks of one
 * @param check what must hold
 * @param severity what happens when it does not
 * @param tolerance how much may break before the whole batch is refused; only with {@link
 *     Severity#STOP}
 */
public record Rule(
    String name,
    Optional<String> column,
    Check check,
    Severity severity,
    Optional<Tolerance> tolerance) {

  /** What happens to a row, or a batch, that breaks a rule. */
  public enum Severity {
    /** The row goes to quarantine. */
    QUARANTINE,
    /** The row is accepted, and the breach counted. */
    WARN,
    /**
     * The batch is refused when more break it than the tolerance allows; otherwise those rows go to
     * quarantine.
     */
    STOP
  }

  /** How much may break a rule: a number of rows, or a share of the rows read, 0 to 1. */
  public record Tolerance(Optional<Long> rows, Optional<BigDecimal> share) {}

  /**
   * What must hold. Row checks pass on absent values; {@link Required} is the one that does not.
   */
  public sealed interface Check {

    /** The value is there. */
    record Required() implements Check {}

    /** The text is one of these. */
    record ValidValues(List<String> values) implements Check {
      public ValidValues {
        values = List.copyOf(values);
      }
    }

    /** The whole text matches a Java regular expression. */
    record Pattern(String regex) implements Check {}

    /** The number of characters lies between these, both included. */
    record Length(Optional<Integer> minimum, Optional<Integer> maximum) implements Check {}

    /** The number, date or timestamp lies between these texts, both included. */
    record Range(Optional<String> minimum, Optional<String> maximum) implements Check {}

    /** A Spark SQL predicate over the dataset's columns is true (null passes). */
    record Holds(String predicate) implements Check {}

    /** A check of the financial trade; see {@link Financial}. */
    record Standard(Financial kind) implements Check {}

    /** The decimal has no more fraction digits than its currency has minor units (ISO 4217). */
    record MinorUnits(Measure.Currency currency) implements Check {}

    /** Over all rows of the batch that share the grouping columns, debits equal credits. */
    record DebitsEqualCredits(String amount, String sign, List<String> groupBy) implements Check {
      public DebitsEqualCredits {
        groupBy = List.copyOf(groupBy);
      }
    }

    /** The batch has between these numbers of rows read. */
    record RowCount(Optional<Long> minimum, Optional<Long> maximum) implements Check {}

    /** No two accepted rows of the batch share the values of these columns. */
    record Unique(List<String> columns) implements Check {
      public Unique {
        columns = List.copyOf(columns);
      }
    }

    /**
     * The newest value of the column is at most this many hours older than the batch's processing
     * time.
     */
    record Freshness(int hours) implements Check {}

    /**
     * The value exists in a column of another processed dataset, or is delivered by the time of
     * screening.
     */
    record Reference(DatasetId dataset, String column) implements Check {}

    /** Whether the check looks at one row alone. */
    default boolean rowLevel() {
      return !(this instanceof RowCount
          || this instanceof Unique
          || this instanceof Freshness
          || this instanceof DebitsEqualCredits);
    }
  }

  /** Identifiers of the financial trade with structure and check digits. */
  public enum Financial {
    /** An active ISO 4217 alphabetic code. */
    CURRENCY,
    /** A card number: 13 to 19 digits that pass Luhn (ISO/IEC 7812-1). */
    CARD_NUMBER,
    /** ISO 13616: structure of its country and check digits (mod 97). */
    IBAN,
    /** ISO 9362, 8 or 11 characters. */
    BIC,
    /** ISO 6166 with its check digit. */
    ISIN,
    /** ISO 17442 with its check digits (mod 97). */
    LEI
  }
}
