package io.finlake.etl.parse;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * The binary encoding of Avro in one block that is in memory. Unlike Avro's own decoder it believes
 * no length: nothing is allocated for bytes that are not there.
 */
final class AvroDecoder extends Decoder {
  private final byte[] bytes;
  private final int mostItems;
  private int at;

  /** Lists and maps may say that they have at most so many items at once. */
  AvroDecoder(byte[] bytes, int mostItems) {
    this.bytes = bytes;
    this.mostItems = mostItems;
  }

  /** How many bytes are left. */
  int left() {
    return bytes.length - at;
  }

  @Override
  public void readNull() {
    // takes no bytes
  }

  @Override
  public boolean readBoolean() throws IOException {
    byte read = next();
    if (read != 0 && read != 1) {
      throw new IOException("a boolean is neither 0 nor 1");
    }
    return read == 1;
  }

  @Override
  public int readInt() throws IOException {
    long number = readLong();
    if (number != (int) number) {
      throw new IOException("an int does not fit in 32 bits");
    }
    return (int) number;
  }

  @Override
  public long readLong() throws IOException {
    long coded = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte part = next();
      coded |= (part & 0x7fL) << shift;
      if (part >= 0) {
        return (coded >>> 1) ^ -(coded & 1);
      }
    }
    throw new IOException("a number has more than ten bytes");
  }

  @Override
  public float readFloat() throws IOException {
    return Float.intBitsToFloat((int) littleEndian(4));
  }

  @Override
  public double readDouble() throws IOException {
    return Double.longBitsToDouble(littleEndian(8));
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(take(length()));
  }

  @Override
  public String readString() throws IOException {
    return readString(null).toString();
  }

  @Override
  public void skipString() throws IOException {
    skip(length());
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(take(length()));
  }

  @Override
  public void skipBytes() throws IOException {
    skip(length());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    require(length);
    System.arraycopy(bytes, at, target, start, length);
    at += length;
  }

  @Override
  public void skipFixed(int length) throws IOException {
    skip(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    long count = readLong();
    if (count < 0) {
      readLong();
      count = -count;
    }
    if (count < 0 || count > left() || count > mostItems) {
      throw new IOException(
          "a list or map says that it has " + count + " items, " + left() + " bytes are left");
    }
    return count;
  }

  @Override
  public long arrayNext() throws IOException {
    return readArrayStart();
  }

  @Override
  public long skipArray() throws IOException {
    long count = readLong();
    while (count < 0) {
      skip(length());
      count = readLong();
    }
    return count;
  }

  @Override
  public long readMapStart() throws IOException {
    return readArrayStart();
  }

  @Override
  public long mapNext() throws IOException {
    return readArrayStart();
  }

  @Override
  public long skipMap() throws IOException {
    return skipArray();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  private byte next() throws IOException {
    require(1);
    return bytes[at++];
  }

  private int length() throws IOException {
    long length = readLong();
    require(length);
    return (int) length;
  }

  private byte[] take(int length) {
    byte[] taken = new byte[length];
    System.arraycopy(bytes, at, taken, 0, length);
    at += length;
    return taken;
  }

  private void skip(int length) throws IOException {
    require(length);
    at += length;
  }

  private void require(long length) throws IOException {
    if (length < 0 || length > left()) {
      throw new EOFException("a value of " + length + " bytes, " + left() + " are left");
    }
  }

  private long littleEndian(int count) throws IOException {
    require(count);
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at++] & 0xffL) << (8 * i);
    }
    return value;
  }
}
