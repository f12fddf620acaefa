package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Cuts a stream of bytes into records at line breaks, holding one record at a time.
 *
 * <p>A record's bytes stand in {@link #bytes()} from {@link #start()}, without the line feed and a
 * carriage return before it. Of a record longer than the limit only its beginning stands there; it
 * is read on to its line feed and hashed as it passes.
 */
final class Lines {
  private final InputStream in;
  private final int limit;
  private final int kept;
  private final LineBreaks breaks;

  private byte[] buffer = new byte[1 << 16];
  private long bufferOffset;
  private int position;
  private int filled;
  private boolean atEnd;

  private byte[] bytes = buffer;
  private long offset;
  private int start;
  private int length;
  private long wholeLength;
  private String hashOfLong = "";

  Lines(InputStream in, ReadLimits limits, LineBreaks breaks) {
    this.in = in;
    this.limit = limits.recordBytes();
    this.kept = limits.textBytes();
    this.breaks = breaks;
  }

  /** Leaves out the mark if the stream begins with it; before the first record only. */
  void skip(byte[] mark) throws IOException {
    boolean more = true;
    while (filled < mark.length && more) {
      more = fill();
    }
    if (mark.length <= filled && Arrays.equals(buffer, 0, mark.length, mark, 0, mark.length)) {
      position = mark.length;
    }
  }

  /** Moves to the next record; false at the end of the stream. */
  boolean next() throws IOException {
    start = position;
    offset = bufferOffset + start;
    breaks.begin();
    int scanned = 0;
    while (true) {
      int end = breaks.find(buffer, start + scanned, filled);
      if (end >= 0) {
        return found(end);
      }
      scanned = whole(filled - start);
      boolean tooLong = filled - start > limit;
      if (tooLong || atEnd || !fillKeeping()) {
        return unbroken(tooLong);
      }
    }
  }

  /** No break was found: the end of the stream, a quote never closed, or a record too long. */
  private boolean unbroken(boolean tooLong) throws IOException {
    int end = breaks.plain().find(buffer, start, filled);
    if (end >= 0) {
      return found(end);
    }
    if (tooLong) {
      passLong();
      return true;
    }
    return start < filled && found(filled);
  }

  private boolean found(int end) {
    position = Math.min(end + breaks.width(), filled);
    bytes = buffer;
    wholeLength = (long) end - start;
    length = breaks.withoutReturn(buffer, start, end) - start;
    if (tooLong()) {
      hashOfLong = hash(buffer, start, (int) wholeLength);
      length = Math.min(kept, length);
    }
    return true;
  }

  /** Makes room, keeping the record that begins at start, and reads more. */
  private boolean fillKeeping() throws IOException {
    if (filled == buffer.length && start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      bufferOffset += start;
      filled -= start;
      start = 0;
    } else if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, (int) Math.min(buffer.length * 2L, limit + (1L << 16)));
    }
    return fill();
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, filled, buffer.length - filled);
    atEnd = read < 0;
    filled += Math.max(read, 0);
    return !atEnd;
  }

  /** Reads a record that is too long on to its line feed. */
  private void passLong() throws IOException {
    MessageDigest digest = HashingStream.sha256();
    bytes = Arrays.copyOfRange(buffer, start, start + Math.min(kept, filled - start));
    int from = start;
    start = 0;
    length = bytes.length;
    wholeLength = 0;
    int end = -1;
    while (end < 0) {
      end = breaks.plain().find(buffer, from, filled);
      int until = end >= 0 ? end : atEnd ? filled : from + whole(filled - from);
      digest.update(buffer, from, until - from);
      wholeLength += until - from;
      position = end >= 0 ? end + breaks.width() : until;
      if (end >= 0 || atEnd) {
        break;
      }
      bufferOffset += until;
      System.arraycopy(buffer, until, buffer, 0, filled - until);
      filled -= until;
      from = 0;
      fill();
    }
    hashOfLong = HexFormat.of().formatHex(digest.digest());
  }

  private int whole(int count) {
    return count - count % breaks.width();
  }

  static String hash(byte[] bytes, int from, int length) {
    MessageDigest digest = HashingStream.sha256();
    digest.update(bytes, from, length);
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Where the record begins in the stream. */
  long offset() {
    return offset;
  }

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int length() {
    return length;
  }

  /** Whether only the record's beginning is there. */
  boolean tooLong() {
    return wholeLength > limit;
  }

  /** The record's length up to its line feed. */
  long wholeLength() {
    return wholeLength;
  }

  /** SHA-256 of the record up to its line feed, in hexadecimal digits. */
  String hash() {
    return tooLong() ? hashOfLong : hash(bytes, start, (int) wholeLength);
  }
}
