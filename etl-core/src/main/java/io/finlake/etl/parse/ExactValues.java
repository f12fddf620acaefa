package io.finlake.etl.parse;

import io.finlake.etl.contract.ColumnType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values that come typed (Avro, Parquet, ORC, JSON numbers) to a column's type, exactly or with a
 * reason. A binary floating point number fits a decimal or whole number where only one could have
 * been written: the one of at most 15 digits (6 for FLOAT) that reads back as the same number.
 */
final class ExactValues {
  private static final long EXACT_IN_DOUBLE = 1L << 53;
  private static final MathContext DOUBLE_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);
  private static final MathContext FLOAT_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private final TypedValues.Slot slot;
  private final ZoneId zone;

  ExactValues(TypedValues.Slot slot) {
    this.slot = slot;
    this.zone = ZoneId.of(slot.column.reading().timezone()).normalized();
  }

  Object convert(Object value, List<Reason> reasons) {
    if (value instanceof String text) {
      return text.isEmpty() && !slot.textual ? null : slot.text(text, reasons);
    }
    if (value instanceof Value.Numeral numeral) {
      return number(numeral.text(), reasons);
    }
    if (value instanceof Integer || value instanceof Long) {
      return whole(((Number) value).longValue(), reasons);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal(decimal, reasons);
    }
    if (value instanceof Double || value instanceof Float) {
      return floating((Number) value, reasons);
    }
    if (value instanceof Boolean bool) {
      if (slot.type instanceof ColumnType.Bool) {
        return bool;
      }
      return slot.textual
          ? slot.text(bool.toString(), reasons)
          : slot.unfit(bool.toString(), reasons);
    }
    if (value instanceof Value.Day || value instanceof Value.Moment) {
      return temporal(value, reasons);
    }
    if (value instanceof Value.LocalMoment local) {
      return local(local.micros(), reasons);
    }
    return other(value, reasons);
  }

  private Object floating(Number value, List<Reason> reasons) {
    double number = value.doubleValue();
    if (!Double.isFinite(number) || slot.textual) {
      return slot.unfit(value.toString(), reasons);
    }
    if (slot.type instanceof ColumnType.Float64) {
      return number;
    }
    boolean narrow = value instanceof Float;
    BigDecimal written = new BigDecimal(number).round(narrow ? FLOAT_DIGITS : DOUBLE_DIGITS);
    boolean same =
        narrow ? written.floatValue() == value.floatValue() : written.doubleValue() == number;
    return same
        ? decimal(written.stripTrailingZeros(), reasons)
        : slot.unfit(value.toString(), reasons);
  }

  private Object number(String text, List<Reason> reasons) {
    return slot.type instanceof ColumnType.Bool
        ? slot.unfit(text, reasons)
        : slot.text(text, reasons);
  }

  private Object whole(long number, List<Reason> reasons) {
    if (slot.type instanceof ColumnType.BigInt) {
      return number;
    }
    if (slot.type instanceof ColumnType.Int && number == (int) number) {
      return (int) number;
    }
    if (slot.type instanceof ColumnType.Decimal) {
      return decimal(BigDecimal.valueOf(number), reasons);
    }
    if (slot.type instanceof ColumnType.Float64 && Math.abs(number) <= EXACT_IN_DOUBLE) {
      return (double) number;
    }
    String text = Long.toString(number);
    return slot.textual || slot.counted ? slot.text(text, reasons) : slot.unfit(text, reasons);
  }

  private Object decimal(BigDecimal number, List<Reason> reasons) {
    Object fitted = null;
    if (slot.type instanceof ColumnType.Decimal type) {
      fitted = Numerals.fitted(number, type.precision(), type.scale());
    } else if (slot.textual) {
      return slot.text(Numerals.plain(number), reasons);
    } else if (slot.type instanceof ColumnType.Float64) {
      fitted = number.doubleValue();
    } else if (slot.type instanceof ColumnType.Int || slot.type instanceof ColumnType.BigInt) {
      BigDecimal whole = Numerals.fitted(number, 19, 0);
      boolean fits = whole != null && whole.unscaledValue().bitLength() < 64;
      return fits ? whole(whole.longValueExact(), reasons) : slot.unfit(number.toString(), reasons);
    }
    return fitted == null ? slot.unfit(number.toString(), reasons) : fitted;
  }

  private Object temporal(Object value, List<Reason> reasons) {
    if (value instanceof Value.Day day) {
      boolean inRange = day.epochDay() >= -719_162 && day.epochDay() <= 2_932_896;
      if (slot.type instanceof ColumnType.Date && inRange) {
        return (int) day.epochDay();
      }
      boolean showable = Math.abs(day.epochDay()) < 300_000_000_000L;
      String text =
          showable ? LocalDate.ofEpochDay(day.epochDay()).toString() : "day " + day.epochDay();
      return slot.textual ? slot.text(text, reasons) : slot.unfit(text, reasons);
    }
    long micros = ((Value.Moment) value).micros();
    boolean inRange = Temporals.inRange(micros) != Temporals.UNFIT;
    if (slot.type instanceof ColumnType.Timestamp && inRange) {
      return micros;
    }
    String text =
        Instant.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1000L)
            .toString();
    return slot.textual ? slot.text(text, reasons) : slot.unfit(text, reasons);
  }

  private Object local(long micros, List<Reason> reasons) {
    if (slot.type instanceof ColumnType.Timestamp) {
      boolean inRange = Temporals.inRange(micros) != Temporals.UNFIT;
      long moment = inRange ? Temporals.inZone(micros, zone) : Temporals.UNFIT;
      if (moment != Temporals.UNFIT) {
        return moment;
      }
    }
    String text =
        LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, 1_000_000L),
                (int) Math.floorMod(micros, 1_000_000L) * 1000,
                ZoneOffset.UTC)
            .toString();
    return slot.textual ? slot.text(text, reasons) : slot.unfit(text, reasons);
  }

  private Object other(Object value, List<Reason> reasons) {
    if (value instanceof byte[] bytes) {
      Optional<String> text =
          new TextDecoder(StandardCharsets.UTF_8).decode(bytes, 0, bytes.length);
      if (text.isPresent() && slot.textual) {
        return slot.text(text.get(), reasons);
      }
      slot.add(
          slot.textual ? Reason.ENCODING : Reason.TYPE, bytes.length + " binary bytes", reasons);
      return null;
    }
    if (value instanceof Value.Unfit unfit) {
      return slot.unfit(unfit.text(), reasons);
    }
    return slot.unfit(value instanceof Map ? "an object" : "a list", reasons);
  }
}
