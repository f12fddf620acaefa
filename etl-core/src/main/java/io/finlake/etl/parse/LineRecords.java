package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InputStream;

/**
 * Formats of one record a line. Blank lines are no records: they hold nothing that could be lost.
 */
abstract class LineRecords implements FormatRecords {
  /** Of text whose lines end otherwise all lines would be one, and all but its beginning lost. */
  static final String LONE_RETURN =
      "a carriage return stands within the line: lines end in LF or CR LF";

  final TextDecoder decoder;
  private final Lines lines;

  LineRecords(InputStream in, ReadLimits limits, TextDecoder decoder, LineBreaks breaks)
      throws IOException {
    this.decoder = decoder;
    this.lines = new Lines(in, limits, breaks);
    lines.skip(LineBreaks.mark(decoder.charset()));
  }

  @Override
  public final boolean next(RecordBuilder target) throws IOException {
    if (more(target)) {
      return true;
    }
    while (lines.next()) {
      if (!lines.tooLong() && isBlank(lines)) {
        continue;
      }
      target.begin(lines.offset());
      if (lines.tooLong()) {
        target.tooLong(lines, decoder);
      } else {
        parse(lines, target);
      }
      return true;
    }
    return false;
  }

  /** The next line that is not blank, as bytes; for headers. */
  final boolean nextLine() throws IOException {
    while (lines.next()) {
      if (!isBlank(lines)) {
        return true;
      }
    }
    return false;
  }

  final Lines lines() {
    return lines;
  }

  /** Puts another row of the last line into the builder; false when it has no more. */
  boolean more(RecordBuilder target) {
    return false;
  }

  /** Whether the line holds nothing. */
  boolean isBlank(Lines line) {
    return line.length() == 0;
  }

  /** Puts one line into the builder, or makes it fail. */
  abstract void parse(Lines line, RecordBuilder target) throws IOException;

  final void encodingFailure(Lines line, RecordBuilder target) {
    String why = "the bytes are not " + decoder.charset().name() + " text";
    target.fail(Reason.ENCODING, why, line, decoder);
  }
}
