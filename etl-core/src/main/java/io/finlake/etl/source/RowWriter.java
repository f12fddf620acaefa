package io.finlake.etl.source;

import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.parse.ObjectSummary;
import io.finlake.etl.parse.ParsedRecord;
import io.finlake.etl.parse.Reason;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Parsed records to Spark's internal rows. */
final class RowWriter {
  private static final ArrayData NO_REASONS = new GenericArrayData(new Object[0]);
  private static final UTF8String ROW = UTF8String.fromString(ParsedRows.ROW);
  private static final UTF8String FILTERED = UTF8String.fromString(ParsedRows.FILTERED);
  private static final UTF8String OBJECT = UTF8String.fromString(ParsedRows.OBJECT);

  private final int size;
  private final int values;
  private final int[] precision;
  private final int[] scale;
  private final int technical;
  private String path = "";
  private UTF8String pathText = UTF8String.EMPTY_UTF8;

  RowWriter(StructType schema) {
    this.size = schema.size();
    this.technical = schema.fieldIndex(TechnicalColumn.OBJECT);
    this.values = technical;
    this.precision = new int[values];
    this.scale = new int[values];
    for (int i = 0; i < values; i++) {
      if (schema.fields()[i].dataType() instanceof DecimalType decimal) {
        precision[i] = decimal.precision();
        scale[i] = decimal.scale();
      }
    }
  }

  InternalRow record(String object, ParsedRecord record) {
    Object[] row = new Object[size];
    for (int i = 0; i < values; i++) {
      row[i] = internal(record.value(i), i);
    }
    row[technical] = text(object);
    row[technical + 1] = record.offset();
    row[technical + 2] = record.item();
    record.text().ifPresent(text -> row[technical + 3] = UTF8String.fromString(text));
    record.textHash().ifPresent(hash -> row[technical + 4] = UTF8String.fromString(hash));
    if (!record.unknown().isEmpty()) {
      row[technical + 5] = map(record.unknown());
    }
    row[technical + 6] = record.fits() ? NO_REASONS : reasons(record.reasons());
    row[technical + 7] = record.filtered() ? FILTERED : ROW;
    return new GenericInternalRow(row);
  }

  InternalRow summary(String object, ObjectSummary summary) {
    Object[] row = new Object[size];
    row[technical] = text(object);
    row[technical + 6] = NO_REASONS;
    row[technical + 7] = OBJECT;
    row[technical + 8] =
        new GenericInternalRow(
            new Object[] {
              summary.records(),
              summary.bytes(),
              UTF8String.fromString(summary.sha256()),
              map(summary.unknown())
            });
    return new GenericInternalRow(row);
  }

  private UTF8String text(String object) {
    if (!path.equals(object)) {
      path = object;
      pathText = UTF8String.fromString(object);
    }
    return pathText;
  }

  private Object internal(Object value, int position) {
    if (value instanceof BigDecimal decimal) {
      return Decimal.apply(decimal, precision[position], scale[position]);
    }
    return nested(value);
  }

  private static Object nested(Object value) {
    if (value instanceof String text) {
      return UTF8String.fromString(text);
    }
    if (value instanceof List<?> list) {
      return new GenericArrayData(list.stream().map(RowWriter::nested).toArray());
    }
    if (value instanceof Object[] struct) {
      Object[] fields = new Object[struct.length];
      for (int i = 0; i < fields.length; i++) {
        fields[i] = nested(struct[i]);
      }
      return new GenericInternalRow(fields);
    }
    return value instanceof Map<?, ?> map ? map(map) : value;
  }

  private static ArrayBasedMapData map(Map<?, ?> map) {
    Object[] keys = new Object[map.size()];
    Object[] mapped = new Object[map.size()];
    int i = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      keys[i] = nested(entry.getKey());
      mapped[i] = nested(entry.getValue());
      i++;
    }
    return new ArrayBasedMapData(new GenericArrayData(keys), new GenericArrayData(mapped));
  }

  private static ArrayData reasons(List<Reason> reasons) {
    Object[] rows = new Object[reasons.size()];
    for (int i = 0; i < rows.length; i++) {
      Reason reason = reasons.get(i);
      rows[i] =
          new GenericInternalRow(
              new Object[] {
                UTF8String.fromString(reason.rule()),
                reason.column().map(UTF8String::fromString).orElse(null),
                UTF8String.fromString(Reason.SEVERITY),
                UTF8String.fromString(reason.text())
              });
    }
    return new GenericArrayData(rows);
  }
}
