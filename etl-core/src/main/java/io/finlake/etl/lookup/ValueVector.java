package io.finlake.etl.lookup;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plain Java values as a column that Kernel writes. An absent value is null inside. */
final class ValueVector implements ColumnVector {
  private final DataType type;
  private final List<?> values;

  ValueVector(DataType type, List<?> values) {
    this.type = type;
    this.values = values;
  }

  static long micros(Instant moment) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
  }

  @Override
  public DataType getDataType() {
    return type;
  }

  @Override
  public int getSize() {
    return values.size();
  }

  @Override
  public void close() {}

  @Override
  public boolean isNullAt(int row) {
    return values.get(row) == null;
  }

  @Override
  public boolean getBoolean(int row) {
    return (Boolean) values.get(row);
  }

  @Override
  public int getInt(int row) {
    Object value = values.get(row);
    return value instanceof LocalDate day
        ? Math.toIntExact(day.toEpochDay())
        : (Integer) values.get(row);
  }

  @Override
  public long getLong(int row) {
    Object value = values.get(row);
    return value instanceof Instant moment ? micros(moment) : (Long) value;
  }

  @Override
  public String getString(int row) {
    return (String) values.get(row);
  }

  /** In the scale of the column; digits that do not fit are an error, never rounded away. */
  @Override
  public BigDecimal getDecimal(int row) {
    return ((BigDecimal) values.get(row))
        .setScale(((DecimalType) type).getScale(), RoundingMode.UNNECESSARY);
  }

  @Override
  public ArrayValue getArray(int row) {
    List<?> elements = (List<?>) values.get(row);
    ColumnVector vector = new ValueVector(((ArrayType) type).getElementType(), elements);
    return new ArrayValue() {
      @Override
      public int getSize() {
        return elements.size();
      }

      @Override
      public ColumnVector getElements() {
        return vector;
      }
    };
  }

  @Override
  public MapValue getMap(int row) {
    MapType map = (MapType) type;
    Map<?, ?> entries = (Map<?, ?>) values.get(row);
    List<Object> keys = new ArrayList<>(entries.keySet());
    List<Object> mapped = new ArrayList<>();
    keys.forEach(key -> mapped.add(entries.get(key)));
    return new MapValue() {
      @Override
      public int getSize() {
        return keys.size();
      }

      @Override
      public ColumnVector getKeys() {
        return new ValueVector(map.getKeyType(), keys);
      }

      @Override
      public ColumnVector getValues() {
        return new ValueVector(map.getValueType(), mapped);
      }
    };
  }

  @Override
  public ColumnVector getChild(int ordinal) {
    StructField field = ((StructType) type).at(ordinal);
    List<Object> children = new ArrayList<>();
    for (Object value : values) {
      children.add(value instanceof PlainRow row ? row.value(field.getName()).orElse(null) : null);
    }
    return new ValueVector(field.getDataType(), children);
  }
}
