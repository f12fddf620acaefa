package io.finlake.etl.parse;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Gzip (RFC 1952) with one or more members, strictly: a missing end, a wrong checksum and bytes
 * after the last member are errors, where {@code GZIPInputStream} leaves what it cannot read in
 * silence. Zero bytes after the last member are padding.
 */
final class GzipMembers extends InputStream {
  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 checksum = new CRC32();
  private final byte[] buffer = new byte[1 << 16];
  private int at;
  private int limit;
  private boolean started;
  private boolean inMember;
  private boolean ended;

  GzipMembers(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (!inMember && !begin()) {
        ended = true;
        break;
      }
      int inflated = inflate(target, offset, length);
      if (inflated > 0) {
        checksum.update(target, offset, inflated);
        return inflated;
      }
    }
    return -1;
  }

  /** Inflates some bytes; 0 when the member ended instead. */
  private int inflate(byte[] target, int offset, int length) throws IOException {
    try {
      while (true) {
        int inflated = inflater.inflate(target, offset, length);
        if (inflated > 0) {
          return inflated;
        }
        if (inflater.finished()) {
          finish();
          return 0;
        }
        if (inflater.needsDictionary()) {
          throw new IOException("gzip data wants a dictionary");
        }
        if (!fill()) {
          throw new EOFException("gzip data ends within a member: the object is truncated");
        }
        inflater.setInput(buffer, at, limit - at);
        at = limit;
      }
    } catch (DataFormatException e) {
      throw new IOException("gzip data is corrupt", e);
    }
  }

  private boolean begin() throws IOException {
    int first = next();
    while (started && first == 0) {
      first = next();
    }
    if (first < 0 && started) {
      return false;
    }
    if (first != 0x1f || next() != 0x8b || next() != 8) {
      throw new IOException(
          started ? "bytes after the gzip data that are no gzip member" : "not gzip data");
    }
    started = true;
    header();
    inflater.reset();
    checksum.reset();
    inflater.setInput(buffer, at, limit - at);
    at = limit;
    inMember = true;
    return true;
  }

  private void header() throws IOException {
    int flags = required();
    for (int i = 0; i < 6; i++) {
      required();
    }
    if ((flags & 4) != 0) {
      int length = required() | required() << 8;
      for (int i = 0; i < length; i++) {
        required();
      }
    }
    for (int flag = 8; flag <= 16; flag <<= 1) {
      boolean more = (flags & flag) != 0;
      while (more) {
        more = required() != 0;
      }
    }
    if ((flags & 2) != 0) {
      required();
      required();
    }
  }

  private void finish() throws IOException {
    at = limit - inflater.getRemaining();
    long crc = littleEndian();
    long size = littleEndian();
    if (crc != checksum.getValue() || size != (inflater.getBytesWritten() & 0xffff_ffffL)) {
      throw new IOException("gzip data does not match its checksum");
    }
    inMember = false;
  }

  private long littleEndian() throws IOException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (long) required() << (8 * i);
    }
    return value;
  }

  private int required() throws IOException {
    int value = next();
    if (value < 0) {
      throw new EOFException("gzip data ends within a member: the object is truncated");
    }
    return value;
  }

  private int next() throws IOException {
    return at < limit || fill() ? buffer[at++] & 0xff : -1;
  }

  private boolean fill() throws IOException {
    int read = in.read(buffer, 0, buffer.length);
    at = 0;
    limit = Math.max(read, 0);
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }
}
