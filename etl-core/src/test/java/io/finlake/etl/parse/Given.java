package io.finlake.etl.parse;

import io.finlake.etl.contract.ChangeEnvelope;
import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.RawSource.Evolution;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What tests of this package are given: columns in short, objects in memory, records as text. */
public final class Given {
  private Given() {}

  /** Columns from {@code name TYPE, name TYPE}, internal, unprotected, read plainly. */
  public static List<Column> columns(String... nameAndType) {
    return Arrays.stream(nameAndType)
        .map(text -> column(text, Column.Reading.plain(), Classification.INTERNAL))
        .toList();
  }

  /** One column, whose source field may stand after an arrow: {@code name TYPE <- path}. */
  public static Column column(String text, Column.Reading reading, Classification classification) {
    String[] halves = text.split(" <- ", 2);
    String[] parts = halves[0].split(" ", 2);
    String from = halves.length == 2 ? halves[1] : parts[0];
    return new Column(
        parts[0],
        ColumnType.parse(parts[1]).orElseThrow(),
        false,
        "",
        classification,
        new Protection.None(),
        new Column.SourceField(from, Optional.empty()),
        reading);
  }

  /** A reading straight to columns, unknown fields ignored. */
  public static ReadSpec spec(Format format, List<Column> columns) {
    return new ReadSpec(format, columns, Evolution.IGNORE, List.of(), ReadLimits.standard());
  }

  /** A reading of a change stream; the key names columns, all that a delete needs. */
  public static ReadSpec stream(Vendor vendor, String key, List<Column> columns, String... tables) {
    return new ReadSpec(
        new Format.JsonLines(),
        columns,
        Evolution.IGNORE,
        List.of(),
        ReadLimits.standard(),
        Optional.of(
            new ReadSpec.Changes(
                new ChangeEnvelope(vendor, List.of(tables)),
                List.of(key.split(",")),
                List.of(key.split(",")))));
  }

  /** Reads a file of messages, one of {@code changes/} beside this class. */
  public static Found changes(ReadSpec spec, String file) {
    return read(spec, messages(file));
  }

  /** The text of a file of messages. */
  public static String messages(String file) {
    try (InputStream in = Given.class.getResourceAsStream("changes/" + file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Comma, double quotes, header. */
  public static Format.Csv csv() {
    return csv(false);
  }

  /** Comma, double quotes, header, perhaps with line breaks in quotes. */
  public static Format.Csv csv(boolean multiline) {
    return new Format.Csv(',', '"', '"', true, List.of(), multiline, StandardCharsets.UTF_8);
  }

  /** An object in memory. */
  public static ObjectInput object(String name, byte[] bytes) {
    return new ObjectInput() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long bytes() {
        return bytes.length;
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }

      @Override
      public SeekableBytes seek() {
        return new SeekableBytes() {
          @Override
          public int read(long position, byte[] target, int offset, int length) {
            if (position >= bytes.length) {
              return -1;
            }
            int count = (int) Math.min(length, bytes.length - position);
            System.arraycopy(bytes, (int) position, target, offset, count);
            return count;
          }

          @Override
          public void close() {
            // nothing is held
          }
        };
      }
    };
  }

  /** What a reader found: a line a record, then the summary. */
  public record Found(List<String> records, ObjectSummary summary) {}

  /** Reads UTF-8 text. */
  public static Found read(ReadSpec spec, String text) {
    return read(spec, "object", text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads bytes; a record is {@code offset [values]}, then {@code !rule(column: text)} each.
   * Further rows of a record have {@code #item} behind the offset; a filtered record has no values.
   */
  public static Found read(ReadSpec spec, String name, byte[] bytes) {
    List<String> records = new ArrayList<>();
    try (RecordReader reader = RecordReaders.open(spec, object(name, bytes))) {
      while (reader.advance()) {
        records.add(show(reader.record()));
      }
      return new Found(records, reader.summary());
    }
  }

  private static String show(Object value) {
    if (value instanceof Object[] struct) {
      return show(Arrays.asList(struct));
    }
    return value instanceof List<?> list
        ? list.stream().map(Given::show).collect(Collectors.joining(", ", "[", "]"))
        : String.valueOf(value);
  }

  private static String show(ParsedRecord record) {
    String values =
        IntStream.range(0, record.size())
            .mapToObj(i -> show(record.value(i)))
            .collect(Collectors.joining("|"));
    String reasons =
        record.reasons().stream()
            .map(
                reason ->
                    " !"
                        + reason.rule()
                        + reason.column().map(c -> " " + c).orElse("")
                        + ": "
                        + reason.text())
            .collect(Collectors.joining());
    String unknown = record.unknown().isEmpty() ? "" : " +" + record.unknown();
    if (record.filtered()) {
      return record.offset() + " filtered";
    }
    String item = record.item() == 0 ? "" : "#" + record.item();
    return record.offset() + item + " " + values + unknown + reasons;
  }
}
