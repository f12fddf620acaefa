package io.finlake.etl.prove;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Proofs beside each other: most of the time each of them waits for one thing, and a second core
 * for nothing.
 *
 * @param lanes names of proofs, each after the one before it in its lane
 */
public record Lanes(List<List<String>> lanes) {
  public Lanes {
    lanes = lanes.stream().map(List::copyOf).toList();
  }

  /** Proves all, and answers by name; when one lane fails the others are stopped. */
  public Map<String, Proof.Result> run(Function<String, Proof.Result> prove) {
    ExecutorService beside = Executors.newFixedThreadPool(Math.max(1, lanes.size()));
    try {
      CompletionService<Map<String, Proof.Result>> running =
          new ExecutorCompletionService<>(beside);
      for (List<String> lane : lanes) {
        running.submit(() -> lane(lane, prove));
      }
      Map<String, Proof.Result> results = new LinkedHashMap<>();
      for (int ended = 0; ended < lanes.size(); ended++) {
        results.putAll(running.take().get());
      }
      return results;
    } catch (InterruptedException thrown) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the proof was interrupted", thrown);
    } catch (ExecutionException thrown) {
      if (thrown.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("a proof stopped", thrown.getCause());
    } finally {
      beside.shutdownNow();
    }
  }

  private static Map<String, Proof.Result> lane(
      List<String> lane, Function<String, Proof.Result> prove) {
    Map<String, Proof.Result> results = new LinkedHashMap<>();
    lane.forEach(name -> results.put(name, prove.apply(name)));
    return results;
  }
}
