package io.finlake.etl.parse;

import io.finlake.etl.contract.ChangeEnvelope;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One change of one row of a source's table. Images are records as {@link JsonTree} gives them,
 * typed values as in {@link Value} where the envelope knows types.
 *
 * @param operation what happened to the row
 * @param image the row as it is now; of a delete, what the message still tells of it
 * @param previous the row as it was, where the message of an update tells that
 * @param position where the change stands in the source's log
 */
record Change(
    Operation operation,
    Map<String, Object> image,
    Optional<Map<String, Object>> previous,
    LogPosition position) {

  /** What happened to a row. */
  enum Operation {
    INSERT,
    UPDATE,
    DELETE,
    /** It was read, and not changed: of an initial load, or of a later one. */
    SNAPSHOT;

    /** As {@link ChangeEnvelope.Field#OPERATION} says it. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a message says of all its changes.
   *
   * @param committedMicros when the source committed them, in microseconds since 1970-01-01 UTC
   */
  record Origin(SourceTable table, Optional<String> transaction, Optional<Long> committedMicros) {}
}
