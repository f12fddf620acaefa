package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import java.util.List;
import org.junit.jupiter.api.Test;

class DmsEnvelopeTest {
  private static final ReadSpec FOO =
      Given.stream(
          Vendor.DMS,
          "id",
          Given.columns(
              "id INT",
              "name STRING",
              "op STRING <- $operation",
              "seq STRING <- $sequence",
              "at TIMESTAMP <- $committed_at",
              "sc STRING <- $schema",
              "tx STRING <- $transaction"),
          "public.foo");

  @Test
  void rowsOfLoadAndLogAreOrderedByTheLogAndTheRestIsFiltered() {
    Given.Found found = Given.changes(FOO, "dms-postgres.jsonl");

    assertThat(found.records())
        .map(record -> record.replaceFirst("^\\d+(#\\d+)? ", ""))
        .containsExactly(
            // create-table is a control record
            "filtered",
            // a loaded row has no position and no commit: before all changes, by DMS's own clock
            "42|John|snapshot|0.00001767607201000000.00000000000000000000.00000000000000000000"
                + ".000000|null|public|null",
            // 2/7C007178 is 2 * 2^32 + 2080403832
            "46|Jane|insert|1.00000000010670338424.00000000000000000000.00000000000000000001"
                + ".000000|1767607200974340|public|1139",
            // the before image names the old key 46: two rows of one message
            "46|Jane|delete|1.00000000010670339064.00000000000000000000.00000000000000000001"
                + ".000000|1767607200974340|public|1141",
            "45|Jane|insert|1.00000000010670339064.00000000000000000000.00000000000000000001"
                + ".000001|1767607200974340|public|1141",
            "45|null|delete|1.00000000010804527576.00000000000000000000.00000000000000000001"
                + ".000000|1767607200974340|public|1144",
            // of public.bar
            "filtered",
            "null|null|null|null|null|null|null !envelope: the table public.foo was truncated at"
                + " the source: its rows are still here",
            "null|null|null|null|null|null|null !envelope: metadata.operation is missing",
            "null|null|null|null|null|null|null !envelope: data is missing",
            "null|null|null|null|null|null|null !envelope: metadata is missing");
    // 5 rows and 4 that are refused; the two filtered ones are not among them
    assertThat(found.summary().records()).isEqualTo(9);
  }

  @Test
  void positionsOfEveryEngineSortAndTheCommitStandsInForOthers() {
    ReadSpec spec =
        Given.stream(Vendor.DMS, "id", Given.columns("id INT", "seq STRING <- $sequence"));
    List<String> records =
        Given.changes(spec, "dms-positions.jsonl").records().stream()
            .map(record -> record.replaceFirst("^\\d+ ", ""))
            .toList();

    assertThat(records)
        .containsExactly(
            // MySQL: file 157832, offset 1975
            "1|1.00000000000000157832.00000000000000001975.00000000000000000001.000000",
            // SQL Server: 0x2a, then 0xb1c8 * 65536 + 3
            "2|1.00000000000000000042.00000000002982674435.00000000000000000002.000000",
            // of no known form: the time of the commit
            "3|1.00001767607200974340.00000000000000000000.00000000000000000003.000000",
            // Oracle: the SCN
            "4|1.00000000000002122185.00000000000000000000.00000000000000000004.000000",
            // the commit alone does not order the changes of a transaction
            "5|null !envelope seq: metadata.transaction-record-id is missing or no whole number",
            "6|null !envelope seq: metadata.commit-timestamp is missing or no whole number");
  }
}
