package io.finlake.etl.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.plan.KeyRanges;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.testing.SharedSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedRowsTest {
  /** Every kind of column that staged rows have, and NULL in each. */
  private static final String ROWS =
      """
      SELECT concat('k', id) AS id, if(id = 1, NULL, CAST(id AS DECIMAL(18,2))) AS amount,
        if(id = 2, NULL, TIMESTAMP'2026-01-05 10:00:00.000001') AS at, DATE'2026-02-28' AS day,
        if(id = 0, NULL, map('a', concat('ü', id))) AS unknown, unhex('00FF') AS bytes,
        array(named_struct('rule', 'r', 'text', CAST(NULL AS STRING))) AS reasons,
        if(id = 0, 'delete', 'upsert') AS _change
      FROM range(3)
      """;

  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path folder;

  @Test
  void keptRowsAreTheRowsThatAreWritten() {
    StagedRows kept = StagedRows.stage(session(3).sql(ROWS), path("kept"));
    StagedRows written = StagedRows.stage(session(0).sql(ROWS), path("written"));

    assertThat(kept.read(spark).schema().catalogString())
        .isEqualTo(written.read(spark).schema().catalogString());
    assertThat(rows(kept.read(spark))).hasSize(3).isEqualTo(rows(written.read(spark)));
    assertThat(Files.exists(folder.resolve("kept"))).isFalse();
    assertThat(kept.bytes()).isZero();
    assertThat(written.bytes()).isPositive();
    // Read beside itself each use has columns of its own.
    Dataset<Row> left = kept.read(spark).as("l");
    assertThat(left.join(kept.read(spark).as("r"), "id").count()).isEqualTo(3);
  }

  @Test
  void moreThanMayBeKeptAreWritten() {
    StagedRows staged = StagedRows.stage(session(2).sql(ROWS), path("many"));

    assertThat(staged.bytes()).isPositive();
    assertThat(staged.read(spark).count()).isEqualTo(3);
    assertThat(StagedRows.keep(session(2).sql(ROWS))).isEmpty();
  }

  @Test
  void aMergeOfKeptRowsEndsAsOneOfWrittenRows() {
    String first = merged("a", 3);

    assertThat(first).isEqualTo(merged("b", 0)).contains("k1=null", "k2=2.00").doesNotContain("k0");
  }

  private String merged(String table, int keep) {
    LakeTables tables = new LakeTables(spark);
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", "STRING");
    columns.put("amount", "DECIMAL(18,2)");
    tables.create(new TableSpec(path(table), columns, List.of(), "test"));
    String before =
        "SELECT concat('k', id) AS id, CAST(5 AS DECIMAL(18,2)) AS amount FROM range(2)";
    tables.commit(
        new WriteRequest(path(table), "app", 1, "a1", "{a1}", session -> session.sql(before)),
        new WritePlan.Append());
    StagedRows staged =
        StagedRows.stage(
            session(keep).sql(ROWS).selectExpr("id", "amount", "_change"), path(table + "-staged"));

    Committed committed =
        tables.commit(
            new WriteRequest(path(table), "app", 2, "a2", "{a2}", staged::pinned),
            new WritePlan.Merge(
                List.of("id"), KeyRanges.of("id", List.of(new KeyRanges.Range("'k0'", "'k2'")))));

    assertThat(List.of(committed.inserted(), committed.updated(), committed.deleted()))
        .containsExactly(1L, 1L, 1L);
    return LakeTables.read(spark, path(table)).orderBy("id").collectAsList().stream()
        .map(row -> row.get(0) + "=" + row.get(1))
        .toList()
        .toString();
  }

  private SparkSession session(int keep) {
    SparkSession session = spark.newSession();
    session.conf().set(SessionSettings.KEPT_ROWS, keep);
    return session;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private static List<String> rows(Dataset<Row> rows) {
    return rows.orderBy("id").toJSON().collectAsList();
  }
}
