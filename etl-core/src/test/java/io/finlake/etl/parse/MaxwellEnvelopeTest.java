package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import org.junit.jupiter.api.Test;

class MaxwellEnvelopeTest {
  private static final ReadSpec CUSTOMERS =
      Given.stream(
          Vendor.MAXWELL,
          "id",
          Given.columns(
              "id BIGINT",
              "city STRING",
              "op STRING <- $operation",
              "seq STRING <- $sequence",
              "at TIMESTAMP <- $committed_at",
              "tx STRING <- $transaction"),
          "shop.customers");

  @Test
  void rowsAreOrderedByFileOffsetAndPlaceInTheTransaction() {
    assertThat(Given.changes(CUSTOMERS, "maxwell-rows.jsonl").records())
        .map(record -> record.replaceFirst("^\\d+", ""))
        .containsExactly(
            " filtered",
            // a bootstrap has no position and no commit: before all changes
            " 1|London|snapshot|0.0000000000.00000000001767607200.0000000000.000000|null|null",
            " filtered",
            // the last row of a transaction says commit instead of xoffset
            " 2|Oslo|insert|1.0000000006.00000000000000800911.9999999999.000000"
                + "|1767607200000000|23396",
            " 2|Bergen|update|1.0000000006.00000000000000801500.0000000000.000000"
                + "|1767607200000000|23396",
            // id was 2: the old row goes, the new one comes
            " 2|Bergen|delete|1.0000000006.00000000000000801500.0000000001.000000"
                + "|1767607200000000|23396",
            "#1 3|null|insert|1.0000000006.00000000000000801500.0000000001.000001"
                + "|1767607200000000|23396",
            " 3|null|delete|1.0000000010.00000000000000000004.9999999999.000000"
                + "|1767607200000000|23396");
  }

  @Test
  void statementsAboutTablesAreFilteredButNeverLossOfRows() {
    assertThat(Given.changes(CUSTOMERS, "maxwell-other-messages.jsonl").records())
        .map(record -> record.replaceFirst("^\\d+ (null\\|)*", ""))
        .containsExactly(
            "filtered",
            "filtered",
            "filtered",
            "null !envelope: shop.customers was dropped at the source: its rows are still here",
            "filtered",
            "null !envelope: shop was dropped at the source: its rows are still here",
            "4|null|insert|null|1767607200000000|23396 !envelope seq: position is missing or is no"
                + " file and offset (output_binlog_position)",
            "null !envelope: data is missing",
            "null !envelope: type is 'replace', which is no change that Maxwell has",
            "null !envelope: type is missing",
            "null !envelope: table is missing");
  }
}
