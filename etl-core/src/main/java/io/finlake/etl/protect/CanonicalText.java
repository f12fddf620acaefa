package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.format_number;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lpad;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.translate;
import static org.apache.spark.sql.functions.unix_micros;

import io.finlake.etl.contract.ColumnType;
import java.time.LocalDate;
import org.apache.spark.sql.Column;

/**
 * A value as the one text that stands for it, whatever the session's settings: dates as {@code
 * 2026-01-31}, timestamps as {@code 2026-01-31T23:59:59.000000Z}, decimals with all digits of their
 * scale and no exponent. Equal values give equal texts; null stays null.
 */
final class CanonicalText {
  private static final long MICROS_PER_SECOND = 1_000_000L;
  private static final long MICROS_PER_DAY = 86_400L * MICROS_PER_SECOND;

  private CanonicalText() {}

  static Column of(String name, ColumnType type) {
    Column value = col(name);
    if (type instanceof ColumnType.Text) {
      return value;
    }
    if (type instanceof ColumnType.Decimal decimal) {
      // A cast writes 1E-8; format_number does not, but groups digits.
      return translate(format_number(value, decimal.scale()), ",", "");
    }
    return type instanceof ColumnType.Timestamp ? timestamp(value) : value.cast("string");
  }

  /** By arithmetic, since Spark formats timestamps in the session's zone. */
  private static Column timestamp(Column value) {
    Column micros = unix_micros(value);
    Column inDay = pmod(micros, lit(MICROS_PER_DAY));
    Column days = micros.minus(inDay).divide(lit(MICROS_PER_DAY)).cast("int");
    Column date = date_add(lit(LocalDate.EPOCH), days).cast("string");
    return concat(
        date,
        lit("T"),
        part(inDay, 3_600L * MICROS_PER_SECOND, 24, 2),
        lit(":"),
        part(inDay, 60L * MICROS_PER_SECOND, 60, 2),
        lit(":"),
        part(inDay, MICROS_PER_SECOND, 60, 2),
        lit("."),
        part(inDay, 1, MICROS_PER_SECOND, 6),
        lit("Z"));
  }

  private static Column part(Column micros, long unit, long modulo, int digits) {
    Column rest = micros.mod(lit(unit));
    Column whole = micros.minus(rest).divide(lit(unit)).cast("bigint");
    return lpad(whole.mod(lit(modulo)).cast("string"), digits, "0");
  }
}
