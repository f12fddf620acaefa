package io.finlake.etl.parse;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts fields that the contract does not know, and keeps their text where it says add. */
final class UnknownFields {
  /** What names beyond the limit are counted as. */
  static final String OTHER = "(other)";

  private static final int LONGEST_NAME = 200;

  private final boolean keep;
  private final int names;
  private final Map<String, long[]> counts = new HashMap<>();
  private final List<String> seen = new ArrayList<>();
  private final Map<String, String> kept = new TreeMap<>();

  UnknownFields(boolean keep, int names) {
    this.keep = keep;
    this.names = names;
  }

  /** Whether texts are wanted. */
  boolean keeps() {
    return keep;
  }

  void begin() {
    seen.clear();
    kept.clear();
  }

  /** The record holds such a field; its text counts only where texts are wanted. */
  void found(String name, String text) {
    seen.add(name);
    if (keep) {
      kept.put(shown(name), CardNumbers.mask(text));
    }
  }

  /** The record is good so far as its form goes: its unknown fields count. */
  Map<String, String> commit() {
    for (String name : seen) {
      long[] count = counts.get(name);
      if (count == null) {
        String key = counts.size() < names ? name : OTHER;
        count = counts.computeIfAbsent(key, any -> new long[1]);
      }
      count[0]++;
    }
    return kept.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(kept));
  }

  Map<String, Long> counts() {
    Map<String, Long> result = new TreeMap<>();
    counts.forEach((name, count) -> result.merge(shown(name), count[0], Long::sum));
    return result;
  }

  private static String shown(String name) {
    String masked = CardNumbers.mask(name);
    return masked.length() <= LONGEST_NAME ? masked : masked.substring(0, LONGEST_NAME) + "…";
  }
}
