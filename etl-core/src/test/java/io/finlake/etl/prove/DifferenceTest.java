package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.prove.LakeContent.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class DifferenceTest {
  private static Entry entry(String identity, String text) {
    return new Entry("processed/visits", identity, text);
  }

  private static List<Long> between(List<Entry> expected, List<Entry> found) {
    Difference difference = Difference.between(expected, found);
    return List.of(difference.lost(), difference.doubled(), difference.wrong());
  }

  @Test
  void theSameInAnotherOrderIsNoDifference() {
    List<Entry> one = List.of(entry("1", "a"), entry("2", "b"), entry("2", "b"));
    List<Entry> other = List.of(entry("2", "b"), entry("1", "a"), entry("2", "b"));
    assertThat(Difference.between(one, other).nothing()).isTrue();
  }

  @Test
  void whatIsNotThereIsLost() {
    // Of two equal entries one is gone, and the only one of identity 1.
    assertThat(
            between(
                List.of(entry("1", "a"), entry("2", "b"), entry("2", "b")),
                List.of(entry("2", "b"))))
        .containsExactly(2L, 0L, 0L);
  }

  @Test
  void whatIsThereAgainIsDoubled() {
    assertThat(
            between(
                List.of(entry("1", "a")),
                List.of(entry("1", "a"), entry("1", "a"), entry("1", "another"))))
        .containsExactly(0L, 2L, 0L);
  }

  @Test
  void whatIsOtherwiseOrOfNothingDeliveredIsWrong() {
    assertThat(
            between(
                List.of(entry("1", "a"), entry("2", "b")),
                List.of(entry("1", "changed"), entry("2", "b"), entry("3", "invented"))))
        .containsExactly(0L, 0L, 2L);
  }

  @Test
  void examplesSayWhichOnes() {
    assertThat(
            Difference.between(List.of(entry("1", "a")), List.of(entry("1", "changed"))).examples())
        .containsExactly(
            "missing: processed/visits\t1\ta", "not expected: processed/visits\t1\tchanged");
  }

  @Test
  void anEntrySurvivesItsLine() {
    Entry entry = entry("[o, 1, 0]", "{a=1, b=x=y}");
    assertThat(Entry.parse(entry.line())).isEqualTo(entry);
  }
}
