package io.finlake.etl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.RawSource.Batching;
import io.finlake.etl.contract.WriteStrategy;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlansTest {
  private static final LocalDate MONDAY = LocalDate.parse("2026-01-05");

  @Test
  void aBatchOfEachDateComesInTheOrderOfDates() {
    RawObject tuesday = object("p/b", MONDAY.plusDays(1));
    RawObject monday = object("p/z", MONDAY);

    assertThat(BatchCutter.cut(List.of(tuesday, monday), Batching.BY_DATE))
        .containsExactly(
            new Inputs.RawObjects(List.of(monday)), new Inputs.RawObjects(List.of(tuesday)));
    assertThat(BatchCutter.cut(List.of(tuesday, monday), Batching.ALL)).hasSize(1);
    assertThat(BatchCutter.cut(List.of(), Batching.ALL)).isEmpty();
  }

  @Test
  void whatIsKnownNeverGoesBack() {
    Inputs.RawObjects late = new Inputs.RawObjects(List.of(object("p/a", MONDAY.minusDays(3))));

    assertThat(BatchCutter.knownUntil(Optional.of(MONDAY), late)).contains(MONDAY);
    assertThat(BatchCutter.knownUntil(Optional.empty(), late)).contains(MONDAY.minusDays(3));
  }

  @Test
  void neighbouringRangesArePutTogetherUntilFewAreLeft() {
    List<KeyRanges.Range> many =
        IntStream.range(0, 40)
            .mapToObj(n -> new KeyRanges.Range(n * 10 + "L", n * 10 + 5 + "L"))
            .toList();

    KeyRanges ranges = KeyRanges.of("k", many);

    assertThat(ranges.ranges()).hasSizeLessThanOrEqualTo(KeyRanges.MOST);
    assertThat(ranges.ranges().get(0)).isEqualTo(new KeyRanges.Range("0L", "25L"));
    assertThat(ranges.ranges().get(ranges.ranges().size() - 1).to()).isEqualTo("395L");
    assertThat(KeyRanges.of("k", List.of()).predicate("t")).isEqualTo("false");
    assertThat(KeyRanges.of("k", many.subList(0, 2)).predicate("t"))
        .isEqualTo("((t.`k` >= 0L AND t.`k` <= 5L) OR (t.`k` >= 10L AND t.`k` <= 15L))");
  }

  @Test
  void theWriteFollowsFromStrategyAndTable() {
    WriteStrategy upsert = new WriteStrategy.Upsert("v", Optional.empty());
    KeyRanges ranges = new KeyRanges("id", List.of());

    // Nothing can be replaced in an empty table: no merge.
    assertThat(choice(upsert, true, false).plan(ranges)).isEqualTo(new WritePlan.Append());
    assertThat(choice(upsert, false, false).plan(ranges))
        .isEqualTo(new WritePlan.Merge(List.of("id"), ranges));
    assertThat(choice(new WriteStrategy.InsertOnce(), false, false).plan(ranges))
        .isEqualTo(new WritePlan.Append());
    assertThat(choice(new WriteStrategy.Append(), false, true).plan(ranges))
        .isEqualTo(new WritePlan.ReplaceWhere("_object IN ('it\\'s', 'b')"));
  }

  @Test
  void aMissingCentUnbalancesABatch() {
    Balance.Money money =
        new Balance.Money(
            new BigDecimal("10.00"),
            new Balance.Split<>(
                new BigDecimal("9.98"), new BigDecimal("0.01"), BigDecimal.ZERO, BigDecimal.ZERO));
    Balance balance =
        new Balance(2, new Balance.Split<>(1L, 1L, 0L, 0L), 0, Map.of("amount EUR", money));

    assertThat(balance.balanced()).isFalse();
    assertThat(balance.problem()).contains("amount EUR differs by 0.01");
    assertThat(Balance.rows(3, 1, 1, 0, 0).problem())
        .contains(
            "read 3 rows, but accepted 1 + quarantined 1 + duplicate 0 + superseded 0 differ by 1");
    assertThat(Balance.rows(3, 1, 1, 1, 0).balanced()).isTrue();
  }

  private static WriteChoice choice(WriteStrategy write, boolean empty, boolean replaced) {
    return new WriteChoice(write, List.of("id"), empty, replaced, List.of("it's", "b"));
  }

  private static RawObject object(String path, LocalDate date) {
    return new RawObject(path, 1, Instant.EPOCH, Optional.empty(), Optional.of(date));
  }
}
