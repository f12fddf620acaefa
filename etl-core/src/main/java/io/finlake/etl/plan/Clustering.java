package io.finlake.etl.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Partitions whose rows are put in the order of the column that they are looked up by: pure, from
 * the files' least and greatest values. It pays where a look-up of one value opens more than half
 * of many files; then all of the partition is written anew, so that it opens one or two.
 *
 * @param partitions whose rows
 * @param files how many files they have
 * @param bytes what the files hold together
 * @param into how many files they become
 */
public record Clustering(
    List<Map<String, Optional<String>>> partitions, long files, long bytes, long into) {
  /** A partition that fits into fewer files of the target's size is read as a whole as quickly. */
  static final int FILES = 8;

  /** A file of the ledger holds no more rows, so that a question about one batch reads few. */
  public static final long LEDGER_ROWS = 1000;

  private static final long LEDGER_FILES = 10;

  public Clustering {
    partitions = List.copyOf(partitions);
  }

  /** What pays, given a table's files; empty when nothing does. */
  public static Optional<Clustering> of(Collection<DataFile> files, UpkeepSettings settings) {
    Map<Map<String, Optional<String>>, List<DataFile>> partitions =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    DataFile::partition, LinkedHashMap::new, Collectors.toList()));
    partitions.values().removeIf(those -> !pays(those, settings));
    if (partitions.isEmpty()) {
      return Optional.empty();
    }
    List<DataFile> all = partitions.values().stream().flatMap(List::stream).toList();
    return Optional.of(
        new Clustering(
            List.copyOf(partitions.keySet()),
            all.size(),
            bytes(all),
            partitions.values().stream()
                .mapToLong(those -> settings.filesFor(bytes(those)))
                .sum()));
  }

  /** All of a table of the ledger. */
  public static Clustering ofLedger(Collection<DataFile> files) {
    long rows = files.stream().mapToLong(file -> file.rows().orElse(1)).sum();
    return new Clustering(List.of(Map.of()), files.size(), bytes(files), 1 + rows / LEDGER_ROWS);
  }

  /**
   * Whether the ledger's files, one a batch, are worth putting in the order of table and number:
   * enough of them are new, also beside those that were put in order before.
   */
  public static boolean ledgerPays(Collection<DataFile> files, UpkeepSettings settings) {
    long large = files.stream().filter(file -> file.rows().orElse(0) >= LEDGER_ROWS / 10).count();
    long small = files.size() - large;
    return small >= LEDGER_FILES * settings.smallFiles() && small >= 4 * large;
  }

  private static boolean pays(List<DataFile> files, UpkeepSettings settings) {
    boolean known = files.stream().allMatch(file -> file.span().isPresent());
    if (!known || settings.filesFor(bytes(files)) < FILES) {
      return false;
    }
    List<DataFile.Span> wide = new ArrayList<>();
    for (DataFile file : files) {
      DataFile.Span span = file.span().orElseThrow();
      // A file of one value cannot be closer; a frequent value must not make this begin anew.
      if (span.low() < span.high()) {
        wide.add(span);
      }
    }
    return wide.size() >= FILES && opened(wide) * 2 > wide.size();
  }

  /** How many of the files a look-up opens, on average over the files' least values. */
  static double opened(List<DataFile.Span> spans) {
    return spans.stream()
        .mapToLong(at -> spans.stream().filter(span -> span.holds(at.low())).count())
        .average()
        .orElse(0);
  }

  private static long bytes(Collection<DataFile> files) {
    return files.stream().mapToLong(DataFile::bytes).sum();
  }
}
