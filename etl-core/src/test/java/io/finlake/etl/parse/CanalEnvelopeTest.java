package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import java.math.BigInteger;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CanalEnvelopeTest {
  private static final ReadSpec CUSTOMERS =
      Given.stream(
          Vendor.CANAL,
          "id",
          Given.columns(
              "id BIGINT",
              "city STRING",
              "op STRING <- $operation",
              "seq STRING <- $sequence",
              "at TIMESTAMP <- $committed_at"),
          "shop.customers");

  @Test
  void everyRowOfAMessageIsARowAndAKeyThatChangesIsTwo() {
    Given.Found found = Given.changes(CUSTOMERS, "canal-rows.jsonl");
    String first =
        "00000000000000000000.00000001767607200000.00000000000000000003.00000001767607200456";
    String second =
        "00000000000000000000.00000001767607201000.00000000000000000004.00000001767607201456";
    String third =
        "00000000000000000000.00000001767607202000.00000000000000000005.00000001767607200456";
    String fourth =
        "00000000000000000000.00000001767607203000.00000000000000000006.00000001767607200456";

    assertThat(found.records())
        .map(record -> record.replaceFirst("^\\d+", ""))
        .containsExactly(
            // an empty text is a text
            " 1||insert|" + first + ".000000|1767607200000000",
            "#1 2|null|insert|" + first + ".000001|1767607200000000",
            " 1|London|update|" + second + ".000000|1767607201000000",
            // id was 2, and city had no value
            "#1 2|null|delete|" + second + ".000001|1767607201000000",
            "#2 7|Oslo|insert|" + second + ".000002|1767607201000000",
            // 'old' repeats the key though it did not change, as Canal does when rows share a list
            " 1|London|update|" + third + ".000000|1767607202000000",
            " 1|London|delete|" + fourth + ".000000|1767607203000000",
            // of shop.orders
            " filtered");
    assertThat(found.summary().records()).isEqualTo(7);
  }

  @Test
  void statementsAboutTablesAreFilteredButNeverLossOfRows() {
    assertThat(Given.changes(CUSTOMERS, "canal-other-messages.jsonl").records())
        .map(record -> record.replaceFirst("^\\d+ (null\\|)*", ""))
        .containsExactly(
            "filtered",
            "filtered",
            "filtered",
            "null !envelope: the table shop.customers was truncated at the source: its rows are"
                + " still here",
            "null !envelope: the table shop.customers was dropped at the source: its rows are"
                + " still here",
            "filtered",
            "null !envelope: data is missing or holds no row",
            "null !envelope: data is missing or holds no row",
            "null !envelope: data holds something that is no row",
            "null !envelope: type is 'REPLACE', which is no change that Canal has",
            // what the row says is kept beside the reason
            "1|null|insert|null|null !envelope seq: es is missing or no whole number",
            "null !envelope: table is missing",
            "null !envelope: type is missing");
  }

  @Test
  void executedTransactionsGoBeforeTheClock() {
    String uuid = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    ReadSpec spec = Given.stream(Vendor.CANAL, "id", Given.columns("seq STRING <- $sequence"));
    String message =
        "{\"type\":\"INSERT\",\"database\":\"d\",\"table\":\"t\",\"data\":[{}],\"es\":%d,\"id\":1,"
            + "\"ts\":1,\"gtid\":\"%s:1-%d\"}\n";

    Given.Found found =
        Given.read(spec, message.formatted(9000, uuid, 7) + message.formatted(5000, uuid, 8));

    // a statement that waited for a lock began earlier than the one that it follows in the log
    assertThat(found.records())
        .map(record -> record.substring(record.indexOf(' ') + 1))
        .containsExactly(
            "00000000000000000007.00000000000000009000.00000000000000000001.00000000000000000001.000000",
            "00000000000000000008.00000000000000005000.00000000000000000001.00000000000000000001.000000");
  }

  @Test
  void setsOfExecutedTransactionsReachAsFarAsAllTheirServers() {
    String one = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    String other = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    assertThat(executed(one + ":1-7")).contains(7);
    assertThat(executed(one + ":23")).contains(23);
    // after a failover the other server counts on from 1, and the set still grows
    assertThat(executed(one + ":1-7," + other + ":1-2")).contains(9);
    assertThat(executed(one + ":1-3:5-9:blue:1-4")).contains(13);
    assertThat(executed("0-1-100, 1-1-5")).contains(105);
    assertThat(executed("what")).isEmpty();
    assertThat(executed(one + ":1-")).isEmpty();
  }

  @Test
  void commitTimestampsOfTiDbAreThePosition() {
    ReadSpec spec = Given.stream(Vendor.CANAL, "id", Given.columns("seq STRING <- $sequence"));
    String message =
        "{\"type\":\"INSERT\",\"database\":\"d\",\"table\":\"t\",\"data\":[{}],\"es\":5,\"id\":0,"
            + "\"ts\":6,\"_tidb\":{\"commitTs\":429918007904436226}}";

    assertThat(Given.read(spec, message).records())
        .containsExactly(
            "0 00429918007904436226.00000000000000000005.00000000000000000000.00000000000000000006.000000");
  }

  private static Optional<Integer> executed(String gtid) {
    return CanalEnvelope.executed(gtid).map(BigInteger::intValueExact);
  }
}
