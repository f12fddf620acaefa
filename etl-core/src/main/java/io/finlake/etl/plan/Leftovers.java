package io.finlake.etl.plan;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Files in a table's folder that no version from the horizon on needs: those of older versions,
 * change data that everybody has read, and what writers left behind that died.
 *
 * @param files them
 */
public record Leftovers(List<Stored> files) {
  public Leftovers {
    files = List.copyOf(files);
  }

  /**
   * A file as it lies there.
   *
   * @param path below the table's folder
   */
  public record Stored(String path, long bytes, Instant modified) {}

  /**
   * Picks them.
   *
   * @param stored what lies in the folder
   * @param needed paths of the files of the horizon's version, and of all that later commits
   *     brought
   * @param before younger files stay whatever the log says: their writer may be about to commit
   *     them
   */
  public static Leftovers of(Collection<Stored> stored, Set<String> needed, Instant before) {
    return new Leftovers(
        stored.stream()
            .filter(file -> !needed.contains(file.path()))
            .filter(file -> file.modified().isBefore(before))
            .toList());
  }

  /** What they hold together. */
  public long bytes() {
    return files.stream().mapToLong(Stored::bytes).sum();
  }
}
