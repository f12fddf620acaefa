package io.finlake.etl.plan;

import java.util.List;
import java.util.Optional;

/** The closed set of inputs of a batch. */
public sealed interface Inputs {

  /** The raw objects that are read; none for tables. */
  default List<RawObject> objects() {
    return List.of();
  }

  /** The sizes of the raw objects together. */
  default long bytes() {
    return objects().stream().mapToLong(RawObject::bytes).sum();
  }

  /** The same with other states of the same objects; inputs without objects are what they are. */
  default Inputs of(List<RawObject> states) {
    return this;
  }

  /** Landed objects, sorted by path. */
  record RawObjects(List<RawObject> objects) implements Inputs {
    public RawObjects {
      objects = objects.stream().sorted().toList();
    }

    @Override
    public Inputs of(List<RawObject> states) {
      return new RawObjects(states);
    }
  }

  /**
   * Rows of a quarantine that were open when the batch was planned, read again from the objects
   * that they came in. No other batch can open or close rows of the table before this one ends, so
   * objects and rules say which rows those are.
   *
   * @param objects the objects, sorted by path; other rows of theirs are left alone
   * @param rules only rows that broke one of these; empty for any
   * @param corrections the path below raw of values that take the place of delivered ones
   */
  record Quarantined(List<RawObject> objects, List<String> rules, Optional<String> corrections)
      implements Inputs {
    public Quarantined {
      objects = objects.stream().sorted().toList();
      rules = List.copyOf(rules);
    }

    @Override
    public Inputs of(List<RawObject> states) {
      return new Quarantined(states, rules, corrections);
    }
  }

  /**
   * Objects that were taken before and are made again. What becomes of their rows was worked out
   * and stored before the batch was planned.
   *
   * @param objects the objects that were read again, sorted by path
   * @param plan the stored plan
   */
  record Backfilled(List<RawObject> objects, String plan) implements Inputs {
    public Backfilled {
      objects = objects.stream().sorted().toList();
    }

    @Override
    public Inputs of(List<RawObject> states) {
      return new Backfilled(states, plan);
    }
  }

  /**
   * The rows of an erased person, in the table and in its quarantine.
   *
   * @param erasure the number of the erasure
   */
  record Erased(long erasure) implements Inputs {}

  /**
   * The rows of a table and of its quarantine whose tokens were made with another key.
   *
   * @param keyVersion the version of the key that their tokens are made with from now on
   */
  record Rotated(int keyVersion) implements Inputs {}

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
