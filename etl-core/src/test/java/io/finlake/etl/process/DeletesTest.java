package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.VisibleRows;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that a source deletes: by a marker, or by leaving them out of a full extract. */
class DeletesTest {
  private static final String JSON_LINES = "      format: json-lines";

  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path root;

  @Test
  void aDeletedKeyStaysDeletedHoweverLateAnOlderRowComes() throws IOException {
    Contract contract =
        SmallContracts.payments(
            JSON_LINES, "{strategy: upsert, sequence: v, delete: {column: op, values: [D]}}");
    land(
        "a.jsonl",
        // p1 lives, p2 is deleted before its insert comes, p3 comes and goes within one batch.
        """
        {"id":"p1","v":1,"amount":1,"op":"I"}
        {"id":"p2","v":5,"op":"D"}
        {"id":"p3","v":1,"amount":3,"op":"I"}
        {"id":"p3","v":2,"amount":3,"op":"D"}
        """);
    DatasetResult first = run(contract);
    land(
        "b.jsonl",
        """
        {"id":"p1","v":2,"op":"D"}
        {"id":"p2","v":4,"amount":2,"op":"I"}
        {"id":"p3","v":3,"amount":9,"op":"I"}
        {"id":"p2","v":5,"op":"D"}
        """);
    DatasetResult second = run(contract);

    assertThat(first.failure()).isEmpty();
    assertThat(outcomes(first)).isEqualTo(new Balance.Split<>(3L, 0L, 0L, 1L));
    assertThat(outcomes(second)).isEqualTo(new Balance.Split<>(2L, 0L, 1L, 1L));
    assertThat(rows(visible(contract))).containsExactly("p3 3 9.00 false");
    // A tombstone keeps what it needs to do its work, and not the amount.
    assertThat(rows(all(contract)))
        .containsExactly("p1 2 null true", "p2 5 null true", "p3 3 9.00 false");
    assertThat(run(contract).batches()).isEmpty();
  }

  @Test
  void everyVersionStaysAndADeleteIsOneOfThem() throws IOException {
    Contract contract =
        SmallContracts.payments(
            JSON_LINES,
            "{strategy: history, time: at, sequence: v, delete: {column: op, values: [D, X]}}");
    land(
        "a.jsonl",
        """
        {"id":"p1","v":1,"amount":1,"op":"I","at":"2026-01-05T10:00:00Z"}
        {"id":"p1","v":1,"amount":1,"op":"I","at":"2026-01-05T10:00:00Z"}
        {"id":"p1","v":9,"op":"X","at":"2026-01-09T10:00:00Z"}
        {"id":"p1","op":"D","at":"2026-01-10T10:00:00Z"}
        """);
    DatasetResult first = run(contract);
    land(
        "b.jsonl",
        // Late, corrected, and the very delete of before.
        """
        {"id":"p1","v":2,"amount":2,"op":"U","at":"2026-01-04T10:00:00Z"}
        {"id":"p1","v":3,"amount":3,"op":"U","at":"2026-01-05T10:00:00Z"}
        {"id":"p1","v":9,"op":"X","at":"2026-01-09T10:00:00Z"}
        """);
    DatasetResult second = run(contract);

    // A delete need not hold an amount, but it must hold what orders it: v.
    assertThat(outcomes(first)).isEqualTo(new Balance.Split<>(2L, 1L, 1L, 0L));
    assertThat(first.batches().get(0).rules()).containsOnlyKeys("v_required");
    assertThat(outcomes(second)).isEqualTo(new Balance.Split<>(2L, 0L, 1L, 0L));
    assertThat(rows(visible(contract)))
        .containsExactly("p1 1 1.00 false", "p1 2 2.00 false", "p1 3 3.00 false", "p1 9 null true");
  }

  @Test
  void aKeyThatAnExtractLeavesOutIsClosedAndMayComeBack() throws IOException {
    Contract contract =
        SmallContracts.payments(
            JSON_LINES + "\n      layout: yyyy/MM/dd",
            "{strategy: snapshot, vanished: close, minimumShare: 0.5}");
    String both = "{\"id\":\"p1\",\"v\":1,\"amount\":1}\n{\"id\":\"p2\",\"v\":1,\"amount\":2}\n";
    land("2026/01/05/a.jsonl", both);
    land("2026/01/06/a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":1}\n");
    DatasetResult closed = run(contract);
    List<String> whenClosed = rows(all(contract));
    // Half of one open row is enough: the closed one does not count any more.
    land("2026/01/07/a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":1}\n");
    DatasetResult quiet = run(contract);
    land("2026/01/08/a.jsonl", both);
    DatasetResult back = run(contract);

    assertThat(closed.failure()).isEmpty();
    assertThat(whenClosed).containsExactly("p1 1 1.00 false", "p2 1 2.00 true");
    assertThat(outcomes(quiet)).isEqualTo(new Balance.Split<>(0L, 0L, 1L, 0L));
    assertThat(outcomes(back)).isEqualTo(new Balance.Split<>(1L, 0L, 1L, 0L));
    assertThat(rows(all(contract))).containsExactly("p1 1 1.00 false", "p2 1 2.00 false");
  }

  private static Balance.Split<Long> outcomes(DatasetResult result) {
    return result.batches().get(result.batches().size() - 1).balance().outcomes();
  }

  private void land(String name, String text) throws IOException {
    Path file = root.resolve("raw/test/payments").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private DatasetResult run(Contract contract) {
    Run run = Run.at(Instant.parse("2026-01-12T06:00:00Z"));
    return new Processing(lake(), run, TokenKeys.none(), List.of(contract), 2, Progress.silent())
        .run(List.of(contract))
        .get(0);
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private Dataset<Row> all(Contract contract) {
    return LakeTables.read(spark, lake().path(contract));
  }

  private Dataset<Row> visible(Contract contract) {
    return VisibleRows.predicate(contract).map(all(contract)::where).orElse(all(contract));
  }

  private static List<String> rows(Dataset<Row> table) {
    return table
        .selectExpr("concat_ws(' ', id, v, coalesce(string(amount), 'null'), _deleted) AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
