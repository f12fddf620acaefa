package io.finlake.etl.parse;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.parquet.column.Dictionary;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntervalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.UUIDLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/**
 * Parquet's physical values with their logical types as values, exactly; INT96 is a moment in UTC.
 * What Parquet knows finer than microseconds does not fit.
 */
final class ParquetScalars extends PrimitiveConverter {
  private static final long JULIAN_DAY_OF_EPOCH = 2_440_588;
  private static final long NANOS_A_DAY = 86_400_000_000_000L;

  private final PrimitiveTypeName physical;
  private final LogicalTypeAnnotation logical;
  private final int longest;
  private final Consumer<Object> sink;
  private Object[] decoded = {};

  /** Gives each value to the sink; one of more than {@code longest} bytes as unfit. */
  ParquetScalars(PrimitiveType type, int longest, Consumer<Object> sink) {
    this.physical = type.getPrimitiveTypeName();
    this.logical = type.getLogicalTypeAnnotation();
    this.longest = longest;
    this.sink = sink;
  }

  @Override
  public boolean hasDictionarySupport() {
    return true;
  }

  @Override
  public void setDictionary(Dictionary dictionary) {
    Object[] values = new Object[dictionary.getMaxId() + 1];
    for (int id = 0; id < values.length; id++) {
      values[id] =
          switch (physical) {
            case INT32 -> narrow(dictionary.decodeToInt(id));
            case INT64 -> wide(dictionary.decodeToLong(id));
            case FLOAT -> (Object) dictionary.decodeToFloat(id);
            case DOUBLE -> (Object) dictionary.decodeToDouble(id);
            case BOOLEAN -> (Object) dictionary.decodeToBoolean(id);
            case BINARY, FIXED_LEN_BYTE_ARRAY, INT96 -> binary(dictionary.decodeToBinary(id));
          };
    }
    decoded = values;
  }

  @Override
  public void addValueFromDictionary(int id) {
    sink.accept(decoded[id]);
  }

  @Override
  public void addBoolean(boolean value) {
    sink.accept(value);
  }

  @Override
  public void addFloat(float value) {
    sink.accept(value);
  }

  @Override
  public void addDouble(double value) {
    sink.accept(value);
  }

  @Override
  public void addInt(int value) {
    sink.accept(narrow(value));
  }

  @Override
  public void addLong(long value) {
    sink.accept(wide(value));
  }

  @Override
  public void addBinary(Binary value) {
    sink.accept(binary(value));
  }

  private Object narrow(int value) {
    boolean unsigned = logical instanceof IntLogicalTypeAnnotation kind && !kind.isSigned();
    if (unsigned) {
      return Integer.toUnsignedLong(value);
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return BigDecimal.valueOf(value, decimal.getScale());
    }
    if (logical instanceof DateLogicalTypeAnnotation) {
      return new Value.Day(value);
    }
    return logical instanceof TimeLogicalTypeAnnotation ? timeOfDay() : (Object) value;
  }

  private Object wide(long value) {
    if (logical instanceof IntLogicalTypeAnnotation kind && !kind.isSigned()) {
      return new BigDecimal(Long.toUnsignedString(value));
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return BigDecimal.valueOf(value, decimal.getScale());
    }
    if (logical instanceof TimestampLogicalTypeAnnotation stamp) {
      return moment(value, stamp.getUnit(), stamp.isAdjustedToUTC());
    }
    return logical instanceof TimeLogicalTypeAnnotation ? timeOfDay() : (Object) value;
  }

  private static Value moment(long value, TimeUnit unit, boolean utc) {
    long micros = value;
    if (unit == TimeUnit.MILLIS) {
      if (Math.abs(value / 1000) > Long.MAX_VALUE / 1_000_000) {
        return new Value.Unfit("a time beyond the year 9999");
      }
      micros = value * 1000;
    } else if (unit == TimeUnit.NANOS) {
      if (value % 1000 != 0) {
        return finerThanMicros();
      }
      micros = value / 1000;
    }
    return utc ? new Value.Moment(micros) : new Value.LocalMoment(micros);
  }

  private Object binary(Binary value) {
    if (value.length() > longest) {
      return new Value.Unfit("a value of " + value.length() + " bytes");
    }
    byte[] bytes = value.getBytes();
    if (physical == PrimitiveTypeName.INT96) {
      return int96(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    }
    if (logical instanceof DecimalLogicalTypeAnnotation decimal) {
      return Numerals.decimal(bytes, decimal.getScale());
    }
    if (logical instanceof UUIDLogicalTypeAnnotation) {
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      return new UUID(halves.getLong(), halves.getLong()).toString();
    }
    return logical instanceof IntervalLogicalTypeAnnotation
        ? new Value.Unfit("an interval")
        : Fields.textual(bytes);
  }

  private static Value int96(ByteBuffer bytes) {
    long nanosOfDay = bytes.getLong();
    long day = bytes.getInt() - JULIAN_DAY_OF_EPOCH;
    if (nanosOfDay % 1000 != 0) {
      return finerThanMicros();
    }
    boolean plausible = Math.abs(day) < 4_000_000 && Math.abs(nanosOfDay) <= NANOS_A_DAY;
    return plausible
        ? new Value.Moment(day * (NANOS_A_DAY / 1000) + nanosOfDay / 1000)
        : new Value.Unfit("a time beyond the year 9999");
  }

  private static Value finerThanMicros() {
    return new Value.Unfit("a time finer than microseconds");
  }

  private static Value timeOfDay() {
    return new Value.Unfit("a time of day without a day");
  }
}
