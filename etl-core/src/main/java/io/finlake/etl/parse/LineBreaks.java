package io.finlake.etl.parse;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where records of text end: at line feeds, for charsets whose ASCII characters are single bytes or
 * whole units of two or four.
 */
sealed class LineBreaks permits QuotedLineBreaks {
  private static final String SAMPLE = "\n\"a,";

  private final int width;
  private final boolean bigEndian;

  LineBreaks(int width, boolean bigEndian) {
    this.width = width;
    this.bigEndian = bigEndian;
  }

  /** The breaks of a charset; one whose line feed cannot be told from other bytes is refused. */
  static LineBreaks of(Charset charset) {
    byte[] sample = SAMPLE.getBytes(unmarked(charset));
    if (Arrays.equals(sample, SAMPLE.getBytes(StandardCharsets.US_ASCII))) {
      return new LineBreaks(1, true);
    }
    int width = sample.length / SAMPLE.length();
    if (sample.length % SAMPLE.length() == 0 && (width == 2 || width == 4)) {
      LineBreaks wide = new LineBreaks(width, sample[0] == 0);
      if (wide.unit(sample, 0) == '\n' && wide.unit(sample, 3 * width) == ',') {
        return wide;
      }
    }
    throw FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "text in " + charset + " cannot be cut into lines",
        "its line feed is not an ASCII byte, nor a unit of two or four bytes",
        "deliver the source in UTF-8, or in another charset that contains ASCII");
  }

  /** The charset without a byte-order mark of its own: UTF-16 without a mark is big-endian. */
  static Charset unmarked(Charset charset) {
    return charset.equals(StandardCharsets.UTF_16) ? StandardCharsets.UTF_16BE : charset;
  }

  /** The byte-order mark of the charset, empty for those that have none. */
  static byte[] mark(Charset charset) {
    boolean unicode = charset.name().startsWith("UTF-");
    return unicode ? "\ufeff".getBytes(unmarked(charset)) : new byte[0];
  }

  /** A new record begins. */
  void begin() {
    // nothing to forget
  }

  /** The first break in {@code [from, to)}, going on where the last call ended; -1 for none. */
  int find(byte[] bytes, int from, int to) {
    for (int i = from; i + width <= to; i += width) {
      if ((bytes[i + width - 1] == '\n' && width == 1) || unit(bytes, i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** The breaks that know no quotes. */
  LineBreaks plain() {
    return this;
  }

  int width() {
    return width;
  }

  boolean bigEndian() {
    return bigEndian;
  }

  final int unit(byte[] bytes, int at) {
    if (width == 1) {
      return bytes[at] & 0xff;
    }
    int value = 0;
    for (int i = 0; i < width; i++) {
      int next = bytes[bigEndian ? at + i : at + width - 1 - i] & 0xff;
      value = value << 8 | next;
    }
    return value;
  }

  final int withoutReturn(byte[] bytes, int start, int end) {
    int before = end - width;
    return before >= start && unit(bytes, before) == '\r' ? before : end;
  }
}
