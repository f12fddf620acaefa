package io.finlake.etl.parse;

import io.finlake.etl.contract.ChangeEnvelope;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the messages of one kind of change stream apart. What a message means is decided by its
 * form alone; nothing is remembered from one to the next, so the order of messages does not matter.
 */
sealed interface Envelope permits CanalEnvelope, DebeziumEnvelope, DmsEnvelope, MaxwellEnvelope {

  /** What the message holds; a message of another form is {@link Opened.Refused}. */
  Opened open(MessageFields message);

  /** The envelope of a vendor. */
  static Envelope of(ChangeEnvelope.Vendor vendor) {
    return switch (vendor) {
      case DEBEZIUM -> new DebeziumEnvelope();
      case DMS -> new DmsEnvelope();
      case CANAL -> new CanalEnvelope();
      case MAXWELL -> new MaxwellEnvelope();
    };
  }

  /** The row as it was: what it is now, with the old values of what has changed. */
  static Map<String, Object> overlaid(Map<String, Object> now, Map<String, Object> old) {
    Map<String, Object> before = new java.util.LinkedHashMap<>(now);
    before.putAll(old);
    return before;
  }

  /** What a message holds. */
  sealed interface Opened {

    /** Changes of rows of one table, in the order of the log. */
    record Changes(Change.Origin origin, List<Change> changes) implements Opened {
      public Changes {
        changes = List.copyOf(changes);
      }
    }

    /** No change of a row, and nothing that a table should know of. */
    record NoChange() implements Opened {}

    /**
     * Something that cannot be applied, or is not understood.
     *
     * @param table of which table it speaks, where it says so
     * @param why for people
     */
    record Refused(Optional<SourceTable> table, String why) implements Opened {}
  }

  /** A message that is not understood. */
  static Opened refused(String why) {
    return new Opened.Refused(Optional.empty(), why);
  }

  /** A message about a table that cannot be applied. */
  static Opened refused(SourceTable table, String why) {
    return new Opened.Refused(Optional.of(table), why);
  }
}
