package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.ResolvingDecoder;

/** Avro object container files, read with the schema that they were written with. */
final class AvroRecords implements FormatRecords {
  private static final Value TOO_LATE = new Value.Unfit("a time beyond the year 9999");

  private final FieldTree tree;
  private final AvroBlocks blocks;
  private final int mostItems;
  private final Datums datums;
  private final ErasedOrdinals erased;
  private AvroDecoder block;
  private long left;
  private long ordinal;

  AvroRecords(InputStream in, ReadSpec spec) throws IOException {
    this.tree = spec.reshaped() ? FieldTree.flat(spec.paths()) : FieldTree.of(spec.paths());
    this.mostItems = spec.limits().recordBytes();
    this.blocks = new AvroBlocks(in, spec.limits());
    this.block = new AvroDecoder(blocks.block(), mostItems);
    try {
      this.datums = new Datums(schema(), spec.limits().depth());
    } catch (RuntimeException e) {
      throw corrupt(e);
    } catch (StackOverflowError e) {
      throw new IOException("its Avro schema is nested too deep", e);
    }
    this.erased = ErasedOrdinals.parse(blocks.text(ErasedOrdinals.KEY).orElse(null));
  }

  private Schema schema() throws IOException {
    String text =
        blocks
            .text(DataFileConstants.SCHEMA)
            .orElseThrow(() -> new IOException("the Avro file has no schema"));
    Schema schema = new Schema.Parser().setValidate(false).setValidateDefaults(false).parse(text);
    if (schema.getType() != Schema.Type.RECORD) {
      throw new IOException("its Avro schema is not a record");
    }
    return schema;
  }

  @Override
  public boolean next(RecordBuilder target) throws IOException {
    GenericRecord record;
    try {
      while (left == 0) {
        if (!blocks.next()) {
          return false;
        }
        left = blocks.records();
        block = new AvroDecoder(blocks.block(), mostItems);
      }
      record = datums.read(null, block);
      left--;
    } catch (RuntimeException e) {
      throw corrupt(e);
    }
    if (left == 0 && block.left() > 0) {
      throw new IOException("the Avro data is corrupt: a block holds more than its records");
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

  /** Reads with the schema that was written with; a record within records only so deep. */
  private static final class Datums extends GenericDatumReader<GenericRecord> {
    /** A fixed value is allocated before its bytes are looked for. */
    private static final int MOST_FIXED = 1 << 20;

    private final int deepest;
    private int depth;

    Datums(Schema schema, int deepest) throws IOException {
      super(schema);
      this.deepest = deepest;
      if (deeper(schema, deepest, new HashSet<>())) {
        throw new IOException(
            "its Avro schema is nested deeper than "
                + deepest
                + ", or has a fixed of more than "
                + MOST_FIXED
                + " bytes");
      }
    }

    private static boolean deeper(Schema schema, int left, Set<String> seen) {
      if (left == 0) {
        return true;
      }
      return switch (schema.getType()) {
        case RECORD ->
            seen.add(schema.getFullName())
                && schema.getFields().stream()
                    .anyMatch(field -> deeper(field.schema(), left - 1, seen));
        case ARRAY -> deeper(schema.getElementType(), left - 1, seen);
        case MAP -> deeper(schema.getValueType(), left - 1, seen);
        case FIXED -> schema.getFixedSize() > MOST_FIXED;
        case UNION -> schema.getTypes().stream().anyMatch(type -> deeper(type, left - 1, seen));
        default -> false;
      };
    }

    @Override
    protected Object readRecord(Object old, Schema expected, ResolvingDecoder in)
        throws IOException {
      if (++depth > deepest) {
        throw new IOException("the Avro data is nested deeper than " + deepest);
      }
      Object record = super.readRecord(old, expected, in);
      depth--;
      return record;
    }
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
    if (datum instanceof org.apache.avro.util.Utf8 text) {
      return Fields.textual(text.getBytes());
    }
    return datum instanceof Number || datum instanceof Boolean ? datum : datum.toString();
  }

  private static Object binary(LogicalType logical, byte[] bytes) {
    return logical instanceof LogicalTypes.Decimal decimal
        ? Numerals.decimal(bytes, decimal.getScale())
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
}
