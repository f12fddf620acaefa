package io.finlake.etl.parse;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;
import org.xerial.snappy.Snappy;

/**
 * The blocks of an Avro object container file, one at a time, inflated. A block that is not whole,
 * that does not end with the file's sync marker or that is larger than the limit is an error;
 * Avro's own reader takes an end within a block for the end of the file, and allocates whatever a
 * length says.
 */
final class AvroBlocks {
  /** A block may be so many times as large as a record. */
  private static final int RECORDS_A_BLOCK = 32;

  private static final int SYNC = 16;
  private static final int CHECKSUM = 4;
  private static final int XZ_KILOBYTES = 128 << 10;

  private final InputStream in;
  private final int most;
  private final Map<String, byte[]> metadata = new LinkedHashMap<>();
  private final byte[] sync;
  private final String codec;
  private long records;
  private byte[] block = {};

  /** Reads the file's header. */
  AvroBlocks(InputStream in, ReadLimits limits) throws IOException {
    this.in = in;
    this.most =
        (int) Math.min(Integer.MAX_VALUE / 2, (long) limits.recordBytes() * RECORDS_A_BLOCK);
    byte[] magic = take(4, "header");
    if (magic[0] != 'O' || magic[1] != 'b' || magic[2] != 'j' || magic[3] != 1) {
      throw new IOException("it is not an Avro file: it does not begin with Obj1");
    }
    header(limits.recordBytes());
    this.sync = take(SYNC, "header");
    this.codec = text("avro.codec").orElse("null");
  }

  private void header(int mostBytes) throws IOException {
    long size = 0;
    long count;
    while ((count = number("header")) != 0) {
      if (count < 0) {
        number("header");
      }
      for (long i = Math.abs(count); i > 0; i--) {
        byte[] name = take(bounded(mostBytes - size), "header");
        byte[] value = take(bounded(mostBytes - size - name.length), "header");
        size += 2L + name.length + value.length;
        metadata.put(new String(name, StandardCharsets.UTF_8), value);
      }
    }
  }

  private int bounded(long bound) throws IOException {
    long length = number("header");
    if (length < 0 || length > bound) {
      throw new IOException("the Avro header is corrupt or longer than the limit");
    }
    return (int) length;
  }

  /** The text of the file's metadata under that name. */
  Optional<String> text(String name) {
    return Optional.ofNullable(metadata.get(name))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  /** Moves to the next block; false at the end of the file. */
  boolean next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    records = number((byte) first, "last block");
    long size = number("last block");
    if (records < 0 || size < 0 || size > most) {
      throw new IOException(
          "the Avro data is corrupt: a block of " + records + " records and " + size + " bytes");
    }
    byte[] stored = take((int) size, "last block");
    if (!Arrays.equals(sync, take(SYNC, "last block"))) {
      throw new IOException("the Avro data is corrupt: a block does not end with the sync marker");
    }
    block = inflated(stored);
    if (records > block.length) {
      throw new IOException(
          "the Avro data is corrupt: " + records + " records in " + block.length + " bytes");
    }
    return true;
  }

  /** How many records the block says that it has. */
  long records() {
    return records;
  }

  /** The block's bytes, inflated. */
  byte[] block() {
    return block;
  }

  private byte[] inflated(byte[] stored) throws IOException {
    ByteArrayInputStream bytes = new ByteArrayInputStream(stored);
    return switch (codec) {
      case "null" -> stored;
      case "deflate" -> deflated(bytes);
      case "zstandard" -> drained(new ZstdInputStream(bytes));
      case "bzip2" -> drained(new BZip2CompressorInputStream(bytes));
      case "xz" -> drained(new XZInputStream(bytes, XZ_KILOBYTES));
      case "snappy" -> snappy(stored);
      default -> throw new IOException("its Avro codec is not known");
    };
  }

  /** What an inflater holds is not the heap's, and does not wait for it. */
  private byte[] deflated(InputStream bytes) throws IOException {
    Inflater inflater = new Inflater(true);
    try {
      return drained(new InflaterInputStream(bytes, inflater));
    } finally {
      inflater.end();
    }
  }

  private byte[] drained(InputStream inflating) throws IOException {
    try (inflating) {
      byte[] bytes = inflating.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new IOException("a block of the Avro file inflates to more than " + most + " bytes");
      }
      return bytes;
    }
  }

  private byte[] snappy(byte[] stored) throws IOException {
    int length = stored.length - CHECKSUM;
    int claimed = length < 1 ? -1 : Snappy.uncompressedLength(stored, 0, length);
    if (claimed < 0 || claimed > most || !Snappy.isValidCompressedBuffer(stored, 0, length)) {
      throw new IOException("the Avro data is corrupt: a block is no Snappy data");
    }
    byte[] bytes = new byte[claimed];
    Snappy.uncompress(stored, 0, length, bytes, 0);
    CRC32 checksum = new CRC32();
    checksum.update(bytes);
    long told = 0;
    for (int i = length; i < stored.length; i++) {
      told = told << 8 | (stored[i] & 0xff);
    }
    if (told != checksum.getValue()) {
      throw new IOException("the Avro data is corrupt: a block does not match its checksum");
    }
    return bytes;
  }

  private byte[] take(int count, String where) throws IOException {
    byte[] taken = in.readNBytes(count);
    if (taken.length < count) {
      throw cutOff(where);
    }
    return taken;
  }

  private static EOFException cutOff(String where) {
    return new EOFException("the Avro file is cut off: its " + where + " is not whole");
  }

  private long number(String where) throws IOException {
    int first = in.read();
    if (first < 0) {
      throw cutOff(where);
    }
    return number((byte) first, where);
  }

  private long number(byte first, String where) throws IOException {
    long coded = first & 0x7fL;
    byte part = first;
    for (int shift = 7; part < 0; shift += 7) {
      int read = in.read();
      if (read < 0) {
        throw cutOff(where);
      }
      if (shift > 63) {
        throw new IOException("the Avro data is corrupt: a number has more than ten bytes");
      }
      part = (byte) read;
      coded |= (part & 0x7fL) << shift;
    }
    return (coded >>> 1) ^ -(coded & 1);
  }
}
