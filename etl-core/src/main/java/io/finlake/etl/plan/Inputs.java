package io.finlake.etl.plan;

import java.util.List;

/** The closed set of inputs of a batch. */
public sealed interface Inputs {

  /** Landed objects, sorted by path. */
  record RawObjects(List<RawObject> objects) implements Inputs {
    public RawObjects {
      objects = objects.stream().sorted().toList();
    }

    /** Their sizes together. */
    public long bytes() {
      return objects.stream().mapToLong(RawObject::bytes).sum();
    }
  }

  /** Version ranges of tables, sorted by table. */
  record TableVersions(List<VersionRange> ranges) implements Inputs {
    public TableVersions {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * What a table gained between two of its versions.
   *
   * @param table {@code zone.domain.name}
   * @param incarnation the table's identity; another one means that it was made anew
   * @param after the last version already seen, or -1 when nothing was seen: then all of {@code
   *     upTo} counts
   * @param upTo the version that is read
   */
  record VersionRange(String table, String incarnation, long after, long upTo) {}
}
