package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.testing.SmallContracts;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which objects a backfill makes again and which it reads beside them, from the ledger alone. */
class BackfillScopeTest {
  private static final Instant NOON = Instant.parse("2026-01-09T12:00:00Z");
  private static final TableKey KEY =
      new TableKey(Zone.PROCESSED, DatasetId.parse("test.payments"), "i");
  private static final Contract ONCE = contract("{strategy: insert-once}");

  @Test
  void aRangeIsHalfOpenAndTheDayIsThatOfTheFolder() {
    BackfillScope scope = scope(ONCE, days("2026-01-06", "2026-01-07"), threeDays());

    assertThat(paths(scope.range())).containsExactly("2026-01-06");
    assertThat(paths(scope.others())).containsExactly("2026-01-05", "2026-01-07");
  }

  @Test
  void whatOnlyLaterBatchesTookIsLeftOut() {
    BackfillRequest known =
        new BackfillRequest(Optional.empty(), Optional.empty(), Optional.of(2L));

    BackfillScope scope = scope(ONCE, known, threeDays());

    assertThat(paths(scope.range())).containsExactly("2026-01-05", "2026-01-06");
    assertThat(scope.leftOut()).containsExactly("2026-01-07");
  }

  @Test
  void onlyObjectsThatMayHoldATouchedKeyAreReadBesideTheRange() {
    // Batch 1 had a duplicate, which stands nowhere; of batch 3 every row is still to be seen.
    List<Delivery> deliveries =
        List.of(
            new Delivery(1, "2026-01-05", Balance.rows(3, 2, 0, 1, 0)),
            new Delivery(2, "2026-01-06", Balance.rows(3, 3, 0, 0, 0)),
            new Delivery(3, "2026-01-07", Balance.rows(3, 2, 1, 0, 0)));
    BackfillScope scope = scope(ONCE, days("2026-01-06", "2026-01-07"), deliveries);

    assertThat(paths(scope.beside(Set.of(), true))).containsExactly("2026-01-05");
    assertThat(paths(scope.beside(Set.of("2026-01-07"), true)))
        .containsExactly("2026-01-05", "2026-01-07");
    // Keys that were read otherwise may be any of today's.
    assertThat(paths(scope.beside(Set.of(), false))).containsExactly("2026-01-05", "2026-01-07");
  }

  @Test
  void anObjectHidesRowsWhenLaterOnesTookTheirPlace() {
    List<Delivery> deliveries =
        List.of(
            new Delivery(1, "2026-01-05", Balance.rows(3, 3, 0, 0, 0)),
            new Delivery(2, "2026-01-06", Balance.rows(3, 3, 0, 0, 0)));

    BackfillScope scope =
        BackfillScope.of(
            contract("{strategy: upsert, sequence: v}"),
            days("2026-01-06", "2026-01-07"),
            deliveries.stream().map(Delivery::batch).toList(),
            deliveries.stream().map(Delivery::record).toList(),
            Map.of(1L, 2L, 2L, 3L),
            Map.of(),
            Set.of());

    assertThat(paths(scope.beside(Set.of(), true))).containsExactly("2026-01-05");
  }

  @Test
  void objectsThatAreGoneWithTheirAgeAreAsIfTheyHadNeverBeen() {
    BackfillScope scope =
        BackfillScope.of(
            ONCE,
            days("2026-01-06", "2026-01-08"),
            threeDays().stream().map(Delivery::batch).toList(),
            threeDays().stream().map(Delivery::record).toList(),
            Map.of(),
            Map.of(),
            Set.of("2026-01-05", "2026-01-06"));

    assertThat(paths(scope.range())).containsExactly("2026-01-07");
    assertThat(scope.others()).isEmpty();
  }

  @Test
  void theFirstOfEqualObjectsIsTheOriginalWhereverItLies() {
    List<Delivery> deliveries =
        List.of(
            new Delivery(1, "z", "aa", Balance.rows(1, 1, 0, 0, 0)),
            new Delivery(2, "a", "aa", Balance.rows(1, 0, 1, 0, 0)),
            new Delivery(3, "b", "bb", Balance.rows(1, 1, 0, 0, 0)));

    BackfillScope scope =
        scope(contract("{strategy: append}"), BackfillRequest.everything(), deliveries);

    assertThat(scope.resent(scope.range())).containsExactly("a");
  }

  @Test
  void ofFullExtractsOnlyTheLatestIsMadeAgain() {
    Contract extracts = contract("{strategy: snapshot, vanished: delete}");

    assertThat(paths(scope(extracts, BackfillRequest.everything(), threeDays()).range()))
        .containsExactly("2026-01-07");
    assertThat(paths(scope(extracts, days("2026-01-07", "2026-01-08"), threeDays()).range()))
        .containsExactly("2026-01-07");
    assertThatThrownBy(() -> scope(extracts, days("2026-01-06", "2026-01-08"), threeDays()))
        .hasMessageContaining("full extracts");
  }

  @Test
  void whatCannotBeMadeAgainIsRefusedByName() {
    List<Delivery> replaced =
        List.of(
            new Delivery(1, "2026-01-05", Balance.rows(1, 1, 0, 0, 0)),
            new Delivery(2, "2026-01-05", Balance.rows(1, 1, 0, 0, 0)));

    assertThatThrownBy(() -> scope(ONCE, BackfillRequest.everything(), replaced))
        .hasMessageContaining("2026-01-05 was replaced");
    assertThatThrownBy(() -> scope(ONCE, days("2027-01-01", "2027-01-02"), threeDays()))
        .hasMessageContaining("no object that was taken landed then");
    assertThatThrownBy(() -> days("2026-01-06", "2026-01-06"))
        .hasMessageContaining("the day after the last one");
    Contract flat = SmallContracts.payments("      format: json-lines", "{strategy: append}");
    assertThatThrownBy(() -> scope(flat, days("2026-01-05", "2026-01-06"), threeDays()))
        .hasMessageContaining("no date folders");
  }

  @Test
  void keysAreReadAlikeUntilTheirColumnOrTheFormatChanges() {
    Contract other =
        SmallContracts.payments(
            "      format: csv\n      layout: yyyy/MM/dd", "{strategy: insert-once}");

    assertThat(BackfillScope.readKeysAlike(ONCE, contract("{strategy: insert-once}"))).isTrue();
    assertThat(BackfillScope.readKeysAlike(ONCE, other)).isFalse();
  }

  private record Delivery(long number, String path, String sha256, Balance balance) {
    Delivery(long number, String path, Balance balance) {
      this(number, path, path + number, balance);
    }

    Batch batch() {
      Optional<LocalDate> date =
          path.length() == 10 ? Optional.of(LocalDate.parse(path)) : Optional.empty();
      RawObject object = new RawObject(path, 1, NOON, Optional.empty(), date);
      return new Batch(
          Zone.PROCESSED,
          KEY.dataset(),
          number,
          new Inputs.RawObjects(List.of(object)),
          "run",
          NOON,
          "",
          "",
          "dev",
          date,
          Optional.empty());
    }

    BatchRecord record() {
      return new BatchRecord(
          KEY,
          number,
          "run",
          "a",
          number,
          NOON,
          "1.0.0",
          BatchRecord.Outcome.COMMITTED,
          balance,
          List.of(new BatchRecord.ObjectRead(path, sha256, balance.read())),
          Map.of(),
          Map.of(),
          1);
    }
  }

  private static List<Delivery> threeDays() {
    List<Delivery> days = new ArrayList<>();
    Stream.of("2026-01-05", "2026-01-06", "2026-01-07")
        .forEach(day -> days.add(new Delivery(days.size() + 1, day, Balance.rows(1, 1, 0, 0, 0))));
    return days;
  }

  /** A scope where all accepted and quarantined rows are still to be seen. */
  private static BackfillScope scope(
      Contract contract, BackfillRequest request, List<Delivery> deliveries) {
    Map<Long, Long> table = new java.util.HashMap<>();
    Map<Long, Long> held = new java.util.HashMap<>();
    deliveries.forEach(
        one -> {
          table.put(one.number(), one.balance().outcomes().accepted());
          held.put(one.number(), one.balance().outcomes().quarantined());
        });
    return BackfillScope.of(
        contract,
        request,
        deliveries.stream().map(Delivery::batch).toList(),
        deliveries.stream().map(Delivery::record).toList(),
        table,
        held,
        Set.of());
  }

  private static BackfillRequest days(String from, String to) {
    return new BackfillRequest(
        Optional.of(LocalDate.parse(from)), Optional.of(LocalDate.parse(to)), Optional.empty());
  }

  private static Contract contract(String write) {
    return SmallContracts.payments("      format: json-lines\n      layout: yyyy/MM/dd", write);
  }

  private static List<String> paths(List<BackfillScope.Taken> taken) {
    return taken.stream().map(BackfillScope.Taken::path).toList();
  }
}
