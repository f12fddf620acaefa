package io.finlake.etl.parse;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts and hashes the stored bytes that pass through. */
final class HashingStream extends FilterInputStream {
  private final MessageDigest digest = sha256();
  private long count;

  HashingStream(InputStream in) {
    super(in);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
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
      digest.update(target, offset, read);
      count += read;
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

  /** Reads what is left, so that the hash is of the whole object. */
  void drain() throws IOException {
    byte[] buffer = new byte[1 << 16];
    int read;
    do {
      read = read(buffer, 0, buffer.length);
    } while (read >= 0);
  }

  long count() {
    return count;
  }

  /** The hash of everything read; once only. */
  String sha256Hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
