package io.finlake.etl.prove;

import io.finlake.etl.prove.LakeContent.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How a lake differs from the one that nobody disturbed.
 *
 * @param lost entries that are not there
 * @param doubled entries that are there more often
 * @param wrong entries that are others, and everything that is wrong in itself
 * @param examples some of them, in words
 */
record Difference(long lost, long doubled, long wrong, List<String> examples) {
  private static final int EXAMPLES = 12;

  Difference {
    examples = List.copyOf(examples);
  }

  /** No difference. */
  static Difference none() {
    return new Difference(0, 0, 0, List.of());
  }

  /** Whether there is none. */
  boolean nothing() {
    return lost == 0 && doubled == 0 && wrong == 0;
  }

  /** Both together. */
  Difference plus(Difference other) {
    List<String> all = new ArrayList<>(examples);
    all.addAll(other.examples);
    return new Difference(
        lost + other.lost,
        doubled + other.doubled,
        wrong + other.wrong,
        all.subList(0, Math.min(EXAMPLES, all.size())));
  }

  /** Things that are wrong in themselves. */
  static Difference wrong(List<String> problems) {
    return new Difference(
        0, 0, problems.size(), problems.subList(0, Math.min(EXAMPLES, problems.size())));
  }

  /** What the second lacks, has twice or has otherwise. */
  static Difference between(List<Entry> expected, List<Entry> found) {
    Map<Entry, Integer> missing = counts(expected);
    Map<Entry, Integer> extra = new HashMap<>();
    for (Entry entry : found) {
      if (missing.merge(entry, -1, Integer::sum) < 0) {
        missing.remove(entry);
        extra.merge(entry, 1, Integer::sum);
      }
    }
    missing.values().removeIf(count -> count == 0);
    Map<List<String>, Integer> expectedOf = identities(counts(expected));
    Map<List<String>, Integer> foundOf = identities(counts(found));
    return judged(identities(missing), identities(extra), expectedOf, foundOf)
        .plus(new Difference(0, 0, 0, examples(missing, extra)));
  }

  private static Difference judged(
      Map<List<String>, Integer> missing,
      Map<List<String>, Integer> extra,
      Map<List<String>, Integer> expected,
      Map<List<String>, Integer> found) {
    long lost = 0;
    long doubled = 0;
    long wrong = 0;
    for (Map.Entry<List<String>, Integer> gone : missing.entrySet()) {
      int replaced = Math.min(gone.getValue(), extra.getOrDefault(gone.getKey(), 0));
      wrong += replaced;
      lost += gone.getValue() - replaced;
    }
    for (Map.Entry<List<String>, Integer> more : extra.entrySet()) {
      int beyond = more.getValue() - missing.getOrDefault(more.getKey(), 0);
      if (beyond > 0 && expected.containsKey(more.getKey())) {
        doubled += beyond;
      } else if (beyond > 0) {
        wrong += found.get(more.getKey());
      }
    }
    return new Difference(lost, doubled, wrong, List.of());
  }

  private static Map<Entry, Integer> counts(List<Entry> entries) {
    Map<Entry, Integer> counts = new HashMap<>();
    entries.forEach(entry -> counts.merge(entry, 1, Integer::sum));
    return counts;
  }

  private static Map<List<String>, Integer> identities(Map<Entry, Integer> counts) {
    Map<List<String>, Integer> identities = new HashMap<>();
    counts.forEach(
        (entry, count) ->
            identities.merge(List.of(entry.where(), entry.identity()), count, Integer::sum));
    return identities;
  }

  private static List<String> examples(Map<Entry, Integer> missing, Map<Entry, Integer> extra) {
    List<String> examples = new ArrayList<>();
    missing.keySet().stream()
        .limit(EXAMPLES / 2)
        .forEach(entry -> examples.add("missing: " + entry.line()));
    extra.keySet().stream()
        .limit(EXAMPLES / 2)
        .forEach(entry -> examples.add("not expected: " + entry.line()));
    return examples;
  }
}
