package io.finlake.etl.source;

import io.finlake.etl.contract.ChangeEnvelope;
import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.RawSource.Evolution;
import io.finlake.etl.parse.ReadLimits;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.parse.Shape;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A read specification as bytes, for the way to executors: contracts are plain values that know
 * nothing of serialisation. Both ends run the same code, so the form has no version.
 */
final class SpecCodec {
  private SpecCodec() {}

  static void write(ReadSpec spec, DataOutputStream out) throws IOException {
    writeFormat(spec.format(), out);
    out.writeInt(spec.columns().size());
    for (Column column : spec.columns()) {
      writeColumn(column, out);
    }
    out.writeUTF(spec.evolution().name());
    writeFields(spec.fields(), out);
    ReadLimits limits = spec.limits();
    out.writeInt(limits.recordBytes());
    out.writeInt(limits.textBytes());
    out.writeInt(limits.depth());
    out.writeInt(limits.unknownNames());
    out.writeLong(limits.inflatedBytes());
    out.writeLong(limits.inflatedRatio());
    out.writeBoolean(spec.changes().isPresent());
    if (spec.changes().isPresent()) {
      ReadSpec.Changes changes = spec.changes().get();
      out.writeUTF(changes.envelope().vendor().name());
      writeTexts(changes.envelope().tables(), out);
      writeTexts(changes.key(), out);
      writeTexts(changes.needed(), out);
    }
  }

  static ReadSpec read(DataInputStream in) throws IOException {
    Format format = readFormat(in);
    List<Column> columns = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      columns.add(readColumn(in));
    }
    Evolution evolution = Evolution.valueOf(in.readUTF());
    List<Shape.Field> fields = readFields(in);
    ReadLimits limits =
        new ReadLimits(
            in.readInt(), in.readInt(), in.readInt(), in.readInt(), in.readLong(), in.readLong());
    return new ReadSpec(format, columns, evolution, fields, limits, readChanges(in));
  }

  private static Optional<ReadSpec.Changes> readChanges(DataInputStream in) throws IOException {
    if (!in.readBoolean()) {
      return Optional.empty();
    }
    Vendor vendor = Vendor.valueOf(in.readUTF());
    ChangeEnvelope envelope = new ChangeEnvelope(vendor, readTexts(in));
    return Optional.of(new ReadSpec.Changes(envelope, readTexts(in), readTexts(in)));
  }

  private static void writeFormat(Format format, DataOutputStream out) throws IOException {
    out.writeUTF(format.getClass().getSimpleName());
    if (format instanceof Format.JsonDocument json) {
      out.writeUTF(json.records());
    } else if (format instanceof Format.Csv csv) {
      out.writeChar(csv.delimiter());
      out.writeChar(csv.quote());
      out.writeChar(csv.escape());
      out.writeBoolean(csv.header());
      writeTexts(csv.columns(), out);
      out.writeBoolean(csv.multiline());
      out.writeUTF(csv.charset().name());
    } else if (format instanceof Format.Xml xml) {
      out.writeUTF(xml.rowTag());
    } else if (format instanceof Format.FixedWidth fixed) {
      out.writeUTF(fixed.charset().name());
    } else if (format instanceof Format.LogLines log) {
      out.writeUTF(log.pattern());
      out.writeUTF(log.charset().name());
    }
  }

  private static Format readFormat(DataInputStream in) throws IOException {
    String name = in.readUTF();
    return switch (name) {
      case "JsonLines" -> new Format.JsonLines();
      case "JsonDocument" -> new Format.JsonDocument(in.readUTF());
      case "Csv" ->
          new Format.Csv(
              in.readChar(),
              in.readChar(),
              in.readChar(),
              in.readBoolean(),
              readTexts(in),
              in.readBoolean(),
              Charset.forName(in.readUTF()));
      case "Avro" -> new Format.Avro();
      case "Parquet" -> new Format.Parquet();
      case "Orc" -> new Format.Orc();
      case "Xml" -> new Format.Xml(in.readUTF());
      case "FixedWidth" -> new Format.FixedWidth(Charset.forName(in.readUTF()));
      case "LogLines" -> new Format.LogLines(in.readUTF(), Charset.forName(in.readUTF()));
      default -> throw new IllegalStateException("no format is called " + name);
    };
  }

  private static void writeColumn(Column column, DataOutputStream out) throws IOException {
    out.writeUTF(column.name());
    out.writeUTF(column.type().ddl());
    out.writeBoolean(column.required());
    out.writeUTF(column.classification().name());
    writeProtection(column.protection(), out);
    out.writeUTF(column.from().path());
    out.writeBoolean(column.from().span().isPresent());
    if (column.from().span().isPresent()) {
      out.writeInt(column.from().span().get().start());
      out.writeInt(column.from().span().get().length());
    }
    Column.Reading reading = column.reading();
    writeTexts(reading.patterns(), out);
    out.writeUTF(reading.timezone());
    writeTexts(reading.nulls(), out);
    out.writeBoolean(reading.trim());
    out.writeBoolean(reading.cardNumbersAllowed());
  }

  private static Column readColumn(DataInputStream in) throws IOException {
    return new Column(
        in.readUTF(),
        ColumnType.parse(in.readUTF()).orElseThrow(),
        in.readBoolean(),
        "",
        Classification.valueOf(in.readUTF()),
        readProtection(in),
        new Column.SourceField(in.readUTF(), readSpan(in)),
        new Column.Reading(
            readTexts(in), in.readUTF(), readTexts(in), in.readBoolean(), in.readBoolean()));
  }

  private static Optional<Column.SourceField.Span> readSpan(DataInputStream in) throws IOException {
    return in.readBoolean()
        ? Optional.of(new Column.SourceField.Span(in.readInt(), in.readInt()))
        : Optional.empty();
  }

  private static void writeProtection(Protection protection, DataOutputStream out)
      throws IOException {
    out.writeUTF(protection.getClass().getSimpleName());
    if (protection instanceof Protection.Token token) {
      out.writeUTF(token.domain());
    } else if (protection instanceof Protection.Mask mask) {
      out.writeInt(mask.visible());
    }
  }

  private static Protection readProtection(DataInputStream in) throws IOException {
    String name = in.readUTF();
    return switch (name) {
      case "None" -> new Protection.None();
      case "Token" -> new Protection.Token(in.readUTF());
      case "Mask" -> new Protection.Mask(in.readInt());
      case "Drop" -> new Protection.Drop();
      default -> throw new IllegalStateException("no protection is called " + name);
    };
  }

  private static void writeFields(List<Shape.Field> fields, DataOutputStream out)
      throws IOException {
    out.writeInt(fields.size());
    for (Shape.Field field : fields) {
      out.writeUTF(field.name());
      writeShape(field.shape(), out);
    }
  }

  private static List<Shape.Field> readFields(DataInputStream in) throws IOException {
    List<Shape.Field> fields = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      fields.add(new Shape.Field(in.readUTF(), readShape(in)));
    }
    return fields;
  }

  private static void writeShape(Shape shape, DataOutputStream out) throws IOException {
    out.writeUTF(shape.getClass().getSimpleName());
    if (shape instanceof Shape.Array array) {
      writeShape(array.element(), out);
    } else if (shape instanceof Shape.Mapping mapping) {
      writeShape(mapping.value(), out);
    } else if (shape instanceof Shape.Struct struct) {
      writeFields(struct.fields(), out);
    }
  }

  private static Shape readShape(DataInputStream in) throws IOException {
    String name = in.readUTF();
    return switch (name) {
      case "Text" -> new Shape.Text();
      case "Array" -> new Shape.Array(readShape(in));
      case "Mapping" -> new Shape.Mapping(readShape(in));
      case "Struct" -> new Shape.Struct(readFields(in));
      default -> throw new IllegalStateException("no shape is called " + name);
    };
  }

  private static void writeTexts(List<String> texts, DataOutputStream out) throws IOException {
    out.writeInt(texts.size());
    for (String text : texts) {
      out.writeUTF(text);
    }
  }

  private static List<String> readTexts(DataInputStream in) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      texts.add(in.readUTF());
    }
    return texts;
  }
}
