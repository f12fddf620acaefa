package io.finlake.etl.maintain;

import io.finlake.etl.plan.Clustering;
import io.finlake.etl.plan.Compaction;
import io.finlake.etl.plan.DataFile;
import io.finlake.etl.plan.UpkeepSettings;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files of a table that are worth writing anew: pure, from what its log says of them.
 *
 * @param files how many the table has
 * @param bytes what they hold together
 * @param compactions small ones to put together
 * @param clustering partitions whose rows are put in order; they are left out above
 */
record Rewriting(
    long files, long bytes, List<Compaction> compactions, Optional<Clustering> clustering) {
  Rewriting {
    compactions = List.copyOf(compactions);
  }

  /** What pays in a table of a dataset. */
  static Rewriting of(Collection<DataFile> files, UpkeepSettings settings) {
    Optional<Clustering> clustering = Clustering.of(files, settings);
    Set<?> clustered = clustering.map(it -> Set.copyOf(it.partitions())).orElse(Set.of());
    List<DataFile> others =
        files.stream().filter(file -> !clustered.contains(file.partition())).toList();
    return new Rewriting(files.size(), bytes(files), Compaction.of(others, settings), clustering);
  }

  /** What pays in a table of the ledger: all of it in order, or nothing. */
  static Rewriting ofLedger(Collection<DataFile> files, UpkeepSettings settings) {
    Optional<Clustering> clustering =
        Optional.of(Clustering.ofLedger(files))
            .filter(whole -> Clustering.ledgerPays(files, settings));
    return new Rewriting(files.size(), bytes(files), List.of(), clustering);
  }

  /** How many files would be written anew. */
  long taken() {
    return compactions.stream().mapToLong(Compaction::files).sum()
        + clustering.map(Clustering::files).orElse(0L);
  }

  /** How many would come of them, about. */
  long into() {
    return compactions.stream().mapToLong(Compaction::into).sum()
        + clustering.map(Clustering::into).orElse(0L);
  }

  private static long bytes(Collection<DataFile> files) {
    return files.stream().mapToLong(DataFile::bytes).sum();
  }
}
