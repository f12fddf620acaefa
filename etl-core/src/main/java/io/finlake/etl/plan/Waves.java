package io.finlake.etl.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Orders things that need each other: each wave needs nothing but earlier waves. */
public final class Waves {
  private Waves() {}

  /**
   * The waves, in order.
   *
   * @param needs what each thing needs; needs that are not keys of the map count as met
   * @throws IllegalArgumentException when things need each other in a circle
   */
  public static <T extends Comparable<T>> List<List<T>> of(Map<T, Set<T>> needs) {
    List<List<T>> waves = new ArrayList<>();
    Set<T> open = new HashSet<>(needs.keySet());
    while (!open.isEmpty()) {
      List<T> wave =
          open.stream()
              .filter(thing -> needs.get(thing).stream().noneMatch(need -> open.contains(need)))
              .sorted()
              .toList();
      if (wave.isEmpty()) {
        throw new IllegalArgumentException("these need each other in a circle: " + open);
      }
      waves.add(wave);
      wave.forEach(open::remove);
    }
    return waves;
  }
}
