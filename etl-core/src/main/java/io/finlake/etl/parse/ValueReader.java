package io.finlake.etl.parse;

import io.finlake.etl.contract.Column.Reading;
import io.finlake.etl.contract.ColumnType;
import java.math.BigDecimal;
import java.time.ZoneId;

/** Text to one column type; a value that does not fit is {@code null}. */
interface ValueReader {

  Object read(String text);

  static ValueReader of(ColumnType type, Reading reading) {
    if (type instanceof ColumnType.Text) {
      return text -> text;
    }
    if (type instanceof ColumnType.Bool) {
      return ValueReader::bool;
    }
    if (type instanceof ColumnType.Int) {
      return text -> {
        Long whole = Numerals.whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
        return whole == null ? null : (Object) whole.intValue();
      };
    }
    if (type instanceof ColumnType.BigInt) {
      return text -> Numerals.whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type instanceof ColumnType.Float64) {
      return Numerals::nearest;
    }
    if (type instanceof ColumnType.Decimal decimal) {
      return text -> {
        BigDecimal exact = Numerals.exact(text);
        return exact == null ? null : Numerals.fitted(exact, decimal.precision(), decimal.scale());
      };
    }
    return temporal(type instanceof ColumnType.Date, reading);
  }

  private static ValueReader temporal(boolean date, Reading reading) {
    ZoneId zone = ZoneId.of(reading.timezone()).normalized();
    if (!reading.patterns().isEmpty()) {
      return new PatternReader(reading.patterns(), zone, date);
    }
    if (date) {
      return text -> {
        long day = Temporals.day(text);
        return day == Temporals.UNFIT ? null : (Object) (int) day;
      };
    }
    return text -> {
      long micros = Temporals.moment(text, zone);
      return micros == Temporals.UNFIT ? null : (Object) micros;
    };
  }

  private static Object bool(String text) {
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
  }
}
