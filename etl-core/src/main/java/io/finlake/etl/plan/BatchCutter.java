package io.finlake.etl.plan;

import io.finlake.etl.contract.RawSource.Batching;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cuts waiting objects into the batches that they will make, in the order in which those are taken.
 */
public final class BatchCutter {
  private BatchCutter() {}

  /**
   * One batch of all objects, or one for each date folder, oldest first; objects outside date
   * folders come first.
   *
   * @return no batch when nothing waits
   */
  public static List<Inputs.RawObjects> cut(List<RawObject> waiting, Batching batching) {
    if (waiting.isEmpty()) {
      return List.of();
    }
    if (batching == Batching.ALL) {
      return List.of(new Inputs.RawObjects(waiting));
    }
    TreeMap<LocalDate, List<RawObject>> byDate = new TreeMap<>();
    for (RawObject object : waiting) {
      byDate
          .computeIfAbsent(object.date().orElse(LocalDate.MIN), date -> new ArrayList<>())
          .add(object);
    }
    return byDate.values().stream().map(Inputs.RawObjects::new).toList();
  }

  /** The newest date folder among what was known and these objects. */
  public static Optional<LocalDate> knownUntil(
      Optional<LocalDate> before, Inputs.RawObjects objects) {
    return java.util.stream.Stream.concat(
            before.stream(), objects.objects().stream().flatMap(object -> object.date().stream()))
        .max(LocalDate::compareTo);
  }
}
