package io.finlake.etl.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  static final TableKey KEY =
      new TableKey(Zone.PROCESSED, DatasetId.parse("payments.transactions"), "inc-1");

  @Test
  void whatIsPlannedAndRecordedReadsBackTheSame(@TempDir Path lake) {
    Ledger ledger = open(lake);
    Batch batch = batch(1, object("a", "2026-01-04"), object("b", "2026-01-05"));

    assertThat(ledger.planned(KEY)).isZero();
    assertThat(ledger.plan(KEY, batch)).isTrue();
    // Another planner that comes later with the same number writes nothing and is told so.
    assertThat(ledger.plan(KEY, batch(1, object("c", "2026-01-05")))).isFalse();

    assertThat(ledger.planned(KEY)).isEqualTo(1);
    assertThat(ledger.batch(KEY, 1)).isEqualTo(batch);
    assertThat(ledger.objects(KEY, Optional.of(LocalDate.parse("2026-01-05"))))
        .containsOnlyKeys("a", "b"); // the batch holds a date that is recent enough
    assertThat(ledger.objects(KEY, Optional.of(LocalDate.parse("2026-01-06")))).isEmpty();

    BatchRecord record = record(1, BatchRecord.Outcome.COMMITTED);
    ledger.record(record);
    ledger.record(record(1, BatchRecord.Outcome.VOIDED)); // a number is recorded once

    assertThat(ledger.recorded(KEY)).isEqualTo(1);
    assertThat(ledger.records()).containsExactly(record);
    assertThat(ledger.objectsByHash(KEY)).isEqualTo(Map.of("ab12", List.of("a")));
  }

  @Test
  void objectsOfAVoidedBatchMayBePlannedAgain(@TempDir Path lake) {
    Ledger ledger = open(lake);
    ledger.plan(KEY, batch(1, object("a", "2026-01-04")));
    ledger.record(record(1, BatchRecord.Outcome.VOIDED));

    assertThat(ledger.objects(KEY, Optional.empty())).isEmpty();
  }

  @Test
  void aSweepIsRememberedWithoutARow(@TempDir Path lake) {
    Ledger ledger = open(lake);
    assertThat(ledger.swept(KEY)).isEmpty();

    ledger.sweep(KEY, NOON);

    assertThat(ledger.swept(KEY)).contains(NOON);
    assertThat(ledger.planned(KEY)).isZero();
  }

  @Test
  void ofPlannersAtTheSameMomentOneWinsEveryNumber(@TempDir Path lake) throws Exception {
    int numbers = 10;
    open(lake);
    CyclicBarrier start = new CyclicBarrier(2);
    ExecutorService planners = Executors.newFixedThreadPool(2);
    try {
      Future<List<Boolean>> first = planners.submit(() -> plan(open(lake), start, numbers, "one"));
      Future<List<Boolean>> second = planners.submit(() -> plan(open(lake), start, numbers, "two"));

      for (int number = 1; number <= numbers; number++) {
        boolean firstWon = first.get().get(number - 1);
        assertThat(second.get().get(number - 1)).isNotEqualTo(firstWon);
        // What is planned is the winner's batch, whoever asks.
        assertThat(open(lake).batch(KEY, number))
            .isEqualTo(batch(number, object(firstWon ? "one" : "two", "2026-01-05")));
      }
    } finally {
      planners.shutdownNow();
    }
  }

  @Test
  void twoLedgersOfOneLakeSeeEachOther(@TempDir Path lake) {
    Ledger one = open(lake);
    Ledger two = open(lake);
    TableKey anew = new TableKey(KEY.zone(), KEY.dataset(), "inc-2");

    assertThat(one.plan(KEY, batch(1, object("a", "2026-01-04")))).isTrue();
    assertThat(two.plan(KEY, batch(1, object("b", "2026-01-04")))).isFalse();
    assertThat(two.plan(KEY, batch(2, object("b", "2026-01-05")))).isTrue();
    assertThat(one.plan(anew, batch(1, object("a", "2026-01-04")))).isTrue(); // counts for itself
    two.record(record(1, BatchRecord.Outcome.COMMITTED));

    assertThat(one.planned(KEY)).isEqualTo(2);
    assertThat(one.recorded(KEY)).isEqualTo(1);
    assertThat(one.record(KEY, 1)).contains(record(1, BatchRecord.Outcome.COMMITTED));
    assertThat(one.record(KEY, 2)).isEmpty();
    assertThat(one.objects(KEY, Optional.empty())).containsOnlyKeys("a", "b");
    assertThat(one.objects(anew, Optional.empty())).containsOnlyKeys("a");
  }

  private static List<Boolean> plan(Ledger ledger, CyclicBarrier start, int numbers, String object)
      throws Exception {
    List<Boolean> won = new ArrayList<>();
    for (int number = 1; number <= numbers; number++) {
      start.await();
      won.add(ledger.plan(KEY, batch(number, object(object, "2026-01-05"))));
    }
    return won;
  }

  private static Ledger open(Path lake) {
    return Ledger.open(new Configuration(), LakeLocations.under(lake.toString()));
  }

  static RawObject object(String path, String date) {
    return new RawObject(path, 10, NOON, Optional.empty(), Optional.of(LocalDate.parse(date)));
  }

  static Batch batch(long number, RawObject... objects) {
    return new Batch(
        KEY.zone(),
        KEY.dataset(),
        number,
        new Inputs.RawObjects(List.of(objects)),
        "run-1",
        NOON,
        "id: x",
        "hash",
        "dev",
        Optional.of(LocalDate.parse("2026-01-05")),
        Optional.of(NOON));
  }

  static BatchRecord record(long number, BatchRecord.Outcome outcome) {
    BigDecimal ten = new BigDecimal("10.00");
    BigDecimal zero = new BigDecimal("0.00");
    return new BatchRecord(
        KEY,
        number,
        "run-1",
        "attempt-1",
        3,
        NOON,
        "1.0.0",
        outcome,
        new Balance(
            1,
            new Balance.Split<>(1L, 0L, 0L, 0L),
            0,
            Map.of(
                "amount EUR", new Balance.Money(ten, new Balance.Split<>(ten, zero, zero, zero)))),
        List.of(new BatchRecord.ObjectRead("a", "ab12", 1)),
        Map.of("amount_positive", 0L),
        Map.of(),
        1200);
  }
}
