package io.finlake.etl.parse;

import java.util.Optional;

/**
 * Why a record, or one value of it, did not fit the contract; severity is always {@code
 * quarantine}.
 *
 * @param rule one of the constants of this type
 * @param column the contract's column; empty when it is the record as a whole
 * @param text the offending text with card numbers masked, {@code ***} when the column is
 *     classified; for a whole record, what is wrong with it
 */
public record Reason(String rule, Optional<String> column, String text) {
  /** The value is not of the column's type. */
  public static final String TYPE = "type";

  /** The bytes are not text of the declared encoding, or the text holds NUL or half characters. */
  public static final String ENCODING = "encoding";

  /** The record is not a record of the declared format. */
  public static final String MALFORMED = "malformed";

  /** The message of a change stream is not understood, or lacks something that is needed. */
  public static final String ENVELOPE = "envelope";

  /** The record is longer than the limit. */
  public static final String RECORD_TOO_LONG = "record_too_long";

  /** A text column without protection holds a card number. */
  public static final String CARD_NUMBER_IN_CLEAR = "card_number_in_clear";

  /** A text that a partition column cannot hold: storage would give it back as absent. */
  public static final String PARTITION_VALUE = "partition_value";

  /** The severity of everything that a reader finds. */
  public static final String SEVERITY = "quarantine";

  private static final int MAXIMUM_TEXT = 200;

  /** A reason about the record as a whole. */
  static Reason ofRecord(String rule, String why) {
    return new Reason(rule, Optional.empty(), bounded(CardNumbers.mask(why)));
  }

  /** A reason about one column's value. */
  static Reason ofColumn(String rule, String column, boolean classified, String text) {
    String shown = classified ? "***" : bounded(CardNumbers.mask(text));
    return new Reason(rule, Optional.of(column), shown);
  }

  private static String bounded(String text) {
    if (text.length() <= MAXIMUM_TEXT) {
      return text;
    }
    int end = MAXIMUM_TEXT - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
