package io.finlake.etl.parse;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.Map;

/** Compression by the object's suffix: {@code .gz}, {@code .zst}, else none. */
final class Decompression {
  private static final int LONGEST_MARK = 6;

  /** How archives begin that nobody should take for text. */
  private static final Map<String, byte[]> ARCHIVES =
      Map.of(
          "gzip", new byte[] {0x1f, (byte) 0x8b, 8},
          "zstd", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
          "xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0},
          "zip", new byte[] {'P', 'K', 3, 4},
          "7z", new byte[] {'7', 'z', (byte) 0xbc, (byte) 0xaf, 0x27, 0x1c},
          "lz4", new byte[] {4, 0x22, 0x4d, 0x18},
          "snappy", new byte[] {(byte) 0xff, 6, 0, 0, 's', 'N'});

  private Decompression() {}

  /** The plain bytes; more of them than the limits allow is an error. */
  static InputStream of(String name, long storedBytes, InputStream stored, ReadLimits limits)
      throws IOException {
    if (name.endsWith(".gz")) {
      return new Bounded(new GzipMembers(stored), allowed(storedBytes, limits));
    }
    if (name.endsWith(".zst")) {
      return new Bounded(new ZstdFrames(stored), allowed(storedBytes, limits));
    }
    return stored;
  }

  /**
   * Text that begins like an archive is none: its name does not say how it is compressed, or it was
   * compressed twice.
   */
  static InputStream text(InputStream plain) throws IOException {
    PushbackInputStream text = new PushbackInputStream(plain, LONGEST_MARK);
    byte[] beginning = text.readNBytes(LONGEST_MARK);
    text.unread(beginning);
    for (Map.Entry<String, byte[]> mark : ARCHIVES.entrySet()) {
      byte[] bytes = mark.getValue();
      if (beginning.length >= bytes.length
          && Arrays.equals(beginning, 0, bytes.length, bytes, 0, bytes.length)) {
        throw new IOException(
            mark.getKey()
                + " data stands where text should: the suffix .gz or .zst says how an object is"
                + " compressed, once and with nothing around it");
      }
    }
    return text;
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
