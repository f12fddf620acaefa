package io.finlake.etl.explain;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.explain.WhyNot.Verdict;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is concluded of what was found, without a lake. */
class WhyNotTest {
  private static final ShownRow ROW = row(3, false);
  private static final WhyNot.Held HELD =
      new WhyNot.Held(ROW, List.of("positive"), List.of("positive (amount): -1"), Optional.empty());

  private static ShownRow row(long batch, boolean deleted) {
    return new ShownRow(
        Map.of("id", "p1"),
        Optional.of(batch),
        Optional.empty(),
        Optional.of("test/a.jsonl"),
        Optional.of(10L),
        Optional.of(0),
        deleted);
  }

  private static WhyNot.Facts nothing() {
    return new WhyNot.Facts(
        "test.payments",
        true,
        "id=p1",
        Optional.of("id=p1"),
        List.of(),
        List.of(),
        false,
        "equal rows are duplicates",
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        List.of(),
        List.of(),
        0,
        0,
        4,
        List.of(LocalDate.of(2026, 1, 5), LocalDate.of(2026, 1, 6)),
        List.of());
  }

  private static WhyNot.Facts rows(
      List<ShownRow> present,
      List<ShownRow> deleted,
      boolean newestDeleted,
      List<WhyNot.Held> held) {
    WhyNot.Facts it = nothing();
    return new WhyNot.Facts(
        it.dataset(),
        it.replays(),
        it.key(),
        it.argument(),
        present,
        deleted,
        newestDeleted,
        it.replaced(),
        held,
        it.removedIn(),
        it.blindBefore(),
        it.unfinished(),
        it.unfinishedObjects(),
        it.untaken(),
        it.withoutManifest(),
        it.unreadableKeys(),
        it.filtered(),
        it.objects(),
        it.days(),
        it.missing());
  }

  private static WhyNot.Facts elsewhere(
      Optional<Long> removed,
      Optional<Long> unfinished,
      List<String> untaken,
      List<String> withoutManifest,
      long unreadable,
      List<LocalDate> missing) {
    WhyNot.Facts it = nothing();
    return new WhyNot.Facts(
        it.dataset(),
        it.replays(),
        it.key(),
        it.argument(),
        it.present(),
        it.deleted(),
        it.newestDeleted(),
        it.replaced(),
        it.held(),
        removed,
        it.blindBefore(),
        unfinished,
        unfinished.isPresent() ? 2 : 0,
        untaken,
        withoutManifest,
        unreadable,
        7,
        it.objects(),
        it.days(),
        missing);
  }

  private static List<String> findings(WhyNot answer) {
    return answer.evidence().stream().map(WhyNot.Evidence::finding).toList();
  }

  @Test
  void aRowThatIsThereIsPresentWhateverElseCameOfItsKey() {
    WhyNot answer = WhyNot.of(rows(List.of(ROW), List.of(), false, List.of(HELD)));

    assertThat(answer.verdict()).isEqualTo(Verdict.PRESENT);
    assertThat(answer.because()).contains("equal rows are duplicates");
    assertThat(findings(answer)).containsExactly("in the table", "in quarantine", "delivered");
    assertThat(answer.evidence().get(1).text()).contains("settled");
    assertThat(answer.command())
        .contains("finlake trace --table processed.test.payments --key 'id=p1'");
  }

  @Test
  void aKeyWhoseNewestVersionSaysDeletedIsDeletedThoughOlderVersionsStay() {
    ShownRow gone = row(4, true);
    assertThat(WhyNot.of(rows(List.of(ROW), List.of(gone), true, List.of())).verdict())
        .isEqualTo(Verdict.DELETED);
    // It came back after its delete.
    assertThat(WhyNot.of(rows(List.of(ROW), List.of(gone), false, List.of())).verdict())
        .isEqualTo(Verdict.PRESENT);
  }

  @Test
  void aRowInQuarantineNamesItsRulesAndTheCommandThatShowsIt() {
    WhyNot answer = WhyNot.of(rows(List.of(), List.of(), false, List.of(HELD)));

    assertThat(answer.verdict()).isEqualTo(Verdict.QUARANTINED);
    assertThat(answer.because()).contains("broke positive");
    assertThat(answer.evidence().get(0).reasons()).containsExactly("positive (amount): -1");
    assertThat(answer.evidence().get(0).text())
        .startsWith("open")
        .endsWith("finlake quarantine replay test.payments --rule positive");
    assertThat(answer.command()).contains("finlake quarantine show test.payments --rule positive");
  }

  @Test
  void aRowThatAReplayTookOutOfQuarantineIsNotThereForThatReason() {
    WhyNot.Held closed =
        new WhyNot.Held(
            ROW, List.of("positive"), List.of(), Optional.of("taken out by batch 4 as duplicate"));

    WhyNot answer = WhyNot.of(rows(List.of(), List.of(), false, List.of(closed)));

    assertThat(answer.verdict()).isEqualTo(Verdict.NOT_DELIVERED);
    assertThat(answer.evidence().get(0).text()).isEqualTo("taken out by batch 4 as duplicate");
  }

  @Test
  void aRowThatALaterBatchTookOutIsRemoved() {
    WhyNot answer =
        WhyNot.of(elsewhere(Optional.of(5L), Optional.empty(), List.of(), List.of(), 0, List.of()));
    assertThat(answer.verdict()).isEqualTo(Verdict.REMOVED);
    assertThat(answer.because()).contains("until batch 5");
  }

  @Test
  void anUnfinishedBatchAndObjectsThatNobodyTookMayHaveIt() {
    WhyNot unfinished =
        WhyNot.of(elsewhere(Optional.empty(), Optional.of(9L), List.of(), List.of(), 0, List.of()));
    assertThat(unfinished.verdict()).isEqualTo(Verdict.WAITING);
    assertThat(findings(unfinished)).contains("unfinished batch");
    assertThat(unfinished.command()).contains("finlake process --dataset test.payments");

    WhyNot untaken =
        WhyNot.of(
            elsewhere(
                Optional.empty(),
                Optional.empty(),
                List.of("a", "b", "c", "d"),
                List.of(),
                0,
                List.of()));
    assertThat(untaken.verdict()).isEqualTo(Verdict.WAITING);
    assertThat(untaken.evidence().get(0).text())
        .contains("4 objects")
        .contains("a, b, c and 1 more");

    // Only the source can bring a manifest.
    WhyNot manifest =
        WhyNot.of(
            elsewhere(Optional.empty(), Optional.empty(), List.of(), List.of("a"), 0, List.of()));
    assertThat(manifest.verdict()).isEqualTo(Verdict.WAITING);
    assertThat(manifest.command()).isEmpty();
  }

  @Test
  void whatWasNeverDeliveredSaysWhereElseItMayBe() {
    WhyNot answer =
        WhyNot.of(
            elsewhere(
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                3,
                List.of(LocalDate.of(2026, 1, 7))));

    assertThat(answer.verdict()).isEqualTo(Verdict.NOT_DELIVERED);
    assertThat(findings(answer))
        .containsExactly("unreadable keys", "filtered", "missing deliveries", "delivered");
    assertThat(answer.evidence().get(2).text())
        .isEqualTo("1 expected delivery did not come: 2026-01-07");
    assertThat(answer.command()).contains("finlake quarantine show test.payments");
  }
}
