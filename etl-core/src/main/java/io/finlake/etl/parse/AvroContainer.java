package io.finlake.etl.parse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * The bytes of an Avro object container file, watched: Avro's own reader takes an end within a
 * block for the end of the file, so the sync marker that every block ends with is checked here.
 */
final class AvroContainer extends FilterInputStream {
  private static final int SYNC = 16;

  private final byte[] sync;
  private byte[] tail;

  private AvroContainer(InputStream whole, byte[] sync) {
    super(whole);
    this.sync = sync;
    this.tail = sync;
  }

  /** Reads the header for its sync marker; the result still begins with the header. */
  static AvroContainer of(InputStream in, int mostHeaderBytes) throws IOException {
    Header header = new Header(in, mostHeaderBytes);
    header.read();
    byte[] bytes = header.bytes.toByteArray();
    byte[] sync = Arrays.copyOfRange(bytes, bytes.length - SYNC, bytes.length);
    return new AvroContainer(new SequenceInputStream(new ByteArrayInputStream(bytes), in), sync);
  }

  /** Called at the end: fails when the last block is not whole. */
  void verifyEnd() throws IOException {
    if (in.read() >= 0 || !Arrays.equals(sync, tail)) {
      throw new EOFException("the Avro file is cut off: its last block is not whole");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      int kept = Math.min(read, SYNC);
      byte[] last = Arrays.copyOfRange(tail, kept, SYNC + kept);
      System.arraycopy(target, offset + read - kept, last, SYNC - kept, kept);
      tail = last;
    }
    return read;
  }

  @Override
  public long skip(long n) throws IOException {
    return readNBytes((int) Math.min(n, 1 << 16)).length;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Magic, a map of bytes in counted blocks, and the sync marker. */
  private static final class Header {
    private final InputStream in;
    private final int most;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Header(InputStream in, int most) {
      this.in = in;
      this.most = most;
    }

    void read() throws IOException {
      take(4);
      byte[] magic = bytes.toByteArray();
      if (magic[0] != 'O' || magic[1] != 'b' || magic[2] != 'j' || magic[3] != 1) {
        throw new IOException("it is not an Avro file: it does not begin with Obj1");
      }
      long count;
      while ((count = number()) != 0) {
        if (count < 0) {
          number();
        }
        for (long i = Math.abs(count); i > 0; i--) {
          take(number());
          take(number());
        }
      }
      take(SYNC);
    }

    private void take(long count) throws IOException {
      if (count < 0 || count > most - bytes.size()) {
        throw new IOException("the Avro header is corrupt or longer than " + most + " bytes");
      }
      byte[] taken = in.readNBytes((int) count);
      if (taken.length < count) {
        throw new EOFException("the Avro file is cut off within its header");
      }
      bytes.write(taken, 0, taken.length);
    }

    private long number() throws IOException {
      long coded = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        int read = in.read();
        if (read < 0) {
          throw new EOFException("the Avro file is cut off within its header");
        }
        bytes.write(read);
        byte part = (byte) read;
        coded |= (part & 0x7fL) << shift;
        if (part >= 0) {
          return (coded >>> 1) ^ -(coded & 1);
        }
      }
      throw new IOException("the Avro header is corrupt");
    }
  }
}
