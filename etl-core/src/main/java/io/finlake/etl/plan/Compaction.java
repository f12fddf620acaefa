package io.finlake.etl.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Files of some partitions that are put together, partition by partition: pure, from sizes alone. A
 * partition is left alone until enough of its files are small. They are looked at in tiers (a 32nd
 * and a quarter of what is small, and all of it), so that a file of some size is not written again
 * for every handful of tiny ones: a row is rewritten a few times until its file is large, not with
 * every batch.
 *
 * @param partitions whose files; one without columns for a table without partitions
 * @param belowBytes only files smaller than this
 * @param files how many they are
 * @param bytes what they hold together
 * @param into how many files they become
 */
public record Compaction(
    List<Map<String, Optional<String>>> partitions,
    long belowBytes,
    long files,
    long bytes,
    long into) {
  /** One statement names no more partitions; more make another commit. */
  static final int PARTITIONS_AT_ONCE = 100;

  private static final int[] SHARES = {32, 4, 1};

  public Compaction {
    partitions = List.copyOf(partitions);
  }

  /** What pays, given a table's files; nothing when nothing does. */
  public static List<Compaction> of(Collection<DataFile> files, UpkeepSettings settings) {
    Map<Long, List<Found>> byTier = new TreeMap<>();
    Map<Map<String, Optional<String>>, List<DataFile>> partitions =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    DataFile::partition, LinkedHashMap::new, Collectors.toList()));
    partitions.forEach(
        (partition, those) ->
            tier(those, settings)
                .ifPresent(
                    below ->
                        byTier
                            .computeIfAbsent(below, tier -> new ArrayList<>())
                            .add(Found.of(partition, those, below, settings))));
    List<Compaction> compactions = new ArrayList<>();
    byTier.forEach((below, found) -> compactions.addAll(chunks(below, found)));
    return List.copyOf(compactions);
  }

  /** The largest tier with enough files of its own, else the least that has enough so far. */
  private static Optional<Long> tier(List<DataFile> files, UpkeepSettings settings) {
    Optional<Long> chosen = Optional.empty();
    long from = 0;
    long soFar = 0;
    for (int share : SHARES) {
      long below = Math.max(1, settings.smallBytes() / share);
      long floor = from;
      long own =
          files.stream().filter(file -> file.bytes() >= floor && file.bytes() < below).count();
      soFar += own;
      if (own >= settings.smallFiles() || (chosen.isEmpty() && soFar >= settings.smallFiles())) {
        chosen = Optional.of(below);
      }
      from = below;
    }
    return chosen;
  }

  private static List<Compaction> chunks(long below, List<Found> found) {
    List<Compaction> chunks = new ArrayList<>();
    for (int start = 0; start < found.size(); start += PARTITIONS_AT_ONCE) {
      List<Found> some = found.subList(start, Math.min(found.size(), start + PARTITIONS_AT_ONCE));
      chunks.add(
          new Compaction(
              some.stream().map(Found::partition).toList(),
              below,
              sum(some, Found::files),
              sum(some, Found::bytes),
              sum(some, Found::into)));
    }
    return chunks;
  }

  private static long sum(List<Found> found, Function<Found, Long> what) {
    return found.stream().map(what).mapToLong(Long::longValue).sum();
  }

  private record Found(Map<String, Optional<String>> partition, long files, long bytes, long into) {
    static Found of(
        Map<String, Optional<String>> partition,
        List<DataFile> files,
        long below,
        UpkeepSettings settings) {
      List<DataFile> small = files.stream().filter(file -> file.bytes() < below).toList();
      long bytes = small.stream().mapToLong(DataFile::bytes).sum();
      return new Found(partition, small.size(), bytes, settings.filesFor(bytes));
    }
  }
}
