package io.finlake.etl.parse;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.UnionColumnVector;
import org.apache.orc.TypeDescription;

/**
 * ORC's vectors as values, exactly: TIMESTAMP is a local time, TIMESTAMP WITH LOCAL TIME ZONE a
 * moment, and what is finer than microseconds does not fit.
 */
final class OrcValues {
  private final int longest;

  /** Values of more than {@code longest} bytes come as unfit. */
  OrcValues(int longest) {
    this.longest = longest;
  }

  /** The value of that row, null for NULL. */
  Object value(TypeDescription type, ColumnVector vector, int row) {
    int at = vector.isRepeating ? 0 : row;
    if (!vector.noNulls && vector.isNull[at]) {
      return null;
    }
    return switch (type.getCategory()) {
      case BOOLEAN -> ((LongColumnVector) vector).vector[at] != 0;
      case BYTE, SHORT, INT, LONG -> ((LongColumnVector) vector).vector[at];
      case DATE -> new Value.Day(((LongColumnVector) vector).vector[at]);
      case FLOAT -> (Object) (float) ((DoubleColumnVector) vector).vector[at];
      case DOUBLE -> (Object) ((DoubleColumnVector) vector).vector[at];
      case DECIMAL -> ((DecimalColumnVector) vector).vector[at].getHiveDecimal().bigDecimalValue();
      case STRING, CHAR, VARCHAR, BINARY -> bytes((BytesColumnVector) vector, at);
      case TIMESTAMP -> moment((TimestampColumnVector) vector, at, false);
      case TIMESTAMP_INSTANT -> moment((TimestampColumnVector) vector, at, true);
      case LIST -> list(type, (ListColumnVector) vector, at);
      case MAP -> map(type, (MapColumnVector) vector, at);
      case STRUCT -> struct(type, ((StructColumnVector) vector).fields, at);
      case UNION -> union(type, (UnionColumnVector) vector, at);
    };
  }

  /** The fields of a struct. */
  Fields struct(TypeDescription type, ColumnVector[] vectors, int row) {
    List<String> names = type.getFieldNames();
    Fields fields = new Fields(names.size());
    for (int i = 0; i < vectors.length; i++) {
      fields.put(names.get(i), value(type.getChildren().get(i), vectors[i], row));
    }
    return fields;
  }

  private Object bytes(BytesColumnVector vector, int at) {
    int start = vector.start[at];
    int length = vector.length[at];
    return length > longest
        ? new Value.Unfit("a value of " + length + " bytes")
        : Fields.textual(Arrays.copyOfRange(vector.vector[at], start, start + length));
  }

  private static Value moment(TimestampColumnVector vector, int at, boolean instant) {
    int nanos = vector.nanos[at];
    long seconds = Math.floorDiv(vector.time[at], 1000L);
    if (nanos % 1000 != 0) {
      return new Value.Unfit("a time finer than microseconds");
    }
    if (Math.abs(seconds) > Long.MAX_VALUE / 2_000_000) {
      return new Value.Unfit("a time beyond the year 9999");
    }
    long micros = seconds * 1_000_000 + nanos / 1000;
    return instant ? new Value.Moment(micros) : new Value.LocalMoment(micros);
  }

  private List<Object> list(TypeDescription type, ListColumnVector vector, int at) {
    int start = (int) vector.offsets[at];
    int count = (int) vector.lengths[at];
    List<Object> elements = new ArrayList<>();
    for (int i = start; i < start + count; i++) {
      elements.add(value(type.getChildren().get(0), vector.child, i));
    }
    return elements;
  }

  private Map<String, Object> map(TypeDescription type, MapColumnVector vector, int at) {
    int start = (int) vector.offsets[at];
    int count = (int) vector.lengths[at];
    Map<String, Object> entries = new LinkedHashMap<>();
    for (int i = start; i < start + count; i++) {
      Object key = value(type.getChildren().get(0), vector.keys, i);
      entries.put(Fields.shown(key), value(type.getChildren().get(1), vector.values, i));
    }
    return entries;
  }

  private Object union(TypeDescription type, UnionColumnVector vector, int at) {
    int tag = vector.tags[at];
    return value(type.getChildren().get(tag), vector.fields[tag], at);
  }
}
