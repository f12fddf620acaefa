package io.finlake.etl.contract;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of a column, as the contract's {@code physicalType} says it in Spark's words. There is
 * no type for text that does not fit: such a row is quarantined.
 */
public sealed interface ColumnType {

  /** {@code STRING}. */
  record Text() implements ColumnType {}

  /** {@code BOOLEAN}. */
  record Bool() implements ColumnType {}

  /** {@code INT}: 32 bits. */
  record Int() implements ColumnType {}

  /** {@code BIGINT}: 64 bits. */
  record BigInt() implements ColumnType {}

  /** {@code DOUBLE}, for measurements; refused for money. NaN and infinities never fit. */
  record Float64() implements ColumnType {}

  /**
   * {@code DECIMAL(precision, scale)}; more digits than fit are a reason to quarantine, never
   * rounded.
   */
  record Decimal(int precision, int scale) implements ColumnType {
    public Decimal {
      if (precision < 1 || precision > 38 || scale < 0 || scale > precision) {
        throw new IllegalArgumentException(
            "DECIMAL(" + precision + "," + scale + ") is not a decimal type");
      }
    }
  }

  /** {@code DATE}: a day of the proleptic Gregorian calendar, years 1 to 9999. */
  record Date() implements ColumnType {}

  /** {@code TIMESTAMP}: a moment in UTC with microseconds. */
  record Timestamp() implements ColumnType {}

  /** The type in Spark's DDL, for example {@code DECIMAL(18,2)}. */
  default String ddl() {
    if (this instanceof Decimal decimal) {
      return "DECIMAL(" + decimal.precision() + "," + decimal.scale() + ")";
    }
    if (this instanceof Text) {
      return "STRING";
    }
    if (this instanceof Bool) {
      return "BOOLEAN";
    }
    if (this instanceof Float64) {
      return "DOUBLE";
    }
    return getClass().getSimpleName().toUpperCase(Locale.ROOT);
  }

  /** Reads a {@code physicalType}; empty when it is none that finlake stores. */
  static Optional<ColumnType> parse(String ddl) {
    String text = ddl.trim().toUpperCase(Locale.ROOT);
    Matcher decimal =
        Pattern.compile("DECIMAL\\(\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)").matcher(text);
    if (decimal.matches()) {
      int precision = Integer.parseInt(decimal.group(1));
      int scale = Integer.parseInt(decimal.group(2));
      boolean fits = precision >= 1 && precision <= 38 && scale <= precision;
      return fits ? Optional.of(new Decimal(precision, scale)) : Optional.empty();
    }
    return switch (text) {
      case "STRING" -> Optional.of(new Text());
      case "BOOLEAN" -> Optional.of(new Bool());
      case "INT" -> Optional.of(new Int());
      case "BIGINT" -> Optional.of(new BigInt());
      case "DOUBLE" -> Optional.of(new Float64());
      case "DATE" -> Optional.of(new Date());
      case "TIMESTAMP" -> Optional.of(new Timestamp());
      default -> Optional.empty();
    };
  }
}
