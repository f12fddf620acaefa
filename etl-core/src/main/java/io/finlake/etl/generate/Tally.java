package io.finlake.etl.generate;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counters by name, the parts of a name parted by {@code |}. Tallies of parts add up to the tally
 * of the whole in any order.
 */
final class Tally {
  /** The money of rows whose currency is no currency. */
  static final String INVALID = "invalid";

  private final Map<String, Long> counters = new TreeMap<>();

  void add(String name, long count) {
    counters.merge(name, count, Math::addExact);
  }

  /** Counts one record of a dataset by its fate. */
  void record(String dataset, Fate fate) {
    add(dataset + "|read", 1);
    add(dataset + "|" + fate.outcome().label(), 1);
    if (!fate.fault().isEmpty()) {
      add(dataset + "|faults|" + fate.fault(), 1);
    }
    if (!fate.rule().isEmpty()) {
      add(dataset + "|quarantinedByRule|" + fate.rule(), 1);
    }
  }

  /** Counts a record's readable amount, in hundredths. */
  void money(String dataset, Fate fate, String currency, long hundredths) {
    String prefix = dataset + "|money|" + currency + "|";
    add(prefix + "read", hundredths);
    add(prefix + fate.outcome().label(), hundredths);
  }

  /** All counters, by name. */
  Map<String, Long> counters() {
    return counters;
  }
}
