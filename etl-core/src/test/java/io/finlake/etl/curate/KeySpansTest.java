package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.plan.KeyRanges;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class KeySpansTest {
  @Test
  void aLateKeyDoesNotStretchARangeOverWhatLiesBetween() {
    List<KeySpans.Span> spans =
        Stream.concat(
                Stream.of("T20260102-000000007"),
                IntStream.range(0, 400).mapToObj(i -> "T20260130-000000" + (100 + i)))
            .map(key -> new KeySpans.Span(key, key))
            .toList();

    KeyRanges ranges = KeySpans.ranges("transaction_id", spans);

    // The late one stands alone, and the others are neighbours.
    assertThat(ranges.ranges())
        .containsExactly(
            new KeyRanges.Range("'T20260102-000000007'", "'T20260102-000000007'"),
            new KeyRanges.Range("'T20260130-000000100'", "'T20260130-000000499'"));
  }

  /** C0999 and C1000 are neighbours, though their bytes differ in the second place already. */
  @Test
  void numbersInTextsAreCountedOn() {
    List<KeySpans.Span> spans =
        IntStream.concat(IntStream.range(900, 1100), IntStream.range(5000, 5200))
            .mapToObj(i -> "C%04d".formatted(i))
            .map(key -> new KeySpans.Span(key, key))
            .toList();

    assertThat(KeySpans.ranges("id", spans).ranges().get(0))
        .isEqualTo(new KeyRanges.Range("'C0900'", "'C1099'"));
  }

  @Test
  void theWidestGapsAreCutOut() {
    List<KeySpans.Span> spans =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new KeySpans.Span(i * 20L + i % 7, i * 20L + i % 7))
            .toList();

    assertThat(KeySpans.ranges("id", spans).ranges()).hasSize(KeySpans.MOST);
  }

  /** Ranges that leave nothing out would only be compared, row by row. */
  @Test
  void keysThatLieEvenlyOverAllAreOneRange() {
    List<KeySpans.Span> spans =
        IntStream.range(0, 9_000)
            .mapToObj(i -> "C%07d".formatted(i * 100))
            .map(key -> new KeySpans.Span(key, key))
            .toList();

    assertThat(KeySpans.ranges("id", spans).ranges())
        .containsExactly(new KeyRanges.Range("'C0000000'", "'C0899900'"));
  }

  /** A key in no range would be computed by nobody: its rows would stay as they were. */
  @Test
  void everyKeyLiesInARange() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      boolean texts = random.nextBoolean();
      List<Object> keys =
          Stream.generate(() -> texts ? text(random) : (Object) random.nextLong(1_000_000))
              .limit(1 + random.nextInt(600))
              .distinct()
              .sorted(KeySpans.IN_ORDER)
              .toList();
      List<KeySpans.Span> spans = new ArrayList<>();
      for (int at = 0; at < keys.size(); ) {
        int last = Math.min(keys.size() - 1, at + random.nextInt(4));
        spans.add(new KeySpans.Span(keys.get(at), keys.get(last)));
        at = last + 1;
      }

      KeyRanges ranges = KeySpans.ranges("id", spans);

      assertThat(ranges.ranges().size()).isBetween(1, KeySpans.MOST);
      Set<Object> held = new HashSet<>();
      Map<String, Object> byLiteral =
          keys.stream().collect(Collectors.toMap(KeySpans::literal, key -> key));
      for (KeyRanges.Range range : ranges.ranges()) {
        Object from = byLiteral.get(range.from());
        Object to = byLiteral.get(range.to());
        keys.stream()
            .filter(key -> KeySpans.IN_ORDER.compare(key, from) >= 0)
            .filter(key -> KeySpans.IN_ORDER.compare(key, to) <= 0)
            .forEach(held::add);
      }
      assertThat(held).as("seed %s", seed).containsAll(keys);
    }
  }

  private static String text(Random random) {
    List<String> parts = List.of("a", "b", "0", "9", "é", "\uD83D\uDE00", "'", "\\", " ");
    return Stream.generate(() -> parts.get(random.nextInt(parts.size())))
        .limit(random.nextInt(40))
        .collect(Collectors.joining());
  }

  @Test
  void fewKeysAreRangesOfTheirOwn() {
    assertThat(KeySpans.ranges("d", List.of(day("2026-01-01"), day("2026-03-01"))).predicate("t"))
        .isEqualTo(
            "((t.`d` >= DATE'2026-01-01' AND t.`d` <= DATE'2026-01-01')"
                + " OR (t.`d` >= DATE'2026-03-01' AND t.`d` <= DATE'2026-03-01'))");
    assertThat(KeySpans.ranges("d", List.of()).predicate("t")).isEqualTo("false");
  }

  @Test
  void literalsHaveTheTypeOfTheirColumn() {
    assertThat(KeySpans.literal("O'Hara\\")).isEqualTo("'O\\'Hara\\\\'"); // both are escaped
    assertThat(KeySpans.literal(100L)).isEqualTo("100L"); // an untyped one prunes nothing
    assertThat(KeySpans.literal(7)).isEqualTo("7");
    assertThatThrownBy(() -> KeySpans.literal(1.5))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a build's column is STRING, INT, BIGINT or DATE, not Double");
  }

  @Test
  void keysStandInTheOrderOfTheirBytes() {
    // In Java's own order the emoji, two surrogates, comes before the full-width letter.
    assertThat(Stream.of("\uD83D\uDE00", "\uFF21", "a").sorted(KeySpans.IN_ORDER))
        .containsExactly("a", "\uFF21", "\uD83D\uDE00");
    assertThat(Stream.<Object>of(10L, -1L, 9L).sorted(KeySpans.IN_ORDER))
        .containsExactly(-1L, 9L, 10L);
  }

  private static KeySpans.Span day(String text) {
    return new KeySpans.Span(LocalDate.parse(text), LocalDate.parse(text));
  }
}
