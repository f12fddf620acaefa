package io.finlake.etl.curate.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.curate.history.Invariants.Span;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class InvariantsTest {
  private static final long OPEN = Long.MAX_VALUE;

  @Test
  void intervalsThatTouchAndAGapAtADeleteAreSound() {
    List<Span> rows = List.of(span(0, 4, 1, OPEN), span(4, 9, 1, OPEN), span(12, OPEN, 1, OPEN));

    assertThat(Invariants.broken(rows, List.of(9L))).isEmpty();
    assertThat(Invariants.broken(rows, List.of(8L))).isPresent();
  }

  @Test
  void anEndWithoutADeleteIsAGapToo() {
    assertThat(Invariants.broken(List.of(span(0, 4, 1, OPEN)), List.of()).orElseThrow())
        .contains("gap");
  }

  @Test
  void rowsOfDifferentBeliefsMayOverlap() {
    assertThat(
            Invariants.broken(
                List.of(span(0, OPEN, 1, 2), span(0, 5, 2, OPEN), span(5, OPEN, 2, OPEN)),
                List.of()))
        .isEmpty();
  }

  @Test
  void rowsOfOneBeliefMayNot() {
    // both were believed from 2 to 3
    assertThat(
            Invariants.broken(List.of(span(0, OPEN, 1, 3), span(5, OPEN, 2, OPEN)), List.of())
                .orElseThrow())
        .contains("overlap");
    assertThat(
            Invariants.broken(List.of(span(0, OPEN, 1, OPEN), span(0, OPEN, 1, OPEN)), List.of())
                .orElseThrow())
        .contains("overlap");
  }

  @Test
  void everySpanHasALength() {
    assertThat(Invariants.broken(List.of(span(4, 4, 1, OPEN)), List.of(4L)).orElseThrow())
        .contains("business time");
    assertThat(Invariants.broken(List.of(span(4, OPEN, 2, 2)), List.of()).orElseThrow())
        .contains("recording");
  }

  @Test
  void currentIsTheRowThatIsOpenInBoth() {
    Span wrong = new Span(0, OptionalLong.empty(), 1, OptionalLong.empty(), false);

    assertThat(Invariants.broken(List.of(wrong), List.of()).orElseThrow()).contains("current");
  }

  private static Span span(long validFrom, long validTo, long recordedFrom, long recordedTo) {
    return new Span(
        validFrom,
        open(validTo),
        recordedFrom,
        open(recordedTo),
        validTo == OPEN && recordedTo == OPEN);
  }

  private static OptionalLong open(long end) {
    return end == OPEN ? OptionalLong.empty() : OptionalLong.of(end);
  }
}
