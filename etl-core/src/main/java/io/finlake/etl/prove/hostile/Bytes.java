package io.finlake.etl.prove.hostile;

import io.finlake.etl.parse.ObjectInput;
import io.finlake.etl.parse.SeekableBytes;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** An object in memory. */
final class Bytes implements ObjectInput {
  private final String name;
  private final byte[] content;
  private final int stride;

  /**
   * @param stride how many bytes a read gives at most, as slow stores do
   */
  Bytes(String name, byte[] content, int stride) {
    this.name = name;
    this.content = content.clone();
    this.stride = stride;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long bytes() {
    return content.length;
  }

  @Override
  public InputStream open() {
    return new FilterInputStream(new ByteArrayInputStream(content)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return in.read(target, offset, Math.min(length, stride));
      }
    };
  }

  @Override
  public SeekableBytes seek() {
    return new SeekableBytes() {
      @Override
      public int read(long position, byte[] target, int offset, int length) {
        if (position >= content.length) {
          return -1;
        }
        int count = (int) Math.min(Math.min(length, stride), content.length - position);
        System.arraycopy(content, (int) position, target, offset, count);
        return count;
      }

      @Override
      public void close() {
        // nothing is held
      }
    };
  }
}
