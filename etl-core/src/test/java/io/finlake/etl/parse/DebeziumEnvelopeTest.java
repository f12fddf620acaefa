package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import java.util.List;
import org.junit.jupiter.api.Test;

class DebeziumEnvelopeTest {
  private static final List<Column> CUSTOMERS =
      Given.columns(
          "id BIGINT",
          "city STRING",
          "op STRING <- $operation",
          "seq STRING <- $sequence",
          "at TIMESTAMP <- $committed_at",
          "db STRING <- $database",
          "sc STRING <- $schema",
          "tb STRING <- $table",
          "tx STRING <- $transaction");

  @Test
  void eachOperationBringsItsRowAndItsPlaceInTheBinaryLog() {
    Given.Found found = changes("debezium-mysql-without-schema.jsonl", CUSTOMERS, "customers");

    assertThat(found.records())
        .map(DebeziumEnvelopeTest::withoutOffset)
        .containsExactly(
            // file 3, position 154; 0: what a snapshot read; row 0; no order in a transaction; when
            // it was committed nobody knows
            "1001|London|snapshot|"
                + "0000000003.00000000000000000154.0.0000000000.000000000000.000000"
                + "|null|shop|null|customers|null",
            "1002|Oslo|insert|"
                + "0000000003.00000000000000000484.1.0000000000.000000000000.000000"
                + "|1767607200000000|shop|null|customers|null",
            // the row as it is after the update
            "1002|Bergen|update|"
                + "0000000003.00000000000000000805.1.0000000000.000000000000.000000"
                + "|1767607200000000|shop|null|customers|null",
            // the row as it was, from a later file
            "1001|London|delete|"
                + "0000000012.00000000000000001120.1.0000000000.000000000000.000000"
                + "|1767607200000000|shop|null|customers|null");
    assertThat(found.summary().records()).isEqualTo(4);
    // what the message has around the row is no unknown field; the row's name is
    assertThat(found.summary().unknown()).containsExactly(java.util.Map.entry("name", 4L));
  }

  @Test
  void messagesThatAreNoChangeOfARowAreFilteredAndNoneIsLost() {
    Given.Found found = changes("debezium-messages-that-are-no-change.jsonl", CUSTOMERS);

    // two tombstones, two heartbeats, begin and end, an added column, a snapshot's own DROP, a
    // logical message
    assertThat(found.records()).hasSize(9).allMatch(record -> record.endsWith(" filtered"));
    assertThat(found.summary().records()).isZero();
  }

  @Test
  void whatCannotBeAppliedIsQuarantinedAndSaysWhy() {
    Given.Found found = changes("debezium-what-cannot-be-applied.jsonl", Given.columns("id INT"));

    assertThat(found.records())
        .map(DebeziumEnvelopeTest::withoutOffset)
        .containsExactly(
            "null !envelope: the table shop.customers was truncated at the source: its rows are"
                + " still here",
            "null !envelope: op is missing",
            "null !envelope: op is 'x', which is none of c, u, d, r, t, m",
            "null !envelope: 'after' is missing, which holds the row of op c",
            "null !envelope: 'before' is missing, which holds the row of op d",
            "null !envelope: payload is no object",
            "null !envelope: the table shop.customers was dropped or truncated at the source: its"
                + " rows are still here",
            "null !envelope: the table shop.customers was dropped or truncated at the source: its"
                + " rows are still here",
            "null !envelope: op is missing",
            "null !malformed: the line is not a JSON object");
    assertThat(found.summary().records()).isEqualTo(10);
  }

  @Test
  void truncationOfATableThatNobodyAskedForIsFiltered() {
    String truncated =
        Given.messages("debezium-what-cannot-be-applied.jsonl").lines().toList().get(0);

    assertThat(Given.read(spec(Given.columns("id INT"), "shop.orders"), truncated).records())
        .containsExactly("0 filtered");
    assertThat(Given.read(spec(Given.columns("id INT"), "shop.customers"), truncated).records())
        .singleElement()
        .asString()
        .contains("truncated");
  }

  @Test
  void logicalTypesOfTheSchemaBlockBecomeTypedValues() {
    List<Column> columns =
        List.of(
            column("id INT"),
            column("balance DECIMAL(18,2)"),
            column("rate DECIMAL(9,3)"),
            column("born DATE"),
            column("seen_ms TIMESTAMP"),
            column("seen_us TIMESTAMP"),
            column("seen_ns TIMESTAMP"),
            column("zoned TIMESTAMP"),
            column("opens STRING"),
            column("active BOOLEAN"));

    assertThat(changes("debezium-postgres-with-schema.jsonl", columns).records())
        .map(DebeziumEnvelopeTest::withoutOffset)
        .containsExactly(
            // 123456 with scale 2; -1500 with scale 3; 1990-01-01; 10:00 UTC of 2026-01-05, and
            // 11:00:00.5 one hour east of it; 37,800 seconds of the day
            "1|1234.56|-1.500|7305|1767607200123000|1767607200123456|1767607200123456"
                + "|1767607200500000|10:30:00|true",
            // nanoseconds that are no microseconds are not rounded
            "2|null|null|null|null|null|null|null|null|null"
                + " !type seen_ns: 1767607200123456789 ns, finer than microseconds");
  }

  @Test
  void timestampsWithoutZoneAreOfTheColumnsZone() {
    Column berlin =
        Given.column(
            "seen_us TIMESTAMP",
            new Column.Reading(List.of(), "Europe/Berlin", List.of(), false, false),
            Classification.INTERNAL);

    // clocks in Berlin show 10:00 an hour before those of UTC do
    assertThat(changes("debezium-postgres-with-schema.jsonl", List.of(berlin)).records().get(0))
        .endsWith(" 1767603600123456");
  }

  @Test
  void withoutASchemaBlockACountIsNoDateUnlessTheContractSaysSo() {
    String message =
        "{\"op\":\"c\",\"after\":{\"born\":7305,\"seen\":1767607200123,\"balance\":\"AeJA\"}}";
    Column born = counted("born DATE", "epoch-days");
    Column seen = counted("seen TIMESTAMP", "epoch-millis");

    assertThat(
            Given.read(
                    spec(Given.columns("born DATE", "seen TIMESTAMP", "balance DECIMAL(18,2)")),
                    message)
                .records())
        .containsExactly(
            "0 null|null|null !type born: 7305 !type seen: 1767607200123 !type balance: AeJA");
    assertThat(Given.read(spec(List.of(born, seen)), message).records())
        .containsExactly("0 7305|1767607200123000");
  }

  @Test
  void valuesThatTheSourceDidNotSendAreNotStored() {
    List<Column> columns = Given.columns("id INT", "note STRING", "tags STRING");

    assertThat(changes("debezium-unavailable-value.jsonl", columns).records())
        .map(DebeziumEnvelopeTest::withoutOffset)
        .containsExactly(
            "1|null|null !envelope note: the source did not send the value"
                + " !envelope tags: the source did not send the value",
            // of a row that is gone nothing is needed but its key
            "1|null|null",
            "null|n|null !envelope id: the source did not send the value");
  }

  @Test
  void serialNumbersOrderTheTwoHalvesOfAKeyUpdateInSqlServer() {
    List<Column> columns =
        Given.columns("id INT", "op STRING <- $operation", "seq STRING <- $sequence");

    assertThat(changes("debezium-sqlserver-key-update.jsonl", columns).records())
        .map(DebeziumEnvelopeTest::withoutOffset)
        .containsExactly(
            "1|snapshot|00000025:00000d98:00a2.0.00000000:00000000:0000"
                + ".0000000000.000000000000.000000",
            "1|delete|00000027:00000ac0:0007.1.00000027:00000ac0:0002"
                + ".0000000001.000000000000.000000",
            "9|insert|00000027:00000ac0:0007.1.00000027:00000ac0:0002"
                + ".0000000002.000000000000.000000");
  }

  @Test
  void commitsOrderOraclesChangesAndAMissingOneIsSaid() {
    List<Column> columns =
        Given.columns("id INT <- ID", "name STRING <- NAME", "seq STRING <- $sequence");

    assertThat(changes("debezium-oracle.jsonl", columns).records())
        .map(DebeziumEnvelopeTest::withoutOffset)
        .containsExactly(
            "1|Ada|00000000000002122184.0.00000000000002122184.00000000000000000000"
                + ".000000000000.000000",
            "2|Bo|00000000000002122190.1.00000000000002122185.00000000000000000001"
                + ".000000000000.000000",
            "2|Bob|00000000000002122190.1.00000000000002122185.00000000000000000007"
                + ".000000000000.000000",
            "2|Bobby|null !envelope seq: source.commit_scn is missing or no whole number");
  }

  @Test
  void documentsOfMongoDbAreReadFromTheirText() {
    List<Column> columns =
        List.of(
            column("id BIGINT <- _id"),
            column("balance DECIMAL(9,2)"),
            column("since TIMESTAMP"),
            column("city STRING <- address.city"),
            column("op STRING <- $operation"),
            column("seq STRING <- $sequence"));

    assertThat(changes("debezium-mongodb.jsonl", columns).records())
        .map(DebeziumEnvelopeTest::withoutOffset)
        .containsExactly(
            "1004|12.50|1767607200123000|Oslo|snapshot"
                + "|00000001767600000000.0000000002.0.000000000000.000000",
            "1004|12.50|1767607200123000|Oslo|update"
                + "|00000001767607200000.0000000031.1.000000000000.000000",
            "1004|null|null|null|delete" + "|00000001767607200000.0000000032.1.000000000000.000000",
            // without capture.mode change_streams_update_full there is no row, only a difference
            "null|null|null|null|null|null"
                + " !envelope: 'after' is missing, which holds the row of op u");
  }

  private static Column counted(String text, String word) {
    Column.Reading reading = new Column.Reading(List.of(word), "UTC", List.of(), false, false);
    return Given.column(text, reading, Classification.INTERNAL);
  }

  private static Column column(String text) {
    return Given.column(text, Column.Reading.plain(), Classification.INTERNAL);
  }

  private static ReadSpec spec(List<Column> columns, String... tables) {
    return Given.stream(Vendor.DEBEZIUM, "id", columns, tables);
  }

  private static Given.Found changes(String file, List<Column> columns, String... tables) {
    return Given.changes(spec(columns, tables), file);
  }

  private static String withoutOffset(String record) {
    return record.replaceFirst("^\\d+(#\\d+)? ", "");
  }
}
