package io.finlake.etl.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Debezium change events: {@code {"schema": …, "payload": …}}, or the payload alone.
 *
 * <p>The fields are those of the connectors' pages "Change event values" and of {@code
 * io.debezium.data.Envelope}: {@code op} is {@code c}, {@code u}, {@code d}, {@code r} (read),
 * {@code t} (truncate) or {@code m} (message). Heartbeats, transaction boundaries, schema changes
 * and logical decoding messages are no changes of rows. An update of a primary key comes as a
 * delete and an insert already; what is split here are updates of a contract's key that is not the
 * source's.
 */
final class DebeziumEnvelope implements Envelope {
  private static final Set<String> HEARTBEAT = Set.of("ts_ms", "ts_us", "ts_ns");
  private static final Pattern LOSS =
      Pattern.compile("\\s*(truncate|drop\\s+(table|database|schema))\\b.*", Pattern.DOTALL);

  @Override
  public Opened open(MessageFields message) {
    boolean wrapped = message.fields().containsKey("payload");
    if (wrapped && !message.has("payload")) {
      return new Opened.NoChange(); // a tombstone with its schema around it
    }
    Optional<MessageFields> payload = wrapped ? message.object("payload") : Optional.of(message);
    if (payload.isEmpty()) {
      return Envelope.refused("payload is no object");
    }
    DebeziumTypes types =
        wrapped ? DebeziumTypes.of(message.object("schema")) : DebeziumTypes.of(Optional.empty());
    Optional<String> op = payload.get().text("op");
    return op.isPresent() ? event(op.get(), payload.get(), types) : withoutOperation(payload.get());
  }

  private static Opened event(String op, MessageFields payload, DebeziumTypes types) {
    SourceTable table = table(payload);
    return switch (op) {
      case "c" -> change(Change.Operation.INSERT, payload, table, types);
      case "u" -> change(Change.Operation.UPDATE, payload, table, types);
      case "r" -> change(Change.Operation.SNAPSHOT, payload, table, types);
      case "d" -> change(Change.Operation.DELETE, payload, table, types);
      case "t" -> lost(table, "truncated");
      case "m" -> new Opened.NoChange();
      default -> Envelope.refused(table, "op is '" + op + "', which is none of c, u, d, r, t, m");
    };
  }

  private static Opened change(
      Change.Operation operation, MessageFields payload, SourceTable table, DebeziumTypes types) {
    String name = operation == Change.Operation.DELETE ? "before" : "after";
    Optional<Map<String, Object>> image = types.image(payload, name);
    if (image.isEmpty()) {
      return Envelope.refused(
          table,
          "'" + name + "' is missing, which holds the row of op " + payload.text("op").get());
    }
    Optional<Map<String, Object>> previous =
        operation == Change.Operation.UPDATE ? types.image(payload, "before") : Optional.empty();
    LogPosition position = DebeziumPosition.of(payload, operation == Change.Operation.SNAPSHOT);
    return new Opened.Changes(
        new Change.Origin(table, transaction(payload), committedMicros(operation, payload)),
        List.of(new Change(operation, image.get(), previous, position)));
  }

  private static SourceTable table(MessageFields payload) {
    Optional<MessageFields> source = payload.object("source");
    Optional<String> table = source.flatMap(s -> s.text("table"));
    return new SourceTable(
        source.flatMap(s -> s.text("db")),
        source.flatMap(s -> s.text("schema")),
        table.or(() -> source.flatMap(s -> s.text("collection"))));
  }

  /**
   * The source's time of the change; connectors that do not know it say 0. Of a row that was read
   * it is the time of reading, which may be later than changes that are newer: no time then.
   */
  private static Optional<Long> committedMicros(Change.Operation operation, MessageFields payload) {
    if (operation == Change.Operation.SNAPSHOT) {
      return Optional.empty();
    }
    Optional<MessageFields> source = payload.object("source");
    return source
        .flatMap(s -> s.count("ts_us"))
        .or(
            () ->
                source
                    .flatMap(s -> s.count("ts_ms"))
                    .filter(millis -> Math.abs(millis) < Long.MAX_VALUE / 1000)
                    .map(millis -> millis * 1000))
        .filter(micros -> micros != 0);
  }

  private static Optional<String> transaction(MessageFields payload) {
    Optional<MessageFields> source = payload.object("source");
    return payload
        .object("transaction")
        .flatMap(transaction -> transaction.text("id"))
        .or(() -> source.flatMap(s -> s.text("txId")))
        .or(() -> source.flatMap(s -> s.text("gtid")))
        .or(() -> source.flatMap(s -> s.text("commit_lsn")));
  }

  private static Opened withoutOperation(MessageFields payload) {
    boolean boundary =
        payload.has("id")
            && payload.text("status").filter(Set.of("BEGIN", "END")::contains).isPresent();
    boolean heartbeat = payload.has("ts_ms") && HEARTBEAT.containsAll(payload.fields().keySet());
    if (boundary || heartbeat) {
      return new Opened.NoChange();
    }
    if (payload.has("source") && (payload.has("ddl") || payload.has("tableChanges"))) {
      return schemaChange(payload);
    }
    return Envelope.refused("op is missing");
  }

  /**
   * A table that is dropped or emptied is not passed over, except where a snapshot tells how the
   * table came about, which begins with dropping it.
   */
  private static Opened schemaChange(MessageFields payload) {
    boolean snapshot =
        payload
            .object("source")
            .flatMap(source -> source.text("snapshot"))
            .filter(word -> !word.equals("false"))
            .isPresent();
    String ddl = payload.text("ddl").orElse("").toLowerCase(Locale.ROOT);
    List<Object> kinds = new ArrayList<>();
    for (Object each : payload.list("tableChanges")) {
      kinds.add(each instanceof Map<?, ?> change ? change.get("type") : "");
    }
    if (!snapshot && (kinds.contains("DROP") || LOSS.matcher(ddl).matches())) {
      return lost(table(payload), "dropped or truncated");
    }
    return new Opened.NoChange();
  }

  private static Opened lost(SourceTable table, String how) {
    return Envelope.refused(
        table,
        "the table " + table.shown() + " was " + how + " at the source: its rows are still here");
  }
}
