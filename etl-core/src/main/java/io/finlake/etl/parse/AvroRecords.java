package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;

/** Avro object container files, read with the schema that they were written with. */
final class AvroRecords implements FormatRecords {
  private final DataFileStream<GenericRecord> stream;
  private static final Value TOO_LATE = new Value.Unfit("a time beyond the year 9999");

  private final FieldTree tree;
  private final AvroContainer container;
  private final ErasedOrdinals erased;
  private long ordinal;

  AvroRecords(InputStream in, ReadSpec spec) throws IOException {
    this.tree = spec.reshaped() ? FieldTree.flat(spec.paths()) : FieldTree.of(spec.paths());
    this.container = AvroContainer.of(in, spec.limits().recordBytes());
    try {
      this.stream = new DataFileStream<>(container, new GenericDatumReader<>());
    } catch (RuntimeException e) {
      throw corrupt(e);
    }
    if (stream.getSchema().getType() != Schema.Type.RECORD) {
      throw new IOException("its Avro schema is not a record");
    }
    this.erased = ErasedOrdinals.parse(stream.getMetaString(ErasedOrdinals.KEY));
  }

  @Override
  public boolean next(RecordBuilder target) throws IOException {
    GenericRecord record;
    try {
      if (!stream.hasNext()) {
        container.verifyEnd();
        return false;
      }
      record = stream.next();
    } catch (RuntimeException e) {
      throw corrupt(e);
    }
    ordinal = erased.there(ordinal);
    target.begin(ordinal++);
    try {
      read(record, tree, "", target);
      target.commit();
      return true;
    } catch (MisshapenException e) {
      target.fail(Reason.MALFORMED, e.getMessage(), "", false, Lines.hash(new byte[0], 0, 0));
      return true;
    }
  }

  /** Damage shows as any exception of Avro's or the JDK's. */
  private static IOException corrupt(RuntimeException e) {
    return new IOException("the Avro data is corrupt: " + e.getMessage(), e);
  }

  private static void read(
      GenericRecord record, FieldTree node, String path, RecordBuilder target) {
    for (Schema.Field field : record.getSchema().getFields()) {
      FieldTree known = node.child(field.name());
      Object datum = record.get(field.pos());
      if (known == null) {
        String text = target.unknown().keeps() ? String.valueOf(datum) : "";
        target.unknown().found(path + field.name(), datum == null ? "" : text);
        continue;
      }
      for (int slot : known.slots()) {
        target.value(slot, value(field.schema(), datum));
      }
      if (datum instanceof GenericRecord nested) {
        if (!known.leaf()) {
          read(nested, known, path + field.name() + ".", target);
        }
      } else if (datum != null) {
        known.unfitBelow(target, "an Avro " + field.schema().getType());
      }
    }
  }

  /** The datum as a scalar, list or map. */
  private static Object value(Schema declared, Object datum) {
    if (datum == null) {
      return null;
    }
    Schema schema = branch(declared, datum);
    if (datum instanceof GenericRecord record) {
      Map<String, Object> fields = new LinkedHashMap<>();
      for (Schema.Field field : schema.getFields()) {
        fields.put(field.name(), value(field.schema(), record.get(field.pos())));
      }
      return fields;
    }
    if (datum instanceof List<?> list) {
      List<Object> elements = new ArrayList<>();
      list.forEach(element -> elements.add(value(schema.getElementType(), element)));
      return elements;
    }
    if (datum instanceof Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      map.forEach((key, each) -> entries.put(key.toString(), value(schema.getValueType(), each)));
      return entries;
    }
    return scalar(schema.getLogicalType(), datum);
  }

  private static Schema branch(Schema declared, Object datum) {
    return declared.getType() == Schema.Type.UNION
        ? declared.getTypes().get(GenericData.get().resolveUnion(declared, datum))
        : declared;
  }

  private static Object scalar(LogicalType logical, Object datum) {
    if (datum instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return binary(logical, bytes);
    }
    if (datum instanceof GenericFixed fixed) {
      return binary(logical, fixed.bytes());
    }
    if (datum instanceof Number number && logical != null) {
      return whole(logical, number.longValue(), number);
    }
    return datum instanceof Number || datum instanceof Boolean ? datum : datum.toString();
  }

  private static Object binary(LogicalType logical, byte[] bytes) {
    return logical instanceof LogicalTypes.Decimal decimal
        ? new BigDecimal(new BigInteger(bytes), decimal.getScale())
        : bytes;
  }

  private static Object whole(LogicalType logical, long number, Number plain) {
    return switch (logical.getName()) {
      case "date" -> new Value.Day(number);
      case "timestamp-millis" -> beyond(number) ? TOO_LATE : new Value.Moment(number * 1000L);
      case "timestamp-micros" -> new Value.Moment(number);
      case "local-timestamp-millis" ->
          beyond(number) ? TOO_LATE : new Value.LocalMoment(number * 1000L);
      case "local-timestamp-micros" -> new Value.LocalMoment(number);
      case "time-millis", "time-micros" -> new Value.Unfit("a time of day without a day");
      default -> plain;
    };
  }

  private static boolean beyond(long millis) {
    return millis > Long.MAX_VALUE / 1000 || millis < Long.MIN_VALUE / 1000;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
