package io.finlake.etl.parse;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages of Maxwell's daemon, as its pages "Data format" and "Bootstrapping" say: {@code data} is
 * the row (of a delete the row as it was), {@code old} what an update changed.
 *
 * <p>The position is {@code position}, the binary log's file and the offset of the event, which
 * Maxwell sends with {@code output_binlog_position}; several rows of one event have the same, and
 * {@code xoffset}, sent with {@code output_xoffset}, tells them apart. The last row of a
 * transaction has {@code commit} in its place. Rows of a bootstrap are read from the table and
 * carry no position: they stand before all changes, since what changed later comes as a change,
 * too. Maxwell says nothing of TRUNCATE.
 */
final class MaxwellEnvelope implements Envelope {
  private static final Pattern POSITION = Pattern.compile("[^:]*\\.([0-9]{1,10}):([0-9]{1,19})");
  private static final BigInteger LAST = new BigInteger("9999999999");
  private static final long MICROS = 1_000_000;

  @Override
  public Opened open(MessageFields message) {
    Optional<String> type = message.text("type");
    SourceTable table =
        new SourceTable(message.text("database"), Optional.empty(), message.text("table"));
    if (type.isEmpty()) {
      return Envelope.refused("type is missing");
    }
    return switch (type.get()) {
      case "insert" -> change(Change.Operation.INSERT, message, table);
      case "update" -> change(Change.Operation.UPDATE, message, table);
      case "delete" -> change(Change.Operation.DELETE, message, table);
      case "bootstrap-insert" -> change(Change.Operation.SNAPSHOT, message, table);
      case "bootstrap-start",
          "bootstrap-complete",
          "table-create",
          "table-alter",
          "database-create",
          "database-alter",
          "heartbeat" ->
          new Opened.NoChange();
      case "table-drop", "database-drop" ->
          Envelope.refused(
              table, table.shown() + " was dropped at the source: its rows are still here");
      default ->
          Envelope.refused(
              table, "type is '" + type.get() + "', which is no change that Maxwell has");
    };
  }

  private static Opened change(
      Change.Operation operation, MessageFields message, SourceTable table) {
    if (table.table().isEmpty()) {
      return Envelope.refused("table is missing");
    }
    Optional<Map<String, Object>> image = message.object("data").map(MessageFields::fields);
    if (image.isEmpty()) {
      return Envelope.refused(table, "data is missing");
    }
    Optional<Map<String, Object>> previous =
        message.object("old").map(old -> Envelope.overlaid(image.get(), old.fields()));
    boolean bootstrap = operation == Change.Operation.SNAPSHOT;
    Optional<Long> committed =
        message.count("ts").filter(seconds -> Math.abs(seconds) < Long.MAX_VALUE / MICROS);
    return new Opened.Changes(
        new Change.Origin(
            table,
            message.text("xid"),
            bootstrap ? Optional.empty() : committed.map(seconds -> seconds * MICROS)),
        List.of(
            new Change(
                operation,
                image.get(),
                previous,
                bootstrap ? bootstrapped(message) : changed(message))));
  }

  private static LogPosition bootstrapped(MessageFields message) {
    return LogPosition.begin()
        .fixed("0")
        .number("", Optional.of(BigInteger.ZERO), 10)
        .number("ts", message.whole("ts"), 20)
        .number("", Optional.of(BigInteger.ZERO), 10);
  }

  private static LogPosition changed(MessageFields message) {
    Matcher position = POSITION.matcher(message.text("position").orElse(""));
    if (!position.matches()) {
      return LogPosition.unknown(
          "position is missing or is no file and offset (output_binlog_position)");
    }
    boolean last = message.text("commit").orElse("").equals("true");
    BigInteger within = last ? LAST : BigInteger.ZERO;
    return LogPosition.begin()
        .fixed("1")
        .number("position", Optional.of(new BigInteger(position.group(1))), 10)
        .number("position", Optional.of(new BigInteger(position.group(2))), 20)
        .number("xoffset", message.whole("xoffset").or(() -> Optional.of(within)), 10);
  }
}
