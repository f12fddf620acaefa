package io.finlake.etl.parse;

import java.io.Closeable;
import java.io.IOException;

/** Bytes of an object by position. */
public interface SeekableBytes extends Closeable {

  /** Reads up to {@code length} bytes at {@code position}; returns how many, or -1 at the end. */
  int read(long position, byte[] target, int offset, int length) throws IOException;
}
