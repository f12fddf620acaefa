package io.finlake.etl.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files of 128 bytes are the target here: below 32 they are small, the tiers are 1, 8 and 32. */
class UpkeepPlansTest {
  private static final UpkeepSettings SETTINGS =
      new UpkeepSettings(Duration.ofDays(7), Duration.ofDays(30), 4, 128);
  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

  @Test
  void onlyPartitionsWithEnoughSmallFilesArePutTogether() {
    List<DataFile> files =
        Stream.of(files("monday", 4, 10), files("tuesday", 3, 10), files("tuesday", 9, 32))
            .flatMap(List::stream)
            .toList();

    // Tuesday has three small files; those of 32 bytes are not small.
    assertThat(Compaction.of(files, SETTINGS))
        .containsExactly(new Compaction(List.of(day("monday")), 32, 4, 40, 1));
    assertThat(Compaction.of(List.of(), SETTINGS)).isEmpty();
  }

  @Test
  void tinyFilesAloneDoNotMakeLargerOnesBeWrittenAgain() {
    // Four files below 8 bytes are enough by themselves: the three of 20 stay as they are.
    assertThat(Compaction.of(join(files("d", 4, 5), files("d", 3, 20)), SETTINGS))
        .containsExactly(new Compaction(List.of(day("d")), 8, 4, 20, 1));
    // Four of 20 are worth it, and then the tiny ones go with them.
    assertThat(Compaction.of(join(files("d", 4, 5), files("d", 4, 20)), SETTINGS))
        .containsExactly(new Compaction(List.of(day("d")), 32, 8, 100, 1));
    // Neither tier has enough by itself, both together have.
    assertThat(Compaction.of(join(files("d", 2, 5), files("d", 2, 20)), SETTINGS))
        .containsExactly(new Compaction(List.of(day("d")), 32, 4, 50, 1));
  }

  @Test
  void manyPartitionsAreDividedAmongStatementsByTier() {
    List<DataFile> files =
        new ArrayList<>(
            IntStream.range(0, 150).boxed().flatMap(d -> files("d" + d, 4, 5).stream()).toList());
    files.addAll(files("other", 5, 20));

    List<Compaction> compactions = Compaction.of(files, SETTINGS);

    assertThat(compactions.stream().map(it -> it.partitions().size()).toList())
        .containsExactly(100, 50, 1);
    assertThat(compactions.stream().mapToLong(Compaction::files).sum()).isEqualTo(605);
  }

  @Test
  void rowsArePutInOrderWhereALookUpOpensMostOfManyLargeFiles() {
    // Ten files of 128 bytes whose keys all lie anywhere: a look-up opens nearly all ten.
    List<DataFile> mixed = IntStream.range(0, 10).mapToObj(n -> wide(n, 100 + n)).toList();
    assertThat(Clustering.of(mixed, SETTINGS))
        .contains(new Clustering(List.of(Map.of()), 10, 1280, 10));

    // In order a look-up opens one; too few files are read as a whole as quickly.
    List<DataFile> ordered =
        IntStream.range(0, 10).mapToObj(n -> wide(10 * n, 10 * n + 9)).toList();
    assertThat(Clustering.of(ordered, SETTINGS)).isEmpty();
    assertThat(Clustering.of(mixed.subList(0, 7), SETTINGS)).isEmpty();

    // A value so frequent that it fills files of its own cannot lie closer.
    List<DataFile> frequent =
        Stream.concat(Collections.nCopies(9, wide(5, 5)).stream(), Stream.of(wide(0, 9))).toList();
    assertThat(Clustering.of(frequent, SETTINGS)).isEmpty();

    // Where statistics are missing nobody knows.
    DataFile unknown = new DataFile(Map.of(), 128, OptionalLong.empty(), Optional.empty());
    assertThat(Clustering.of(join(mixed, List.of(unknown)), SETTINGS)).isEmpty();
  }

  @Test
  void afterPuttingInOrderAsManyNewFilesMustComeBeforeItPaysAgain() {
    List<DataFile> ordered =
        IntStream.range(0, 10).mapToObj(n -> wide(10 * n, 10 * n + 9)).toList();
    List<DataFile> news = Collections.nCopies(8, wide(0, 99));
    // A look-up opens the 8 new files and one old: 9 of 18 is not more than half.
    assertThat(Clustering.of(join(ordered, news), SETTINGS)).isEmpty();
    assertThat(Clustering.of(join(ordered, Collections.nCopies(12, wide(0, 99))), SETTINGS))
        .isPresent();
  }

  @Test
  void theLedgerIsPutInOrderAgainWhenNewFilesAreFourTimesThoseInOrder() {
    List<DataFile> batches = Collections.nCopies(40, rows(1));
    assertThat(Clustering.ledgerPays(batches, SETTINGS)).isTrue();
    assertThat(Clustering.ledgerPays(batches.subList(0, 39), SETTINGS)).isFalse();
    assertThat(Clustering.ledgerPays(join(batches, Collections.nCopies(11, rows(1000))), SETTINGS))
        .isFalse();
    assertThat(Clustering.ofLedger(batches).into()).isEqualTo(1);
  }

  @Test
  void partitionsAreNamedByTypedLiteralsAndNoValueEndsTheText() {
    Map<String, Optional<String>> odd =
        Map.of("day", Optional.of("2026-01-05"), "name", Optional.of("O'Neil \\ x"));
    Map<String, Optional<String>> none = Map.of("day", Optional.empty(), "name", Optional.of("y"));

    assertThat(PartitionPredicate.of(List.of(odd, none), Map.of("day", "DATE", "name", "STRING")))
        .contains(
            "(`day` = CAST('2026-01-05' AS DATE) AND `name` = CAST('O\\'Neil \\\\ x' AS STRING))"
                + " OR (`day` IS NULL AND `name` = CAST('y' AS STRING))");
    assertThat(PartitionPredicate.of(List.of(Map.of()), Map.of())).isEmpty();
  }

  @Test
  void stagingOfAnUnfinishedBatchStays() {
    // Batch 4 is recorded, 5 planned; 6 was only rehearsed.
    assertThat(leftOver("4-a-changes", 2)).isTrue();
    assertThat(leftOver("4-a", 0)).isFalse(); // a try that lost may still be reading
    assertThat(leftOver("5-b", 400)).isFalse();
    assertThat(leftOver("6-c", 8)).isTrue();
    assertThat(leftOver("6-c", 6)).isFalse(); // somebody may be rehearsing it
    assertThat(leftOver("notes", 400)).isFalse(); // not finlake's
  }

  private static boolean leftOver(String name, int daysAgo) {
    return new StagingFolder(name, NOW.minus(Duration.ofDays(daysAgo)))
        .leftOver(4, 5, NOW, Duration.ofDays(7));
  }

  private static List<DataFile> files(String day, int count, long bytes) {
    return Collections.nCopies(
        count, new DataFile(day(day), bytes, OptionalLong.empty(), Optional.empty()));
  }

  private static DataFile wide(int low, int high) {
    return new DataFile(
        Map.of(), 128, OptionalLong.empty(), Optional.of(new DataFile.Span(low, high)));
  }

  private static DataFile rows(long rows) {
    return new DataFile(Map.of(), 10, OptionalLong.of(rows), Optional.empty());
  }

  private static Map<String, Optional<String>> day(String day) {
    return Map.of("day", Optional.of(day));
  }

  private static List<DataFile> join(List<DataFile> one, List<DataFile> other) {
    return Stream.concat(one.stream(), other.stream()).toList();
  }
}
