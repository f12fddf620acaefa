package io.finlake.etl.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

  /** Proves all, and answers by name; of lanes that fail the first one is told. */
  public Map<String, Proof.Result> run(Function<String, Proof.Result> prove) {
    ExecutorService beside = Executors.newFixedThreadPool(Math.max(1, lanes.size()));
    try {
      List<Future<Map<String, Proof.Result>>> running = new ArrayList<>();
      for (List<String> lane : lanes) {
        running.add(beside.submit(() -> lane(lane, prove)));
      }
      Map<String, Proof.Result> results = new LinkedHashMap<>();
      for (Future<Map<String, Proof.Result>> lane : running) {
        results.putAll(lane.get());
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
