package io.finlake.etl.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * How a source wraps the rows of a change stream: every record is a message about a change, and the
 * row that columns read by {@code from} stands inside it.
 *
 * @param vendor whose messages they are
 * @param tables source tables whose changes are taken, each by its name alone or with the names of
 *     its schema and database before it ({@code database.schema.customers}); messages about others
 *     are counted as filtered. Empty means all
 */
public record ChangeEnvelope(Vendor vendor, List<String> tables) {
  public ChangeEnvelope {
    tables = List.copyOf(tables);
  }

  /** What writes the messages. */
  public enum Vendor {
    /** Debezium change events as JSON, with or without the schema block. */
    DEBEZIUM,
    /** AWS DMS messages as it sends them to Kinesis and Kafka. */
    DMS,
    /** Alibaba Canal's flat messages. */
    CANAL,
    /** Maxwell's daemon. */
    MAXWELL
  }

  /** What a column can read, by {@code from}, of the message around the row. */
  public enum Field {
    /** {@code insert}, {@code update}, {@code delete} or {@code snapshot}. */
    OPERATION("$operation"),
    /** Text of fixed width that sorts as the source's own log does. */
    SEQUENCE("$sequence"),
    /** When the source committed the change, in UTC; rows of a snapshot have none. */
    COMMITTED_AT("$committed_at"),
    /** The source's table. */
    TABLE("$table"),
    /** The source's schema. */
    SCHEMA("$schema"),
    /** The source's database. */
    DATABASE("$database"),
    /** The source's transaction. */
    TRANSACTION("$transaction");

    private final String path;

    Field(String path) {
      this.path = path;
    }

    /** How {@code from} names it. */
    public String path() {
      return path;
    }

    /** The field of that name, when it is one. */
    public static Optional<Field> of(String path) {
      return Arrays.stream(values()).filter(field -> field.path.equals(path)).findFirst();
    }
  }
}
