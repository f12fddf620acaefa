package io.finlake.etl.parse;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** An object's bytes by position, as Parquet wants them. Closing a stream leaves the bytes open. */
final class ParquetInput implements InputFile {
  private static final int CHUNK = 64 << 10;

  private final String name;
  private final long length;
  private final SeekableBytes bytes;

  ParquetInput(String name, long length, SeekableBytes bytes) {
    this.name = name;
    this.length = length;
    this.bytes = bytes;
  }

  @Override
  public long getLength() {
    return length;
  }

  @Override
  public SeekableInputStream newStream() {
    return new Positioned();
  }

  @Override
  public String toString() {
    return name;
  }

  private final class Positioned extends SeekableInputStream {
    private long position;

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long target) {
      position = target;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
      if (wanted == 0) {
        return 0;
      }
      int read = position >= length ? -1 : bytes.read(position, target, offset, wanted);
      position += Math.max(read, 0);
      return read;
    }

    @Override
    public void readFully(byte[] target) throws IOException {
      readFully(target, 0, target.length);
    }

    @Override
    public void readFully(byte[] target, int offset, int wanted) throws IOException {
      int done = 0;
      while (done < wanted) {
        int read = read(target, offset + done, wanted - done);
        if (read < 0) {
          throw new EOFException("it ends at byte " + position);
        }
        done += read;
      }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      byte[] chunk = new byte[Math.min(CHUNK, target.remaining())];
      int read = read(chunk, 0, chunk.length);
      if (read > 0) {
        target.put(chunk, 0, read);
      }
      return read;
    }

    @Override
    public void readFully(ByteBuffer target) throws IOException {
      if (target.hasArray()) {
        int wanted = target.remaining();
        readFully(target.array(), target.arrayOffset() + target.position(), wanted);
        target.position(target.limit());
        return;
      }
      byte[] chunk = new byte[Math.min(CHUNK, target.remaining())];
      while (target.hasRemaining()) {
        int part = Math.min(chunk.length, target.remaining());
        readFully(chunk, 0, part);
        target.put(chunk, 0, part);
      }
    }
  }
}
