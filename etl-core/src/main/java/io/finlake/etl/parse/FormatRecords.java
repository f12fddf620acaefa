package io.finlake.etl.parse;

import java.io.Closeable;
import java.io.IOException;

/** The records of one format in one object. */
interface FormatRecords extends Closeable {

  /** Puts the next record into the builder; false when there is none. */
  boolean next(RecordBuilder target) throws IOException;

  @Override
  default void close() throws IOException {
    // most formats hold nothing but the stream
  }
}
