package io.finlake.etl.ledger;

import static io.finlake.etl.ledger.LedgerTest.KEY;
import static io.finlake.etl.ledger.LedgerTest.batch;
import static io.finlake.etl.ledger.LedgerTest.object;
import static io.finlake.etl.ledger.LedgerTest.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.lookup.TableShape;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableSpec;
import io.finlake.etl.table.WriteRequest;
import io.finlake.etl.testing.SharedSession;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The control tables are ordinary Delta tables: for Spark, and from it. */
class LedgerTablesTest {
  private final SparkSession spark = SharedSession.spark();
  private final LakeTables tables = new LakeTables(spark);

  @TempDir Path lake;

  @Test
  void sparkReadsWhatTheLedgerWrote() {
    Ledger ledger = open();
    ledger.plan(KEY, batch(1, object("a", "2026-01-04"), object("b", "2026-01-05")));
    ledger.record(record(1, BatchRecord.Outcome.COMMITTED));

    TableShape plans = ControlTables.plans(control());
    TableShape records = ControlTables.records(control());
    assertThat(tables.schema(plans.path())).isEqualTo(schema(plans));
    assertThat(tables.schema(records.path())).isEqualTo(schema(records));
    assertThat(rows(plans, "table", "number", "processing_time", "newest_date", text("objects")))
        .containsExactly(
            "[processed.payments.transactions,1,2026-01-05 12:00:00.0,2026-01-05,"
                + "[{a, 10, 2026-01-05 12:00:00, null, 2026-01-04},"
                + " {b, 10, 2026-01-05 12:00:00, null, 2026-01-05}]]");
    assertThat(rows(records, "outcome", text("money"), text("objects"), text("rules")))
        .containsExactly(
            "[committed,[{amount EUR, 10.00000000, 10.00000000, 0E-8, 0E-8,"
                + " 0E-8}],[{a, ab12, 1}],{amount_positive -> 0}]");
    assertThat(protocol(plans)).isEqualTo("[1,2]");
    // Only the file whose statistics fit is read by Spark too, by what the log says of it.
    assertThat(LakeTables.read(spark, plans.path()).where("number = 2").inputFiles()).isEmpty();
  }

  @Test
  void aLedgerThatSparkWroteIsGoneOnWith() {
    TableShape plans = ControlTables.plans(control());
    TableShape records = ControlTables.records(control());
    tables.create(new TableSpec(plans.path(), plans.columns(), List.of(), "Batches as planned"));
    tables.create(new TableSpec(records.path(), records.columns(), List.of(), "Balances"));
    planWithSpark(plans);

    Ledger ledger = open();

    assertThat(ledger.planned(KEY)).isEqualTo(1);
    assertThat(ledger.batch(KEY, 1).runId()).isEqualTo("run-0");
    assertThat(ledger.objects(KEY, Optional.empty())).containsOnlyKeys("old");
    assertThat(ledger.plan(KEY, batch(1, object("a", "2026-01-05")))).isFalse();
    assertThat(ledger.plan(KEY, batch(2, object("a", "2026-01-05")))).isTrue();
    assertThat(open().planned(KEY)).isEqualTo(2);
    assertThat(rows(plans, "number", "run_id")).containsExactly("[1,run-0]", "[2,run-1]");
    assertThat(tables.head(plans.path()).orElseThrow().number(KEY.planApp())).hasValue(2);
    assertThat(protocol(plans)).isEqualTo("[1,2]");
  }

  private void planWithSpark(TableShape plans) {
    tables.commit(
        new WriteRequest(
            plans.path(),
            KEY.planApp(),
            1,
            "attempt",
            "{\"attempt\":\"attempt\"}",
            session ->
                session.sql(
                    "SELECT '"
                        + KEY.name()
                        + "' AS table, '"
                        + KEY.incarnation()
                        + "' AS incarnation, 1L AS number, 'p' AS planner_id, 'run-0' AS run_id,"
                        + " TIMESTAMP '2026-01-04 12:00:00' AS processing_time,"
                        + " 'dev' AS code_version, 'hash' AS contract_hash,"
                        + " DATE '2026-01-04' AS newest_date, CAST(NULL AS DATE) AS known_until,"
                        + " CAST(NULL AS TIMESTAMP) AS swept_at, 'id: x' AS contract_text,"
                        + " array(named_struct('path', 'old', 'bytes', 1L, 'modified',"
                        + " TIMESTAMP '2026-01-04 11:00:00', 'etag', CAST(NULL AS STRING),"
                        + " 'date', DATE '2026-01-04')) AS objects,"
                        + " CAST(array() AS "
                        + plans.columns().get("inputs")
                        + ") AS inputs")),
        new WritePlan.Append());
  }

  private List<String> rows(TableShape table, String... columns) {
    return LakeTables.read(spark, table.path())
        .orderBy("number")
        .selectExpr(columns)
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  private static String text(String column) {
    return "CAST(" + column + " AS STRING)";
  }

  private String protocol(TableShape table) {
    return spark
        .sql("DESCRIBE DETAIL delta.`" + table.path() + "`")
        .select("minReaderVersion", "minWriterVersion")
        .first()
        .toString();
  }

  private static StructType schema(TableShape table) {
    return StructType.fromDDL(
        table.columns().entrySet().stream()
            .map(column -> "`" + column.getKey() + "` " + column.getValue())
            .collect(Collectors.joining(", ")));
  }

  private Ledger open() {
    return Ledger.open(new Configuration(), LakeLocations.under(lake.toString()));
  }

  private String control() {
    return LakeLocations.under(lake.toString()).control();
  }
}
