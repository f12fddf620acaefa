package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.testing.JsonTable;
import io.finlake.etl.testing.SmallContracts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The table after its latest extract, object b, was made again; a is the extract before. */
class BackfillExtractTest {
  private static final String TABLE =
      "id STRING, v BIGINT, _object STRING, _batch BIGINT, _processed_at TIMESTAMP, _deleted BOOLEAN";
  private static final String PRESENT =
      """
      {"id": "unchanged", "v": 1, "_object": "a", "_batch": 1}
      {"id": "changed", "v": 1, "_object": "b", "_batch": 2}
      {"id": "bad", "v": 1, "_object": "b", "_batch": 2}
      {"id": "bad_again", "v": 1, "_object": "a", "_batch": 1}
      {"id": "vanished", "v": 1, "_object": "a", "_batch": 1}
      {"id": "misread", "v": 1, "_object": "b", "_batch": 2}
      """;
  private static final String ACCEPTED =
      """
      {"id": "changed", "v": 2, "_object": "b", "_batch": 3}
      {"id": "new", "v": 1, "_object": "b", "_batch": 3}
      """;
  private static final String OUTCOMES =
      """
      {"id": "unchanged", "_outcome": "duplicate"}
      {"id": "changed", "_outcome": "accepted"}
      {"id": "new", "_outcome": "accepted"}
      {"id": "bad", "_outcome": "quarantined"}
      {"id": "bad_again", "_outcome": "quarantined"}
      """;

  @Test
  void whatTheExtractBroughtAndDoesNotHoldLeavesAndWhatItDoesNotHaveVanishes() {
    // bad was brought by the extract; bad_again is of the one before, and stays as it was.
    assertThat(wanted("delete", OUTCOMES))
        .containsExactly(
            "bad_again 1 1 false", "changed 2 3 false", "new 1 3 false", "unchanged 1 1 false");
    assertThat(wanted("close", OUTCOMES)).contains("vanished 1 3 true").hasSize(5);
    assertThat(wanted("keep", OUTCOMES)).contains("vanished 1 1 false").hasSize(5);
  }

  @Test
  void nothingVanishesWhileARowHasNoReadableKey() {
    String keyless = OUTCOMES + "{\"_outcome\": \"quarantined\"}\n";

    assertThat(wanted("delete", keyless)).contains("vanished 1 1 false").hasSize(5);
  }

  @Test
  void anErasedPersonsRowHasNoKeyAndIsNobodyElses() {
    String erased = OUTCOMES + "{\"_outcome\": \"quarantined\", \"_rule\": \"subject_erased\"}\n";

    assertThat(wanted("delete", erased)).isEqualTo(wanted("delete", OUTCOMES));
  }

  private static List<String> wanted(String vanished, String outcomes) {
    Contract contract =
        SmallContracts.payments(
            "      format: json-lines\n      layout: yyyy/MM/dd",
            "{strategy: snapshot, vanished: " + vanished + "}");
    Batch batch =
        new Batch(
            Zone.PROCESSED,
            contract.id(),
            3,
            new Inputs.Backfilled(List.of(), "plan"),
            "run",
            Instant.EPOCH,
            "",
            "",
            "dev",
            Optional.empty(),
            Optional.empty());
    Dataset<Row> rows =
        new BackfillExtract(contract, batch)
            .wanted(
                JsonTable.of(TABLE, ACCEPTED),
                JsonTable.of("id STRING, _outcome STRING, _rule STRING", outcomes)
                    .selectExpr("id", "_outcome", "array(named_struct('rule', _rule)) AS _reasons"),
                JsonTable.of(TABLE, PRESENT),
                List.of("b"));
    return rows
        .selectExpr("concat_ws(' ', id, v, _batch, coalesce(_deleted, false)) AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
