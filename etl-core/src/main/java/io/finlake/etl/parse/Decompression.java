package io.finlake.etl.parse;

import com.github.luben.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Compression by the object's suffix: {@code .gz}, {@code .zst}, else none. */
final class Decompression {
  private Decompression() {}

  /** The plain bytes; more of them than the limits allow is an error. */
  static InputStream of(String name, long storedBytes, InputStream stored, ReadLimits limits)
      throws IOException {
    if (name.endsWith(".gz")) {
      return new Bounded(new GzipMembers(stored), allowed(storedBytes, limits));
    }
    if (name.endsWith(".zst")) {
      return new Bounded(new ZstdInputStream(stored), allowed(storedBytes, limits));
    }
    return stored;
  }

  /** Whether the suffix names a compression. */
  static boolean compressed(String name) {
    return name.endsWith(".gz") || name.endsWith(".zst");
  }

  private static long allowed(long storedBytes, ReadLimits limits) {
    return limits.inflatedBytes() + storedBytes * limits.inflatedRatio();
  }

  /** Refuses to give more than a number of bytes. */
  private static final class Bounded extends FilterInputStream {
    private final long allowed;
    private long given;

    Bounded(InputStream in, long allowed) {
      super(in);
      this.allowed = allowed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      given += Math.max(read, 0);
      if (given > allowed) {
        throw new IOException("it inflates to more than " + allowed + " bytes");
      }
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
