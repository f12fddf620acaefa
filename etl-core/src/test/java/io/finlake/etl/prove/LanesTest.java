package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Proofs beside each other. */
@Timeout(20)
class LanesTest {
  @Test
  void lanesGoOnAtTheSameTimeAndEachInItsOrder() {
    CyclicBarrier meeting = new CyclicBarrier(2);
    Queue<Character> order = new ConcurrentLinkedQueue<>();

    Map<String, Proof.Result> results =
        new Lanes(List.of(List.of("a1", "a2"), List.of("b1", "b2")))
            .run(
                name -> {
                  try {
                    meeting.await(10, TimeUnit.SECONDS);
                  } catch (Exception thrown) {
                    throw new IllegalStateException(name + " was alone", thrown);
                  }
                  order.add(name.charAt(1));
                  return result(name);
                });

    assertThat(order).containsExactly('1', '1', '2', '2');
    assertThat(results).containsOnlyKeys("a1", "a2", "b1", "b2");
    assertThat(results.get("b2").notes()).containsExactly("b2");
  }

  @Test
  void aLaneThatFailsStopsTheOther() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    Lanes lanes = new Lanes(List.of(List.of("long"), List.of("broken")));

    assertThatThrownBy(
            () ->
                lanes.run(
                    name -> {
                      if (name.equals("broken")) {
                        throw new IllegalArgumentException("no folder");
                      }
                      try {
                        Thread.sleep(15_000);
                      } catch (InterruptedException asked) {
                        stopped.countDown();
                      }
                      return result(name);
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no folder");
    assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
  }

  private static Proof.Result result(String name) {
    return new Proof.Result(1, 0, 0, 0, 0, List.of(name), List.of(), 0);
  }
}
