package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Landed objects to a balanced table, on a lake of one dataset. */
class ProcessingTest {
  private static final DatasetId PAYMENTS = DatasetId.parse("test.payments");
  private static final String JSON_LINES = "      format: json-lines";

  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path root;

  @Test
  void everyRowAndCentIsAccountedFor() throws IOException {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: insert-once}");
    land(
        "2026-01-05.jsonl",
        """
        {"id": "p1", "v": 1, "amount": "10.00"}
        {"id": "p2", "v": 1, "amount": "20.00"}
        {"id": "p2", "v": 1, "amount": "20.00"}
        {"id": "p3", "v": "x", "amount": "5.00"}
        not json
        """);

    DatasetResult first = run(contract);
    land(
        "2026-01-06.jsonl",
        """
        {"id": "p1", "v": 1, "amount": "10.00"}
        {"id": "p2", "v": 1, "amount": "99.00"}
        {"id": "p4", "v": 1, "amount": "1.50"}
        """);
    DatasetResult second = run(contract);
    DatasetResult third = run(contract);

    assertThat(first.failure()).isEmpty();
    Balance balance = first.batches().get(0).balance();
    assertThat(balance.read()).isEqualTo(5);
    assertThat(balance.outcomes()).isEqualTo(new Balance.Split<>(2L, 2L, 1L, 0L));
    // The amount of p3 is readable although its version is not; that of the broken line is not.
    assertThat(balance.money())
        .containsOnlyKeys("amount EUR")
        .containsValue(
            new Balance.Money(
                money("55.00"),
                new Balance.Split<>(money("30.00"), money("5.00"), money("20.00"), money("0.00"))));
    // p1 came before, p2 has other content now, p4 is new.
    assertThat(second.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(1L, 1L, 1L, 0L));
    assertThat(second.batches().get(0).rules()).containsEntry("conflict", 1L);
    assertThat(third.batches()).isEmpty();
    assertThat(rows(contract)).containsExactly("p1 10.00", "p2 20.00", "p4 1.50");
    assertThat(quarantined()).containsExactly("null [malformed]", "p2 [conflict]", "p3 [type]");
    assertThat(lake().ledger().records()).extracting(BatchRecord::number).containsExactly(1L, 2L);
  }

  @Test
  void aFullExtractReplacesChangesAndRemoves() throws IOException {
    Contract contract =
        SmallContracts.payments(
            JSON_LINES + "\n      layout: yyyy/MM/dd", "{strategy: snapshot, minimumShare: 0.5}");
    land(
        "2026/01/05/a.jsonl",
        "{\"id\":\"p1\",\"v\":1}\n{\"id\":\"p2\",\"v\":1}\n{\"id\":\"p3\",\"v\":1}\n");
    land("2026/01/06/a.jsonl", "{\"id\":\"p1\",\"v\":1}\n{\"id\":\"p2\",\"v\":2,\"amount\":7}\n");

    DatasetResult result = run(contract);

    assertThat(result.failure()).isEmpty();
    assertThat(result.batches())
        .extracting(record -> record.balance().outcomes())
        .containsExactly(new Balance.Split<>(3L, 0L, 0L, 0L), new Balance.Split<>(1L, 0L, 1L, 0L));
    assertThat(rows(contract)).containsExactly("p1 null", "p2 7.00");

    // An extract of one row out of two is refused at half; of none always.
    land("2026/01/07/a.jsonl", "");
    DatasetResult refused = run(contract);
    assertThat(refused.failure().orElseThrow().code()).isEqualTo(ErrorCode.REFUSED_EXTRACT);
    assertThat(rows(contract)).containsExactly("p1 null", "p2 7.00");

    // The operator gives the batch up; a complete extract is then taken.
    processing(contract).giveUp(contract, 3);
    Files.delete(root.resolve("raw/test/payments/2026/01/07/a.jsonl"));
    land("2026/01/08/a.jsonl", "{\"id\":\"p1\",\"v\":1}\n{\"id\":\"p2\",\"v\":2,\"amount\":7}\n");
    DatasetResult taken = run(contract);
    assertThat(taken.batches()).extracting(BatchRecord::number).containsExactly(4L);
    assertThat(taken.batches().get(0).balance().outcomes().duplicate()).isEqualTo(2);
  }

  @Test
  void theNewestVersionStaysHoweverLateAnOlderOneComes() throws IOException {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: upsert, sequence: v}");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":5,\"amount\":5}\n{\"id\":\"p2\",\"v\":1,\"amount\":1}\n");
    run(contract);
    land("b.jsonl", "{\"id\":\"p1\",\"v\":4,\"amount\":4}\n{\"id\":\"p2\",\"v\":2,\"amount\":2}\n");

    DatasetResult result = run(contract);

    assertThat(result.failure()).isEmpty();
    assertThat(result.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(1L, 0L, 0L, 1L));
    assertThat(rows(contract)).containsExactly("p1 5.00", "p2 2.00");
  }

  @Test
  void aResentObjectWaitsAndAChangedOneIsRefused() throws IOException {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: append}");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n{\"id\":\"p1\",\"v\":1,\"amount\":5}\n");
    run(contract);
    land("b.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n{\"id\":\"p1\",\"v\":1,\"amount\":5}\n");

    DatasetResult resent = run(contract);

    assertThat(resent.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(0L, 2L, 0L, 0L));
    assertThat(rows(contract)).containsExactly("p1 5.00", "p1 5.00");

    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":6}\n");
    DatasetResult changed = run(contract);
    assertThat(changed.failure().orElseThrow().code()).isEqualTo(ErrorCode.CHANGED_OBJECT);
  }

  @Test
  void whatAKilledRunPlannedOrCommittedIsFinishedByTheNext() throws IOException {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: insert-once}");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n");
    BatchRecord recorded = run(contract).batches().get(0);
    // As if killed after the commit and before the record: the ledger has lost what it recorded.
    lake().tables().drop(root.resolve("control/records").toString());
    land("b.jsonl", "{\"id\":\"p2\",\"v\":1,\"amount\":7}\n");
    Instant earlier = Instant.parse("2026-01-09T05:00:00Z");
    planOnly(contract, 2, "test/payments/b.jsonl", earlier);

    DatasetResult next = run(contract);

    assertThat(next.failure()).isEmpty();
    // Batch 1 is recorded from its commit, batch 2 finished with the time it was planned with.
    assertThat(next.batches()).extracting(BatchRecord::number).containsExactly(1L, 2L);
    assertThat(next.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(1L, 0L, 0L, 0L));
    // What the objects held stands in the commit, too.
    assertThat(next.batches().get(0).objects()).isEqualTo(recorded.objects());
    assertThat(recorded.objects()).extracting(BatchRecord.ObjectRead::records).containsExactly(1L);
    assertThat(next.batches().get(1).processingTime()).isEqualTo(earlier);
    assertThat(rows(contract)).containsExactly("p1 5.00", "p2 7.00");
    assertThat(lake().ledger().records())
        .extracting(BatchRecord::number)
        .containsExactlyInAnyOrder(1L, 2L);
    assertThat(run(contract).batches()).isEmpty();
  }

  @Test
  void whatWasGivenUpIsTakenAnewThoughTheProcessDiedBeforeItSaidSo() throws IOException {
    Contract contract = SmallContracts.payments(JSON_LINES, "{strategy: insert-once}");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n");
    run(contract);
    land("b.jsonl", "{\"id\":\"p2\",\"v\":1,\"amount\":7}\n");
    planOnly(contract, 2, "test/payments/b.jsonl", Instant.parse("2026-01-09T05:00:00Z"));
    processing(contract).giveUp(contract, 2);
    // As if killed after the empty commit: the ledger has lost that batch 2 was given up.
    lake().tables().drop(root.resolve("control/records").toString());

    DatasetResult next = run(contract);

    assertThat(next.failure()).isEmpty();
    assertThat(next.batches())
        .extracting(BatchRecord::number, BatchRecord::outcome)
        // Every lost record is made again, not the last one alone.
        .containsExactly(
            tuple(1L, BatchRecord.Outcome.COMMITTED),
            tuple(2L, BatchRecord.Outcome.VOIDED),
            tuple(3L, BatchRecord.Outcome.COMMITTED));
    assertThat(rows(contract)).containsExactly("p1 5.00", "p2 7.00");
  }

  private void planOnly(Contract contract, long number, String path, Instant at)
      throws IOException {
    Path file = root.resolve("raw").resolve(path);
    RawObject object =
        new RawObject(
            path,
            Files.size(file),
            Instant.ofEpochMilli(Files.getLastModifiedTime(file).toMillis()),
            Optional.empty(),
            Optional.empty());
    Batch batch =
        new Batch(
            Zone.PROCESSED,
            PAYMENTS,
            number,
            new Inputs.RawObjects(List.of(object)),
            "killed-run",
            at,
            contract.text(),
            contract.hash(),
            "dev",
            Optional.empty(),
            Optional.empty());
    Lake lake = lake();
    assertThat(lake.ledger().plan(lake.key(Zone.PROCESSED, PAYMENTS), batch)).isTrue();
  }

  private void land(String name, String text) throws IOException {
    Path file = root.resolve("raw/test/payments").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
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

  private List<String> rows(Contract contract) {
    return LakeTables.read(spark, lake().path(contract))
        .orderBy("id", "_offset")
        .collectAsList()
        .stream()
        .map(row -> row.<String>getAs("id") + " " + row.<BigDecimal>getAs("amount"))
        .toList();
  }

  private List<String> quarantined() {
    return LakeTables.read(spark, lake().locations().table(Zone.QUARANTINE, PAYMENTS))
        .selectExpr("concat(coalesce(id, 'null'), ' ', cast(_reasons.rule as string)) AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private static BigDecimal money(String amount) {
    return new BigDecimal(amount);
  }
}
