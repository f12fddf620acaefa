package io.finlake.etl.parse;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Alibaba Canal's flat messages, fields as in its {@code FlatMessage}: {@code data} holds the rows
 * of one statement in one table, all values as text, and {@code old} what an update changed, row by
 * row.
 *
 * <p>A flat message has no place in the binary log. What orders messages is, first to last: the
 * transactions of {@code gtid}, the set of those executed so far, where Canal is told to send it;
 * {@code es}, the time of the statement in the log, whole seconds as the log has them; {@code id},
 * the number of the batch that Canal sent; {@code ts}, when it made the message; the row's place in
 * the message. So several changes of one key within one second, one batch and one millisecond
 * cannot be told apart, nor ones from before and after a failover without {@code gtid}. TiCDC sends
 * the same messages with {@code _tidb.commitTs}, which is the position.
 */
final class CanalEnvelope implements Envelope {
  private static final Optional<BigInteger> ZERO = Optional.of(BigInteger.ZERO);

  @Override
  public Opened open(MessageFields message) {
    Optional<String> type = message.text("type");
    SourceTable table =
        new SourceTable(message.text("database"), Optional.empty(), message.text("table"));
    if (type.isEmpty()) {
      return Envelope.refused("type is missing");
    }
    return switch (type.get()) {
      case "INSERT" -> rows(Change.Operation.INSERT, message, table);
      case "UPDATE" -> rows(Change.Operation.UPDATE, message, table);
      case "DELETE" -> rows(Change.Operation.DELETE, message, table);
      case "TRUNCATE" -> lost(table, "truncated");
      case "ERASE" -> lost(table, "dropped");
      case "CREATE",
          "ALTER",
          "RENAME",
          "QUERY",
          "CINDEX",
          "DINDEX",
          "GTID",
          "XACOMMIT",
          "XAROLLBACK",
          "MHEARTBEAT",
          "TIDB_WATERMARK" ->
          new Opened.NoChange();
      default ->
          message.text("isDdl").orElse("").equals("true")
              ? new Opened.NoChange()
              : Envelope.refused(
                  table, "type is '" + type.get() + "', which is no change that Canal has");
    };
  }

  private static Opened lost(SourceTable table, String how) {
    return Envelope.refused(
        table,
        "the table " + table.shown() + " was " + how + " at the source: its rows are still here");
  }

  private static Opened rows(Change.Operation operation, MessageFields message, SourceTable table) {
    if (table.table().isEmpty()) {
      return Envelope.refused("table is missing");
    }
    List<?> data = message.list("data");
    if (data.isEmpty()) {
      return Envelope.refused(table, "data is missing or holds no row");
    }
    List<?> old = message.list("old");
    LogPosition position = position(message);
    List<Change> changes = new ArrayList<>();
    for (int row = 0; row < data.size(); row++) {
      if (!(data.get(row) instanceof Map<?, ?> image)) {
        return Envelope.refused(table, "data holds something that is no row");
      }
      Map<String, Object> now = MessageFields.named(image);
      Optional<Map<String, Object>> previous =
          row < old.size() && old.get(row) instanceof Map<?, ?> before
              ? Optional.of(Envelope.overlaid(now, MessageFields.named(before)))
              : Optional.empty();
      changes.add(new Change(operation, now, previous, position));
    }
    Optional<Long> committed =
        message.count("es").filter(millis -> Math.abs(millis) < Long.MAX_VALUE / 1000);
    return new Opened.Changes(
        new Change.Origin(table, message.text("gtid"), committed.map(millis -> millis * 1000)),
        changes);
  }

  private static LogPosition position(MessageFields message) {
    Optional<BigInteger> tidb = message.object("_tidb").flatMap(own -> own.whole("commitTs"));
    Optional<String> gtid = message.text("gtid");
    Optional<BigInteger> executed = gtid.isPresent() ? executed(gtid.get()) : ZERO;
    return LogPosition.begin()
        .number("gtid", tidb.or(() -> executed), 20)
        .number("es", message.whole("es"), 20)
        .number("id", message.whole("id"), 20)
        .number("ts", message.whole("ts").or(() -> ZERO), 20);
  }

  /**
   * How far a set of executed transactions reaches: the sum of the highest number of each server,
   * which grows by every transaction, whichever server it is of. MySQL writes {@code uuid:1-7:9},
   * perhaps with a tag before the numbers, MariaDB {@code domain-server-7}; servers are separated
   * by commas.
   */
  static Optional<BigInteger> executed(String gtid) {
    Map<String, BigInteger> highest = new LinkedHashMap<>();
    for (String server : gtid.split(",", -1)) {
      String trimmed = server.strip();
      if (trimmed.matches("[0-9]{1,10}-[0-9]{1,10}-[0-9]{1,19}")) {
        int last = trimmed.lastIndexOf('-');
        highest.merge(
            trimmed.substring(0, last),
            new BigInteger(trimmed.substring(last + 1)),
            BigInteger::max);
      } else if (!mysql(trimmed, highest)) {
        return Optional.empty();
      }
    }
    return Optional.of(highest.values().stream().reduce(BigInteger.ZERO, BigInteger::add));
  }

  private static boolean mysql(String server, Map<String, BigInteger> highest) {
    String[] parts = server.split(":", -1);
    if (parts.length < 2 || !parts[0].matches("[0-9a-fA-F-]{32,36}")) {
      return false;
    }
    String name = parts[0];
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].matches("[0-9]{1,19}(-[0-9]{1,19})?")) {
        String upper = parts[i].substring(parts[i].indexOf('-') + 1);
        highest.merge(name, new BigInteger(upper), BigInteger::max);
      } else if (parts[i].matches("[a-zA-Z_][a-zA-Z0-9_]{0,31}")) {
        name = parts[0] + ":" + parts[i];
      } else {
        return false;
      }
    }
    return true;
  }
}
