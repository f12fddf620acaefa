package io.finlake.etl.parse;

import java.math.BigInteger;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages that AWS DMS sends to Kinesis and Kafka: {@code {"data": …, "metadata": …}}, as its user
 * guide says under "Using Amazon Kinesis Data Streams as a target"; {@code before-image} where the
 * task asks for it. Control records speak of tables, not of rows.
 *
 * <p>The position is {@code metadata.stream-position}, which the endpoint sends with {@code
 * IncludeTransactionDetails}, in the forms of the engines whose logs it names: PostgreSQL's LSN,
 * MySQL's file and offset, SQL Server's LSN, Oracle's SCN. Of any other form it is {@code
 * commit-timestamp}. {@code transaction-record-id} orders the changes of a transaction. Rows of the
 * full load carry no position and stand before all changes, which is how DMS applies them.
 */
final class DmsEnvelope implements Envelope {
  private static final Pattern POSTGRES =
      Pattern.compile("([0-9A-Fa-f]{1,8})/([0-9A-Fa-f]{1,8})(\\..*)?");
  private static final Pattern MYSQL = Pattern.compile("[^:]*\\.([0-9]{1,10}):([0-9]{1,19})(:.*)?");
  private static final Pattern SQL_SERVER =
      Pattern.compile("([0-9A-Fa-f]{8}):([0-9A-Fa-f]{8}):([0-9A-Fa-f]{4})([^0-9A-Fa-f].*)?");
  private static final Pattern ORACLE = Pattern.compile("[0-9]{1,20}");
  private static final Optional<BigInteger> ZERO = Optional.of(BigInteger.ZERO);

  @Override
  public Opened open(MessageFields message) {
    Optional<MessageFields> metadata = message.object("metadata");
    if (metadata.isEmpty()) {
      return Envelope.refused("metadata is missing");
    }
    SourceTable table =
        new SourceTable(
            Optional.empty(),
            metadata.get().text("schema-name"),
            metadata.get().text("table-name"));
    Optional<String> operation = metadata.get().text("operation");
    if (operation.isEmpty()) {
      return Envelope.refused(table, "metadata.operation is missing");
    }
    if (metadata.get().text("record-type").orElse("").equals("control")) {
      return operation.get().equals("truncate-table")
          ? Envelope.refused(
              table,
              "the table "
                  + table.shown()
                  + " was truncated at the source: its rows are still here")
          : new Opened.NoChange();
    }
    return switch (operation.get()) {
      case "load" -> change(Change.Operation.SNAPSHOT, message, metadata.get(), table);
      case "insert" -> change(Change.Operation.INSERT, message, metadata.get(), table);
      case "update" -> change(Change.Operation.UPDATE, message, metadata.get(), table);
      case "delete" -> change(Change.Operation.DELETE, message, metadata.get(), table);
      default ->
          Envelope.refused(
              table,
              "metadata.operation is '"
                  + operation.get()
                  + "', which is none of load, insert, update, delete");
    };
  }

  private static Opened change(
      Change.Operation operation,
      MessageFields message,
      MessageFields metadata,
      SourceTable table) {
    Optional<Map<String, Object>> image = message.object("data").map(MessageFields::fields);
    if (image.isEmpty()) {
      return Envelope.refused(table, "data is missing");
    }
    Optional<Map<String, Object>> previous =
        message
            .object("before-image")
            .map(before -> Envelope.overlaid(image.get(), before.fields()));
    LogPosition position =
        operation == Change.Operation.SNAPSHOT ? loaded(metadata) : changed(metadata);
    return new Opened.Changes(
        new Change.Origin(
            table, metadata.text("transaction-id"), micros(metadata, "commit-timestamp")),
        List.of(new Change(operation, image.get(), previous, position)));
  }

  /** Before all changes; of two loads of a table the later one goes last. */
  private static LogPosition loaded(MessageFields metadata) {
    Optional<BigInteger> time = micros(metadata, "timestamp").map(BigInteger::valueOf);
    return LogPosition.begin()
        .fixed("0")
        .number("metadata.timestamp", time.or(() -> ZERO), 20)
        .number("", ZERO, 20)
        .number("", ZERO, 20);
  }

  private static LogPosition changed(MessageFields metadata) {
    String text = metadata.text("stream-position").orElse("");
    Optional<BigInteger[]> place = place(text);
    Optional<BigInteger> record = metadata.whole("transaction-record-id");
    LogPosition position = LogPosition.begin().fixed("1");
    if (place.isPresent()) {
      return position
          .number("metadata.stream-position", Optional.of(place.get()[0]), 20)
          .number("metadata.stream-position", Optional.of(place.get()[1]), 20)
          .number("metadata.transaction-record-id", record.or(() -> ZERO), 20);
    }
    Optional<BigInteger> commit = micros(metadata, "commit-timestamp").map(BigInteger::valueOf);
    return position
        .number("metadata.commit-timestamp", commit, 20)
        .number("", ZERO, 20)
        .number("metadata.transaction-record-id", record, 20);
  }

  private static Optional<BigInteger[]> place(String position) {
    Matcher postgres = POSTGRES.matcher(position);
    if (postgres.matches()) {
      return place(hex(postgres.group(1)).shiftLeft(32).or(hex(postgres.group(2))), "0");
    }
    Matcher mysql = MYSQL.matcher(position);
    if (mysql.matches()) {
      return place(new BigInteger(mysql.group(1)), mysql.group(2));
    }
    Matcher server = SQL_SERVER.matcher(position);
    if (server.matches()) {
      BigInteger block = hex(server.group(2)).shiftLeft(16).or(hex(server.group(3)));
      return place(hex(server.group(1)), block.toString());
    }
    return ORACLE.matcher(position).matches()
        ? place(new BigInteger(position), "0")
        : Optional.empty();
  }

  private static Optional<BigInteger[]> place(BigInteger first, String second) {
    return Optional.of(new BigInteger[] {first, new BigInteger(second)});
  }

  private static BigInteger hex(String digits) {
    return new BigInteger(digits, 16);
  }

  private static Optional<Long> micros(MessageFields metadata, String name) {
    return metadata
        .text(name)
        .map(text -> Temporals.moment(text, ZoneOffset.UTC))
        .filter(micros -> micros != Temporals.UNFIT);
  }
}
