package io.finlake.etl.parse;

import com.github.luben.zstd.ZstdOutputStream;
import io.finlake.etl.contract.Format;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/**
 * An object without some of its records, in which all others stand where they were delivered. In
 * line formats every byte of a record becomes a line break, since blank lines are no records; in
 * Avro and Parquet the file's metadata names the ordinals that are gone.
 */
public final class ErasedObject {
  private ErasedObject() {}

  /** Whether records can be taken out of objects of a format. */
  public static boolean possible(Format format) {
    return format instanceof Format.JsonLines
        || format instanceof Format.Csv
        || format instanceof Format.FixedWidth
        || format instanceof Format.LogLines
        || format instanceof Format.Avro
        || format instanceof Format.Parquet;
  }

  /**
   * Writes the object again, compressed as it was. Records that are not there any more are no
   * error. Memory does not grow with the object, but for Parquet's row groups.
   *
   * @param offsets where the records begin that are left out, as {@code _offset} says
   */
  public static void write(ReadSpec spec, ObjectInput object, Set<Long> offsets, OutputStream out) {
    try {
      if (spec.format() instanceof Format.Parquet) {
        ParquetErasure.write(object, offsets, out);
      } else if (spec.format() instanceof Format.Avro) {
        try (InputStream plain = plain(spec, object);
            OutputStream packed = packed(object.name(), out)) {
          AvroErasure.write(plain, offsets, packed, spec.limits());
        }
      } else {
        lines(spec, object, offsets, out);
      }
    } catch (IOException e) {
      throw RecordReaders.unreadable(spec, object.name(), e);
    }
  }

  /**
   * Where the lines begin of which somebody says that they leave, as {@code _offset} would say.
   *
   * @param spec of a line format
   * @param leaves is asked with the text of a line, of one beyond the limit with its beginning
   */
  public static Set<Long> find(ReadSpec spec, ObjectInput object, Predicate<String> leaves) {
    Set<Long> offsets = new TreeSet<>();
    try (InputStream plain = plain(spec, object)) {
      Lines lines = new Lines(plain, spec.limits(), breaks(spec.format()));
      lines.skip(mark(spec));
      while (lines.next()) {
        String text =
            new String(lines.bytes(), lines.start(), lines.length(), charset(spec.format()));
        if (leaves.test(text)) {
          offsets.add(lines.offset());
        }
      }
      return offsets;
    } catch (IOException e) {
      throw RecordReaders.unreadable(spec, object.name(), e);
    }
  }

  private static void lines(ReadSpec spec, ObjectInput object, Set<Long> offsets, OutputStream out)
      throws IOException {
    LineSpans spans;
    try (InputStream plain = plain(spec, object)) {
      spans = LineSpans.find(plain, spec.limits(), breaks(spec.format()), mark(spec), offsets);
    }
    try (InputStream plain = plain(spec, object);
        OutputStream packed = packed(object.name(), out)) {
      spans.fill(plain, packed);
    }
  }

  private static LineBreaks breaks(Format format) {
    if (format instanceof Format.Csv csv) {
      return CsvRecords.breaks(csv);
    }
    return LineBreaks.of(charset(format));
  }

  private static byte[] mark(ReadSpec spec) {
    return LineBreaks.mark(LineBreaks.unmarked(charset(spec.format())));
  }

  private static java.nio.charset.Charset charset(Format format) {
    if (format instanceof Format.Csv csv) {
      return csv.charset();
    }
    if (format instanceof Format.FixedWidth fixed) {
      return fixed.charset();
    }
    if (format instanceof Format.LogLines log) {
      return log.charset();
    }
    if (format instanceof Format.JsonLines) {
      return java.nio.charset.StandardCharsets.UTF_8;
    }
    throw FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "records cannot be taken out of objects of the format " + format,
        "it has no records that stand alone",
        "erase: keep is the only way in its contract");
  }

  private static InputStream plain(ReadSpec spec, ObjectInput object) throws IOException {
    InputStream stored = object.open();
    try {
      return Decompression.of(object.name(), object.bytes(), stored, spec.limits());
    } catch (IOException | RuntimeException e) {
      stored.close();
      throw e;
    }
  }

  private static OutputStream packed(String name, OutputStream out) throws IOException {
    if (name.endsWith(".gz")) {
      return new GZIPOutputStream(out, 1 << 16);
    }
    return name.endsWith(".zst") ? new ZstdOutputStream(out) : out;
  }
}
