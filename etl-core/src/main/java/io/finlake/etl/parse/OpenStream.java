package io.finlake.etl.parse;

import java.io.FilterInputStream;
import java.io.InputStream;

/**
 * A stream that those who read it cannot close: parsers close theirs at its end, and the object
 * must still be read to its own end for its hash. Who opened the stream below closes that.
 */
final class OpenStream extends FilterInputStream {
  OpenStream(InputStream below) {
    super(below);
  }

  @Override
  public void close() {}
}
