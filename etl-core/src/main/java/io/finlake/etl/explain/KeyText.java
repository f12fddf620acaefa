package io.finlake.etl.explain;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Values that a person writes, as the tables hold them. */
final class KeyText {
  /** How tokens are made of moments: always six digits of a second. */
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private KeyText() {}

  /**
   * A value of a column: numbers in digits, dates and moments as in ISO 8601 (a moment without zone
   * is of UTC).
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when it is none of the column's type
   */
  static Object value(Column column, String text) {
    try {
      return value(column.type(), text);
    } catch (ArithmeticException | IllegalArgumentException | DateTimeException wrong) {
      // Neither the text nor the message, which quotes it: it may be classified.
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the value of " + column.name() + " cannot be looked for",
          "it is no " + column.type().ddl(),
          "write it as the table shows it, for example 2026-01-31, 2026-01-31T10:00:00Z or 12.50");
    }
  }

  private static Object value(ColumnType type, String text) {
    if (type instanceof ColumnType.Int) {
      return Integer.valueOf(text);
    }
    if (type instanceof ColumnType.BigInt) {
      return Long.valueOf(text);
    }
    if (type instanceof ColumnType.Decimal decimal) {
      return new BigDecimal(text).setScale(decimal.scale());
    }
    if (type instanceof ColumnType.Float64) {
      return Double.valueOf(text);
    }
    if (type instanceof ColumnType.Date) {
      return LocalDate.parse(text);
    }
    if (type instanceof ColumnType.Timestamp) {
      String moment = text.replace(' ', 'T');
      return Instant.parse(moment.endsWith("Z") || moment.contains("+") ? moment : moment + "Z");
    }
    if (type instanceof ColumnType.Bool) {
      if (!text.equals("true") && !text.equals("false")) {
        throw new IllegalArgumentException("neither true nor false");
      }
      return Boolean.valueOf(text);
    }
    return text;
  }

  /** The one text that a token is made of. */
  static String canonical(Object value) {
    if (value instanceof BigDecimal amount) {
      return amount.toPlainString();
    }
    return value instanceof Instant moment ? MOMENT.format(moment) : value.toString();
  }
}
