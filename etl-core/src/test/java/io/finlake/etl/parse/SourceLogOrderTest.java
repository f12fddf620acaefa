package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A source writes its log, its envelope tells of it, messages arrive in any order: sorted by {@code
 * $sequence} they stand in the order of the log again. Each message's {@code n} is its place there.
 */
class SourceLogOrderTest {

  @Property(tries = 200)
  void binaryLogsOfMySqlByDebezium(@ForAll long seed) {
    Random random = new Random(seed);
    BinaryLog log = new BinaryLog(random);
    List<String> messages = new ArrayList<>();
    messages.add(debezium("r", "mysql", log.debezium(0), 0));
    for (int n = 1; n < 30; ) {
      int rows = 1 + random.nextInt(3);
      for (int row = 0; row < rows; row++, n++) {
        messages.add(debezium("u", "mysql", log.debezium(row), n));
      }
      log.advance();
    }
    assertSorted(Vendor.DEBEZIUM, messages, random);
  }

  @Property(tries = 200)
  void binaryLogsOfMySqlByMaxwell(@ForAll long seed) {
    Random random = new Random(seed);
    BinaryLog log = new BinaryLog(random);
    List<String> messages = new ArrayList<>();
    messages.add(
        "{\"database\":\"d\",\"table\":\"t\",\"type\":\"bootstrap-insert\",\"ts\":1767607200,"
            + "\"data\":{\"n\":0}}");
    for (int n = 1; n < 30; ) {
      int rows = 1 + random.nextInt(4);
      for (int row = 0; row < rows; row++, n++) {
        // the last row of a transaction says commit, and no xoffset
        String place = row == rows - 1 ? "\"commit\":true" : "\"xoffset\":" + row;
        if (random.nextInt(3) == 0 && row < rows - 1) {
          log.advance();
        }
        messages.add(
            ("{\"database\":\"d\",\"table\":\"t\",\"type\":\"insert\",\"ts\":1767607200,\"xid\":1,"
                    + "%s,\"position\":\"%s:%d\",\"data\":{\"n\":%d}}")
                .formatted(place, log.file(), log.position, n));
      }
      log.advance();
    }
    assertSorted(Vendor.MAXWELL, messages, random);
  }

  @Property(tries = 200)
  void overlappingTransactionsOfPostgresByDebezium(@ForAll long seed) {
    Random random = new Random(seed);
    long lsn = 24_000_000L + random.nextInt(1_000_000);
    List<String> messages = new ArrayList<>();
    messages.add(debezium("r", "postgresql", postgres(null, lsn), 0));
    List<List<Long>> open = new ArrayList<>();
    String lastCommit = null;
    for (int n = 1; n < 40; ) {
      lsn += 1 + random.nextInt(100);
      if (open.size() < 3 && random.nextBoolean()) {
        open.add(new ArrayList<>(List.of(lsn)));
      } else if (!open.isEmpty() && random.nextInt(3) > 0) {
        open.get(random.nextInt(open.size())).add(lsn);
      } else if (!open.isEmpty()) {
        // changes are sent when their transaction commits, whenever they were written
        for (long change : open.remove(random.nextInt(open.size()))) {
          messages.add(debezium("u", "postgresql", postgres(lastCommit, change), n++));
        }
        lastCommit = Long.toString(lsn);
      }
      if (lastCommit != null && random.nextInt(10) == 0) {
        // an incremental snapshot reads what is committed so far
        messages.add(debezium("r", "postgresql", postgres(lastCommit, lsn), n++));
        lsn++;
        lastCommit = Long.toString(++lsn);
      }
    }
    assertSorted(Vendor.DEBEZIUM, messages, random);
  }

  @Property(tries = 200)
  void commitsOfSqlServerAndOracleByDebezium(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> server = new ArrayList<>();
    List<String> oracle = new ArrayList<>();
    // Far enough from the log's beginning that no change lies before it.
    long commit = (1L << 20) + random.nextInt(1 << 30);
    server.add(debezium("r", "sqlserver", "\"commit_lsn\":\"%s\"".formatted(lsn(commit)), 0));
    oracle.add(debezium("r", "oracle", "\"scn\":\"%d\"".formatted(commit), 0));
    for (int n = 1; n < 30; ) {
      commit += 1 + random.nextInt(1 << 20);
      long change = commit - random.nextInt(1 << 20);
      for (int left = random.nextInt(4); left >= 0; left--, n++) {
        int serial = n;
        server.add(
            debezium(
                "u",
                "sqlserver",
                "\"commit_lsn\":\"%s\",\"change_lsn\":\"%s\",\"event_serial_no\":\"%d\""
                    .formatted(lsn(commit), lsn(change), serial),
                n));
        oracle.add(
            debezium(
                "u",
                "oracle",
                "\"scn\":\"%d\",\"commit_scn\":\"%d\",\"txSeq\":%d"
                    .formatted(change, commit, serial),
                n));
        change += random.nextInt(3);
      }
    }
    assertSorted(Vendor.DEBEZIUM, server, random);
    assertSorted(Vendor.DEBEZIUM, oracle, random);
  }

  @Property(tries = 200)
  void operationsOfMongoDbByDebezium(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> messages = new ArrayList<>();
    long second = 1_767_607_200L;
    int order = 1;
    for (int n = 0; n < 30; n++) {
      boolean next = random.nextInt(3) == 0;
      second += next ? 1 + random.nextInt(5) : 0;
      order = next ? 1 : order + 1 + random.nextInt(20);
      messages.add(
          debezium("c", "mongodb", "\"ts_ms\":%d000,\"ord\":%d".formatted(second, order), n));
    }
    assertSorted(Vendor.DEBEZIUM, messages, random);
  }

  @Property(tries = 200)
  void statementsOfMySqlByCanal(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> messages = new ArrayList<>();
    long millis = 1_767_607_200_000L;
    long batch = 1;
    long made = millis;
    for (int n = 0; n < 40; ) {
      millis += 1000L * random.nextInt(2);
      batch += random.nextInt(2);
      made += 1 + random.nextInt(30);
      int first = n;
      n += 1 + random.nextInt(4);
      messages.add(
          ("{\"database\":\"d\",\"table\":\"t\",\"type\":\"INSERT\",\"isDdl\":false,\"es\":%d,"
                  + "\"id\":%d,\"ts\":%d,\"data\":%s}")
              .formatted(
                  millis,
                  batch,
                  made,
                  IntStream.range(first, n).mapToObj("{\"n\":\"%d\"}"::formatted).toList()));
    }
    assertSorted(Vendor.CANAL, messages, random);
  }

  @Property(tries = 200)
  void loadsAndLogsOfPostgresAndMySqlByDms(@ForAll long seed) {
    Random random = new Random(seed);
    BinaryLog log = new BinaryLog(random);
    long lsn = 0xFFFF_0000L;
    List<String> postgres = new ArrayList<>(List.of(dms("load", "", 0)));
    List<String> mysql = new ArrayList<>(List.of(dms("load", "", 0)));
    for (int n = 1; n < 30; ) {
      lsn += 1 + random.nextInt(1 << 16);
      for (int record = 1; record < 2 + random.nextInt(12); record++, n++) {
        String high = String.format(Locale.ROOT, "%08X/%08X", lsn >> 32, lsn & 0xFFFF_FFFFL);
        String details = ",\"transaction-record-id\":" + record + ",\"stream-position\":\"%s\"";
        postgres.add(dms("update", details.formatted(high + ".2." + high), n));
        mysql.add(
            dms("update", details.formatted(log.file() + ":" + log.position + ":-1:9:7:x"), n));
      }
      log.advance();
    }
    assertSorted(Vendor.DMS, postgres, random);
    assertSorted(Vendor.DMS, mysql, random);
  }

  /** Reads the messages shuffled, sorts the rows as text, and compares with the log. */
  private static void assertSorted(Vendor vendor, List<String> messages, Random random) {
    List<String> shuffled = new ArrayList<>(messages);
    Collections.shuffle(shuffled, random);
    ReadSpec spec =
        Given.stream(vendor, "n", Given.columns("sequence STRING <- $sequence", "n INT"));

    List<String> rows =
        Given.read(spec, String.join("\n", shuffled)).records().stream()
            .map(record -> record.substring(record.indexOf(' ') + 1))
            .sorted()
            .toList();

    assertThat(rows)
        .map(row -> row.substring(row.indexOf('|') + 1))
        .containsExactlyElementsOf(
            IntStream.range(0, rows.size()).mapToObj(Integer::toString).toList());
    assertThat(rows)
        .map(row -> row.indexOf('|'))
        .as("one width")
        .containsOnly(rows.get(0).indexOf('|'));
  }

  private static String debezium(String op, String connector, String source, int n) {
    return "{\"op\":\"%s\",\"after\":{\"n\":%d},\"source\":{\"connector\":\"%s\",%s}}"
        .formatted(op, n, connector, source);
  }

  private static String dms(String operation, String details, int n) {
    return ("{\"data\":{\"n\":%d},\"metadata\":{\"record-type\":\"data\",\"operation\":\"%s\","
            + "\"schema-name\":\"s\",\"table-name\":\"t\","
            + "\"timestamp\":\"2026-01-05T10:00:00.000000Z\"%s}}")
        .formatted(n, operation, details);
  }

  private static String postgres(String lastCommit, long lsn) {
    String last = lastCommit == null ? "null" : "\\\"" + lastCommit + "\\\"";
    return "\"sequence\":\"[%s,\\\"%d\\\"]\",\"lsn\":%d".formatted(last, lsn, lsn);
  }

  private static String lsn(long number) {
    return String.format(Locale.ROOT, "%08x:%08x:%04x", number >> 20, number & 0xFFFFF, number % 7);
  }

  /** A binary log that grows and is cut into files whose numbers grow in digits. */
  private static final class BinaryLog {
    private final Random random;
    private int number;
    private long position;

    BinaryLog(Random random) {
      this.random = random;
      this.number = 8 + random.nextInt(999_990);
      this.position = 4L + random.nextInt(2_000);
    }

    String file() {
      return String.format(Locale.ROOT, "mysql-bin.%06d", number);
    }

    String debezium(int row) {
      return "\"file\":\"%s\",\"pos\":%d,\"row\":%d".formatted(file(), position, row);
    }

    void advance() {
      position += 1 + random.nextInt(1_000_000_000);
      if (random.nextInt(5) == 0) {
        number += 1 + random.nextInt(20);
        position = 4;
      }
    }
  }
}
