package io.finlake.etl.plan;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;

/**
 * Does things that need each other: each begins once what it needs has ended, the beginning of the
 * longest chain first.
 */
public final class Order<T extends Comparable<T>> {
  private final Map<T, Set<T>> needs;
  private final List<T> first;

  private Order(Map<T, Set<T>> needs, List<T> first) {
    this.needs = needs;
    this.first = first;
  }

  /**
   * The order of things.
   *
   * @param needs what each thing needs; needs that are not keys of the map count as met
   * @throws IllegalArgumentException when things need each other in a circle
   */
  public static <T extends Comparable<T>> Order<T> of(Map<T, Set<T>> needs) {
    Map<T, Integer> waiting = new HashMap<>();
    needs.keySet().forEach(thing -> waiting.put(thing, 0));
    // A chain is as long as there are things at most: what still grows after that is a circle.
    boolean grew = true;
    for (int pass = 0; grew; pass++) {
      grew = false;
      for (Map.Entry<T, Set<T>> thing : needs.entrySet()) {
        for (T need : thing.getValue()) {
          int behind = waiting.get(thing.getKey()) + 1;
          if (waiting.containsKey(need) && waiting.get(need) < behind) {
            waiting.put(need, behind);
            grew = true;
          }
        }
      }
      if (grew && pass > needs.size()) {
        throw new IllegalArgumentException("these need each other in a circle: " + needs.keySet());
      }
    }
    return new Order<>(
        needs,
        waiting.keySet().stream()
            .sorted(
                Comparator.comparing((T thing) -> -waiting.get(thing))
                    .thenComparing(Comparator.naturalOrder()))
            .toList());
  }

  /** What may begin now, in the order in which it should. */
  List<T> ready(Set<T> begun, Set<T> ended) {
    return first.stream()
        .filter(thing -> !begun.contains(thing))
        .filter(
            thing ->
                needs.get(thing).stream()
                    .allMatch(need -> ended.contains(need) || !needs.containsKey(need)))
        .toList();
  }

  /**
   * Does all things and gives their results.
   *
   * @param atOnce how many are done at the same time
   * @param work does a thing, told the results of what has ended before
   * @throws IllegalStateException when work ends without a result, or the thread is interrupted
   */
  public <R> Map<T, R> run(int atOnce, BiFunction<T, Map<T, R>, R> work) {
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    try {
      return run(new ExecutorCompletionService<>(threads), atOnce, work);
    } catch (InterruptedException thrown) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", thrown);
    } catch (ExecutionException thrown) {
      throw new IllegalStateException("work ended without a result", thrown.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private <R> Map<T, R> run(
      CompletionService<Map.Entry<T, R>> threads, int atOnce, BiFunction<T, Map<T, R>, R> work)
      throws InterruptedException, ExecutionException {
    Map<T, R> results = new HashMap<>();
    Set<T> begun = new LinkedHashSet<>();
    while (results.size() < needs.size()) {
      Map<T, R> known = Map.copyOf(results);
      Set<T> ended = new HashSet<>(results.keySet());
      ready(begun, ended).stream()
          .limit(atOnce - (begun.size() - ended.size()))
          .forEach(
              thing -> {
                begun.add(thing);
                threads.submit(() -> Map.entry(thing, work.apply(thing, known)));
              });
      Map.Entry<T, R> done = threads.take().get();
      results.put(done.getKey(), done.getValue());
    }
    return results;
  }
}
