package io.finlake.etl.process;

import io.finlake.etl.contract.WriteStrategy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The write strategies as docs/contracts.md says them, a row after the other and without Spark.
 * Sequences of any length cost microseconds, and {@link Decisions} is held against it row for row.
 */
final class WriteRules {
  static final String ACCEPTED = "accepted";
  static final String DUPLICATE = "duplicate";
  static final String SUPERSEDED = "superseded";
  static final String CONFLICT = "quarantined conflict";

  private final WriteStrategy strategy;

  WriteRules(WriteStrategy strategy) {
    this.strategy = strategy;
  }

  /**
   * A delivered version of a key.
   *
   * @param sequence the source's; it may be absent
   * @param content a row's content hash
   */
  record Version(String key, Long sequence, String content) {
    static final Comparator<Version> ORDER =
        Comparator.comparing(
                Version::sequence, Comparator.nullsFirst(Comparator.<Long>naturalOrder()))
            .thenComparing(Version::content);

    boolean newerThan(Version other) {
      return ORDER.compare(this, other) > 0;
    }
  }

  /** A table: of each key the versions that it holds. */
  static final class Table {
    private final Map<String, Set<Version>> rows = new TreeMap<>();

    Set<Version> of(String key) {
      return rows.getOrDefault(key, Set.of());
    }

    Map<String, Set<Version>> rows() {
      return rows;
    }

    private void put(Version version, boolean keeps) {
      Set<Version> versions = rows.computeIfAbsent(version.key(), key -> new HashSet<>());
      if (!keeps) {
        versions.clear();
      }
      versions.add(version);
    }
  }

  /** What becomes of each row of a batch, in order of position. */
  List<String> outcomes(List<Version> batch, Table table) {
    List<String> outcomes = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      outcomes.add(outcome(batch, i, table.of(batch.get(i).key())));
    }
    return outcomes;
  }

  /** The same, and brings the accepted rows into the table. */
  List<String> take(List<Version> batch, Table table) {
    List<String> outcomes = outcomes(batch, table);
    if (strategy instanceof WriteStrategy.Snapshot) {
      Set<String> delivered = new HashSet<>(batch.stream().map(Version::key).toList());
      table.rows.keySet().retainAll(delivered);
    }
    for (int i = 0; i < batch.size(); i++) {
      if (outcomes.get(i).equals(ACCEPTED)) {
        table.put(batch.get(i), strategy instanceof WriteStrategy.History);
      }
    }
    return outcomes;
  }

  private String outcome(List<Version> batch, int at, Set<Version> present) {
    Version row = batch.get(at);
    List<Version> before =
        batch.subList(0, at).stream().filter(it -> it.key().equals(row.key())).toList();
    boolean again = present.contains(row) || before.contains(row);
    if (strategy instanceof WriteStrategy.History) {
      return again ? DUPLICATE : ACCEPTED;
    }
    if (strategy instanceof WriteStrategy.Upsert) {
      boolean newest =
          batch.stream().noneMatch(it -> it.key().equals(row.key()) && it.newerThan(row))
              && present.stream().allMatch(row::newerThan);
      return again ? DUPLICATE : newest ? ACCEPTED : SUPERSEDED;
    }
    // What stays is the table's row or, of an extract, its own first one.
    boolean replaces = strategy instanceof WriteStrategy.Snapshot;
    if (before.isEmpty() && (replaces || present.isEmpty())) {
      return again ? DUPLICATE : ACCEPTED;
    }
    Version stays =
        present.isEmpty() || (replaces && !before.isEmpty())
            ? before.get(0)
            : present.iterator().next();
    return row.content().equals(stays.content()) ? DUPLICATE : CONFLICT;
  }
}
