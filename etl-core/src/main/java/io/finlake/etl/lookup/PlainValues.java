package io.finlake.etl.lookup;

import io.delta.kernel.data.ArrayValue;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.DoubleType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What Kernel read, as plain Java values. */
final class PlainValues {
  private PlainValues() {}

  /** The value at a row that is not NULL. */
  static Object at(ColumnVector column, int row) {
    DataType type = column.getDataType();
    if (type instanceof StringType) {
      return column.getString(row);
    }
    if (type instanceof LongType) {
      return column.getLong(row);
    }
    if (type instanceof IntegerType) {
      return column.getInt(row);
    }
    if (type instanceof DoubleType) {
      return column.getDouble(row);
    }
    if (type instanceof BooleanType) {
      return column.getBoolean(row);
    }
    if (type instanceof DecimalType) {
      return column.getDecimal(row);
    }
    if (type instanceof DateType) {
      return LocalDate.ofEpochDay(column.getInt(row));
    }
    if (type instanceof TimestampType) {
      return Instant.EPOCH.plus(column.getLong(row), ChronoUnit.MICROS);
    }
    if (type instanceof ArrayType) {
      return array(column.getArray(row));
    }
    if (type instanceof MapType) {
      return map(column.getMap(row));
    }
    if (type instanceof StructType struct) {
      return struct(struct, column, row);
    }
    throw new IllegalStateException("no table of a lake holds " + type);
  }

  private static List<Object> array(ArrayValue array) {
    List<Object> elements = new ArrayList<>();
    for (int element = 0; element < array.getSize(); element++) {
      elements.add(at(array.getElements(), element));
    }
    return elements;
  }

  private static Map<Object, Object> map(MapValue map) {
    Map<Object, Object> entries = new LinkedHashMap<>();
    for (int entry = 0; entry < map.getSize(); entry++) {
      entries.put(at(map.getKeys(), entry), at(map.getValues(), entry));
    }
    return entries;
  }

  private static PlainRow struct(StructType type, ColumnVector column, int row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int field = 0; field < type.length(); field++) {
      ColumnVector child = column.getChild(field);
      if (!child.isNullAt(row)) {
        values.put(type.at(field).getName(), at(child, row));
      }
    }
    return new PlainRow(values);
  }
}
