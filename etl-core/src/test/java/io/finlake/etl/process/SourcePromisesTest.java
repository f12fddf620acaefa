package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a contract says of its source's ways: control totals, new fields, objects sent again. */
class SourcePromisesTest {
  private static final DatasetId PAYMENTS = DatasetId.parse("test.payments");
  private static final String JSON_LINES = "      format: json-lines";
  private static final String MANIFEST = JSON_LINES + "\n      manifest: {suffix: .totals}";

  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path root;

  @Test
  void whatTheSourceAnnouncedMustBeWhatWasRead() throws IOException {
    Contract contract = SmallContracts.payments(MANIFEST, "{strategy: insert-once}");
    // A row that goes to quarantine was sent too; its amount counts, though its version is bad.
    land(
        "a.jsonl",
        "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n{\"id\":\"p2\",\"v\":\"x\",\"amount\":\"2.5\"}\n");
    land("a.jsonl.totals", "{\"rows\": 2, \"sums\": {\"amount\": {\"EUR\": \"7.50\"}}}");
    land("b.jsonl", "{\"id\":\"p3\",\"v\":1,\"amount\":1}\n");

    DatasetResult first = run(contract);

    assertThat(first.failure()).isEmpty();
    assertThat(first.waiting()).isEqualTo(1);
    assertThat(first.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(1L, 1L, 0L, 0L));

    land(
        "b.jsonl.totals", "{\"rows\": 2, \"sums\": {\"amount\": {\"EUR\": \"1.01\", \"USD\": 4}}}");
    FinlakeException wrong = run(contract).failure().orElseThrow();

    assertThat(wrong.code()).isEqualTo(ErrorCode.CONTROL_TOTAL_MISMATCH);
    assertThat(wrong.causeText())
        .isEqualTo(
            "test/payments/b.jsonl: 2 rows expected, 1 found; "
                + "test/payments/b.jsonl: amount EUR 1.01 expected, 1.00 found; "
                + "test/payments/b.jsonl: amount USD 4 expected, 0 found");
    assertThat(rows(contract, "id")).containsExactly("p1");

    land("b.jsonl.totals", "{\"rows\": 1, \"sum\": {}}");
    assertThat(run(contract).failure().orElseThrow().code()).isEqualTo(ErrorCode.UNREADABLE_OBJECT);

    // The right manifest lets the very batch that was planned go on.
    land("b.jsonl.totals", "{\"rows\": 1}");
    assertThat(run(contract).failure()).isEmpty();
    assertThat(rows(contract, "id")).containsExactly("p1", "p3");
  }

  @Test
  void newFieldsBecomeColumnsAndNeverVanish() throws IOException {
    Contract contract =
        SmallContracts.payments(
            JSON_LINES + "\n      unknownColumns: add", "{strategy: insert-once}");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1}\n");
    run(contract);
    land(
        "b.jsonl",
        "{\"id\":\"p2\",\"v\":1,\"note\":\"hello\"}\n{\"id\":\"p3\",\"v\":\"x\",\"note\":\"held\"}\n");

    assertThat(run(contract).failure()).isEmpty();

    assertThat(rows(contract, "concat_ws(' ', id, note)")).containsExactly("p1", "p2 hello");
    assertThat(quarantined("concat_ws(' ', id, note)")).containsExactly("p3 held");

    // A name that no table can carry is not dropped in silence.
    land("c.jsonl", "{\"id\":\"p4\",\"v\":1,\"The Note\":\"hello\"}\n");
    FinlakeException refused = run(contract).failure().orElseThrow();
    assertThat(refused.code()).isEqualTo(ErrorCode.UNKNOWN_COLUMNS);
    assertThat(refused.causeText()).contains("The Note (1 rows)");
  }

  @Test
  void newFieldsAreIgnoredOrRefusedAsTheContractSays() throws IOException {
    Contract ignoring =
        SmallContracts.payments(
            JSON_LINES + "\n      unknownColumns: ignore", "{strategy: append}");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"note\":\"hello\"}\n");

    assertThat(run(ignoring).batches().get(0).unknown()).containsEntry("note", 1L);
    assertThat(LakeTables.read(spark, lake().path(ignoring)).columns()).doesNotContain("note");

    Contract refusing = SmallContracts.payments(JSON_LINES, "{strategy: append}");
    land("b.jsonl", "{\"id\":\"p2\",\"v\":1,\"note\":\"hello\"}\n");
    FinlakeException refused = run(refusing).failure().orElseThrow();

    assertThat(refused.code()).isEqualTo(ErrorCode.UNKNOWN_COLUMNS);
    assertThat(refused.causeText()).contains("note (1 rows)");
    assertThat(rows(refusing, "id")).containsExactly("p1");
  }

  @Test
  void anObjectSentAgainReplacesItsRowsInOneCommit() throws IOException {
    Contract contract =
        SmallContracts.payments(JSON_LINES + "\n      redelivery: replace", "{strategy: append}");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n{\"id\":\"p2\",\"v\":1,\"amount\":5}\n");
    land("b.jsonl", "{\"id\":\"p3\",\"v\":1,\"amount\":1}\n");
    run(contract);
    long before = lake().tables().head(lake().path(contract)).orElseThrow().version();
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":6}\n");

    DatasetResult replaced = run(contract);

    assertThat(replaced.failure()).isEmpty();
    assertThat(rows(contract, "concat_ws(' ', id, amount)")).containsExactly("p1 6.00", "p3 1.00");
    assertThat(lake().tables().head(lake().path(contract)).orElseThrow().version())
        .isEqualTo(before + 1);
  }

  @Test
  void aBatchThatIsGivenUpLeavesNothingInQuarantine() throws IOException {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: insert-once}");
    land("a.jsonl", "{\"id\":\"p0\",\"v\":\"x\"}\n");
    run(contract);
    land("b.jsonl", "{\"id\":\"p1\",\"v\":\"x\"}\n{\"id\":\"p2\",\"v\":1}\n");
    // The table refuses the commit that follows the quarantine's: the try ends between the two.
    String table = "delta.`" + lake().path(contract) + "`";
    spark.sql("ALTER TABLE " + table + " ADD CONSTRAINT never CHECK (id <> 'p2')");
    assertThat(run(contract).failure()).isPresent();
    spark.sql("ALTER TABLE " + table + " DROP CONSTRAINT never");
    assertThat(quarantined("concat(id, ' ', _batch)")).containsExactly("p0 1", "p1 2");

    processing(contract).giveUp(contract, 2);
    assertThat(quarantined("concat(id, ' ', _batch)")).containsExactly("p0 1");

    DatasetResult anew = run(contract);
    assertThat(anew.failure()).isEmpty();
    assertThat(quarantined("concat(id, ' ', _batch)")).containsExactly("p0 1", "p1 3");
    assertThat(rows(contract, "id")).containsExactly("p2");
  }

  /** Lands an object; a later one is younger, also where the file system counts seconds only. */
  private void land(String name, String text) throws IOException {
    Path file = root.resolve("raw/test/payments").resolve(name);
    boolean again = Files.exists(file);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    if (again) {
      Instant later = Files.getLastModifiedTime(file).toInstant().plusSeconds(2);
      Files.setLastModifiedTime(file, FileTime.from(later));
    }
  }

  private DatasetResult run(Contract contract) {
    return processing(contract).run(List.of(contract)).get(0);
  }

  private Processing processing(Contract contract) {
    Run run = Run.at(Instant.parse("2026-01-09T06:00:00Z"));
    return new Processing(lake(), run, TokenKeys.none(), List.of(contract), 2, Progress.silent());
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private List<String> rows(Contract contract, String expression) {
    return texts(lake().path(contract), expression);
  }

  private List<String> quarantined(String expression) {
    return texts(lake().locations().table(Zone.QUARANTINE, PAYMENTS), expression);
  }

  private List<String> texts(String path, String expression) {
    return LakeTables.read(spark, path).selectExpr(expression).collectAsList().stream()
        .map((Row row) -> row.getString(0))
        .sorted()
        .toList();
  }
}
