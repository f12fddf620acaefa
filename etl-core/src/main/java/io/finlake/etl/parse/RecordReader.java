package io.finlake.etl.parse;

import java.io.Closeable;

/**
 * The records of one object, read once from its first byte to its last.
 *
 * <p>Bad records are data: they come as records with reasons. An object that cannot be read to its
 * end is an error, {@code UNREADABLE_OBJECT}, and names the object.
 */
public interface RecordReader extends Closeable {

  /** Moves to the next record; false at the end, when {@link #summary} is complete. */
  boolean advance();

  /** The record that {@link #advance} moved to; it is reused, valid until the next call. */
  ParsedRecord record();

  /** What reading the whole object found; asking before the end is our bug. */
  ObjectSummary summary();

  @Override
  void close();
}
