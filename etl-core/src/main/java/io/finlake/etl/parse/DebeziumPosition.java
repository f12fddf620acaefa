package io.finlake.etl.parse;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a Debezium event stands in its source's log, by the {@code source} block of its connector.
 *
 * <p>A row that a snapshot read stands at the position of the snapshot, before the changes there.
 * {@code transaction.total_order} breaks ties where the connector is told to send it.
 */
final class DebeziumPosition {
  private static final Pattern FILE = Pattern.compile(".*\\.([0-9]{1,10})");
  private static final Pattern PAIR =
      Pattern.compile("\\[\\s*(null|\"([0-9]+)\")\\s*,\\s*(null|\"([0-9]+)\")\\s*]");
  private static final Pattern SERVER_LSN = Pattern.compile("[0-9a-f]{8}:[0-9a-f]{8}:[0-9a-f]{4}");
  private static final Optional<BigInteger> ZERO = Optional.of(BigInteger.ZERO);

  private final MessageFields source;
  private final boolean snapshot;

  private DebeziumPosition(MessageFields source, boolean snapshot) {
    this.source = source;
    this.snapshot = snapshot;
  }

  /** The position of an event. */
  static LogPosition of(MessageFields payload, boolean snapshot) {
    Optional<MessageFields> source = payload.object("source");
    Optional<String> connector = source.flatMap(s -> s.text("connector"));
    if (connector.isEmpty()) {
      return LogPosition.unknown("source.connector is missing");
    }
    DebeziumPosition position = new DebeziumPosition(source.get(), snapshot);
    Optional<BigInteger> order =
        payload.object("transaction").flatMap(transaction -> transaction.whole("total_order"));
    return position
        .ofConnector(connector.get())
        .number("transaction.total_order", order.or(() -> ZERO), 12);
  }

  private LogPosition ofConnector(String connector) {
    return switch (connector) {
      case "mysql", "mariadb" -> binlog();
      case "postgresql" -> postgres();
      case "sqlserver" -> sqlServer();
      case "oracle" -> oracle();
      case "mongodb" -> mongo();
      default ->
          LogPosition.unknown("source.connector is " + connector + ", whose log is not known here");
    };
  }

  private String phase() {
    return snapshot ? "0" : "1";
  }

  /** The number of the binary log's file, the event's place in it, the row's place in the event. */
  private LogPosition binlog() {
    Matcher file = FILE.matcher(source.text("file").orElse(""));
    LogPosition position = LogPosition.begin();
    if (!file.matches()) {
      return position.lacking("source.file is missing or ends with no number");
    }
    return position
        .number("source.file", Optional.of(new BigInteger(file.group(1))), 10)
        .number("source.pos", source.whole("pos"), 20)
        .fixed(phase())
        .number("source.row", source.whole("row").or(() -> ZERO), 10);
  }

  /**
   * PostgreSQL sends transactions in the order of their commits, while {@code lsn} is where each
   * change was written: of two transactions that overlap, changes of the one that commits first may
   * have the higher ones. So the LSN of the commit before, the first of {@code source.sequence},
   * goes first. Before the first commit it is absent, and the change's own stands in for it. A
   * snapshot holds all that was committed up to its LSN.
   */
  private LogPosition postgres() {
    Matcher pair = PAIR.matcher(source.text("sequence").orElse("[null,null]"));
    if (!pair.matches()) {
      return LogPosition.unknown("source.sequence is no pair of numbers");
    }
    Optional<BigInteger> commit = Optional.ofNullable(pair.group(2)).map(BigInteger::new);
    Optional<BigInteger> lsn =
        source.whole("lsn").or(() -> Optional.ofNullable(pair.group(4)).map(BigInteger::new));
    Optional<BigInteger> first = commit.or(() -> lsn);
    if (snapshot && lsn.isPresent()) {
      first = Optional.of(commit.orElse(lsn.get()).max(lsn.get()));
    }
    return LogPosition.begin()
        .number("source.lsn", first, 20)
        .fixed(phase())
        .number("source.lsn", lsn, 20);
  }

  /**
   * The commit's LSN, the change's, and the number among changes of equal LSNs (an update of a key
   * is a delete 1 and an insert 2). A snapshot has the first alone.
   */
  private LogPosition sqlServer() {
    String change = source.text("change_lsn").orElse("");
    LogPosition position =
        serverLsn(LogPosition.begin(), "commit_lsn", source.text("commit_lsn").orElse(""))
            .fixed(phase());
    return serverLsn(
            position,
            "change_lsn",
            snapshot && !SERVER_LSN.matcher(change).matches() ? "00000000:00000000:0000" : change)
        .number("source.event_serial_no", source.whole("event_serial_no").or(() -> ZERO), 10);
  }

  private static LogPosition serverLsn(LogPosition position, String name, String lsn) {
    return SERVER_LSN.matcher(lsn).matches()
        ? position.fixed(lsn)
        : position.lacking("source." + name + " is missing or no LSN");
  }

  /**
   * LogMiner's events come in the order of commits, so the commit's SCN goes first, then the
   * change's, then its number in the transaction ({@code txSeq}, or {@code ssn} of older versions).
   * A snapshot has the SCN that it was read at.
   */
  private LogPosition oracle() {
    Optional<BigInteger> scn = source.whole("scn");
    Optional<BigInteger> commit = snapshot ? scn : source.whole("commit_scn");
    return LogPosition.begin()
        .number(snapshot ? "source.scn" : "source.commit_scn", commit, 20)
        .fixed(phase())
        .number("source.scn", scn, 20)
        .number("source.txSeq", first("txSeq", "ssn"), 20);
  }

  private Optional<BigInteger> first(String name, String otherwise) {
    return source.whole(name).or(() -> source.whole(otherwise)).or(() -> ZERO);
  }

  /** The cluster's time, and the order of operations within it. */
  private LogPosition mongo() {
    return LogPosition.begin()
        .number("source.ts_ms", source.whole("ts_ms"), 20)
        .number("source.ord", source.whole("ord"), 10)
        .fixed(phase());
  }
}
