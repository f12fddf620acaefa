package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class DecisionsTest {
  private static final String JSON_LINES = "      format: json-lines";

  private final SparkSession spark = SharedSession.spark();

  @Test
  void immutableEventsKeepTheFirstAndNeverLetAnotherWin() {
    List<String> outcomes =
        decide(
            "{strategy: insert-once}",
            // key, v, hash, object, offset, blocked
            """
            ('new',      1, 'h1', 'a', 0, false)
            ('twice',    1, 'h1', 'a', 1, false)
            ('twice',    1, 'h1', 'b', 0, false)
            ('clash',    1, 'h1', 'a', 2, false)
            ('clash',    1, 'h2', 'a', 3, false)
            ('clash',    1, 'h1', 'a', 4, false)
            ('known',    1, 'h1', 'a', 5, false)
            ('changed',  1, 'h2', 'a', 6, false)
            ('bad',      1, 'h1', 'a', 7, true)
            """,
            "('known', 1, 'h1'), ('changed', 1, 'h1')");

    assertThat(outcomes)
        .containsExactly(
            "a/0 accepted",
            "a/1 accepted",
            "a/2 accepted", // the first by position stays
            "a/3 quarantined conflict", // other content for the same key
            "a/4 duplicate", // equal to the one that stays
            "a/5 duplicate", // as in the table
            "a/6 quarantined conflict", // the table has other content
            "a/7 quarantined", // broke a rule before
            "b/0 duplicate");
  }

  @Test
  void theNewestVersionWinsAndLateOnesAreSuperseded() {
    List<String> outcomes =
        decide(
            "{strategy: upsert, sequence: v}",
            """
            ('two',   1, 'h1', 'a', 0, false)
            ('two',   2, 'h2', 'a', 1, false)
            ('two',   2, 'h2', 'a', 2, false)
            ('late',  4, 'h1', 'a', 3, false)
            ('same',  5, 'h5', 'a', 4, false)
            ('newer', 6, 'h6', 'a', 5, false)
            ('tie',   5, 'hz', 'a', 6, false)
            ('tie2',  5, 'h1', 'a', 7, false)
            """,
            "('late', 5, 'h5'), ('same', 5, 'h5'), ('newer', 5, 'h5'), ('tie', 5, 'h5'), ('tie2', 5, 'h5')");

    assertThat(outcomes)
        .containsExactly(
            "a/0 superseded",
            "a/1 accepted",
            "a/2 duplicate",
            "a/3 superseded", // the table has a newer one
            "a/4 duplicate",
            "a/5 accepted",
            "a/6 accepted", // equal sequence: the greater content wins, whoever comes first
            "a/7 superseded");
  }

  @Test
  void aFullExtractBringsOnlyNewAndChangedRows() {
    List<String> outcomes =
        decide(
            "{strategy: snapshot}",
            """
            ('new',     1, 'h1', 'a', 0, false)
            ('same',    1, 'h1', 'a', 1, false)
            ('changed', 2, 'h2', 'a', 2, false)
            ('same',    1, 'h1', 'a', 3, false)
            ('same',    9, 'h9', 'a', 4, false)
            """,
            "('same', 1, 'h1'), ('changed', 1, 'h1')");

    assertThat(outcomes)
        .containsExactly(
            "a/0 accepted",
            "a/1 duplicate",
            "a/2 accepted",
            "a/3 duplicate",
            "a/4 quarantined conflict"); // two contents for a key in one extract
  }

  @Test
  void aNumberWithinItsToleranceIsNoChange() {
    Contract contract =
        SmallContracts.payments(
            JSON_LINES + "\n      layout: yyyy/MM/dd",
            "{strategy: snapshot, tolerances: {amount: 0.05}}");
    Dataset<Row> staged =
        spark.sql(
            "SELECT id, CAST(v AS BIGINT) AS v, CAST(amount AS DECIMAL(18,2)) AS amount,"
                + " _content_hash, 'a' AS _object, CAST(_offset AS BIGINT) AS _offset, 0 AS _item,"
                + " false AS _blocked FROM VALUES ('near', 1, 10.05, 'h2', 0),"
                + " ('far', 1, 10.06, 'h3', 1), ('other', 2, 10.00, 'h4', 2),"
                + " ('gone', 1, NULL, 'h5', 3) AS t(id, v, amount, _content_hash, _offset)");
    Dataset<Row> present =
        spark.sql(
            "SELECT id, 1L AS v, CAST(10.00 AS DECIMAL(18,2)) AS amount, 'h1' AS _content_hash"
                + " FROM VALUES ('near'), ('far'), ('other'), ('gone') AS t(id)");

    assertThat(outcomes(Decisions.by(contract).decide(staged, present, Set.of())))
        .containsExactly(
            "a/0 duplicate", // five cents away
            "a/1 accepted", // six cents away
            "a/2 accepted", // another column changed
            "a/3 accepted"); // an absent number is no near one
  }

  @Test
  void equalPurchasesAreKeptAndResentObjectsWait() {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: append}");
    Dataset<Row> staged =
        staged(
            """
            ('x', 1, 'h1', 'a', 0, false)
            ('x', 1, 'h1', 'a', 1, false)
            ('x', 1, 'h1', 'b', 0, false)
            """);

    assertThat(outcomes(contract, staged, "('none', 0, 'none')", Set.of("b")))
        .containsExactly("a/0 accepted", "a/1 accepted", "b/0 quarantined resent_object");
  }

  private List<String> decide(String write, String rows, String present) {
    String source =
        write.contains("snapshot") ? JSON_LINES + "\n      layout: yyyy/MM/dd" : JSON_LINES;
    return outcomes(SmallContracts.payments(source, write), staged(rows), present, Set.of());
  }

  private Dataset<Row> staged(String rows) {
    return spark.sql(
        "SELECT id, CAST(v AS BIGINT) AS v, _content_hash, _object, CAST(_offset AS BIGINT) AS"
            + " _offset, 0 AS _item, _blocked FROM VALUES "
            + String.join(", ", rows.strip().split("\n"))
            + " AS t(id, v, _content_hash, _object, _offset, _blocked)");
  }

  private List<String> outcomes(
      Contract contract, Dataset<Row> staged, String present, Set<String> resent) {
    Dataset<Row> table =
        spark.sql(
            "SELECT id, CAST(v AS BIGINT) AS v, _content_hash FROM VALUES "
                + present
                + " AS t(id, v, _content_hash)");
    return outcomes(Decisions.by(contract).decide(staged, table, resent));
  }

  private static List<String> outcomes(Dataset<Row> decided) {
    return decided.collectAsList().stream()
        .map(
            row ->
                row.getString(0)
                    + "/"
                    + row.getLong(1)
                    + " "
                    + row.getString(3)
                    + (row.isNullAt(4) ? "" : " " + row.getString(4)))
        .sorted()
        .toList();
  }
}
