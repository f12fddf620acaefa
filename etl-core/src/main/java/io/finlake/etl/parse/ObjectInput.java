package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InputStream;

/** The bytes of one landed object, wherever they lie. */
public interface ObjectInput {

  /** The object's path below the raw zone; its suffix names the compression. */
  String name();

  /** The object's size in bytes, as stored. */
  long bytes();

  /** The stored bytes from the first one; the caller closes it. */
  InputStream open() throws IOException;

  /** Access by position, for formats with a footer; the caller closes it. */
  SeekableBytes seek() throws IOException;
}
