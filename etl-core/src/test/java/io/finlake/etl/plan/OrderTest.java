package io.finlake.etl.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OrderTest {
  @Test
  void theLongestChainBeginsFirst() {
    Map<String, Set<String>> needs = new HashMap<>();
    needs.put("a", Set.of());
    needs.put("b", Set.of("elsewhere"));
    needs.put("after b", Set.of("b"));
    needs.put("last", Set.of("after b", "a"));
    Order<String> order = Order.of(needs);

    // Two things wait behind b, one behind a.
    assertThat(order.ready(Set.of(), Set.of())).containsExactly("b", "a");
    assertThat(order.ready(Set.of("a", "b"), Set.of("b"))).containsExactly("after b");
    assertThat(order.ready(Set.of("a", "b", "after b"), Set.of("b", "after b"))).isEmpty();
  }

  @Test
  void aCircleHasNoOrder() {
    assertThatThrownBy(() -> Order.of(Map.of("a", Set.of("b"), "b", Set.of("a"))))
        .hasMessageContaining("circle");
    assertThatThrownBy(() -> Order.of(Map.of("a", Set.of("a")))).hasMessageContaining("circle");
  }

  @Test
  void workThatThrowsIsNoResult() {
    Order<String> order = Order.of(Map.of("a", Set.of()));

    assertThatThrownBy(
            () ->
                order.run(
                    2,
                    (thing, before) -> {
                      throw new IllegalArgumentException("no " + thing);
                    }))
        .hasRootCauseMessage("no a");
  }

  /**
   * Whatever needs what: all is done once, after its needs, and never more than so many at once.
   */
  @Property(tries = 100)
  void everythingIsDoneOnceAfterItsNeeds(
      @ForAll @Size(max = 12) List<Integer> edges, @ForAll @IntRange(min = 1, max = 3) int atOnce) {
    Map<Integer, Set<Integer>> needs = new HashMap<>();
    for (int thing = 0; thing < edges.size(); thing++) {
      needs.put(thing, new HashSet<>());
      for (int need = 0; need < thing; need++) {
        if ((edges.get(thing) >> need & 1) == 1) {
          needs.get(thing).add(need);
        }
      }
    }
    List<String> broken = java.util.Collections.synchronizedList(new ArrayList<>());
    AtomicInteger running = new AtomicInteger();

    Map<Integer, Integer> results =
        Order.of(needs)
            .run(
                atOnce,
                (thing, before) -> {
                  if (running.incrementAndGet() > atOnce) {
                    broken.add("too many at " + thing);
                  }
                  if (!before.keySet().containsAll(needs.get(thing))) {
                    broken.add(thing + " began before " + needs.get(thing));
                  }
                  running.decrementAndGet();
                  return thing * 2;
                });

    assertThat(broken).isEmpty();
    assertThat(results.keySet()).isEqualTo(needs.keySet());
    results.forEach((thing, result) -> assertThat(result).isEqualTo(thing * 2));
  }
}
