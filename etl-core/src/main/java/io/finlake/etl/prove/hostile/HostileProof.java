package io.finlake.etl.prove.hostile;

import io.finlake.etl.prove.Proof;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reads many thousand damaged objects of every kind, in this process and without a lake. A try is
 * one object, drawn from the seed and its own number alone, so that one that failed can be made
 * again.
 */
public final class HostileProof implements Proof {
  private static final int SHORT = 8_000;
  private static final int LONG = 1_000_000;
  private static final int EXAMPLES = 12;
  private static final int EXAMPLES_ALIKE = 2;
  private static final int ALIKE = 24;
  private static final long MOST_SECONDS = 60;

  private final long seed;
  private final int tries;
  private final Consumer<String> progress;
  private final List<String> examples = new ArrayList<>();
  private final Map<String, Integer> alike = new HashMap<>();
  private long lost;
  private long doubled;
  private long wrong;
  private final AtomicLong refused = new AtomicLong();
  private ExecutorService worker = worker();

  /** As many tries as the form that is asked for has. */
  public HostileProof(Request request) {
    this(request.seed(), request.fast() ? SHORT : LONG, request.progress());
  }

  /** So many tries. */
  HostileProof(long seed, int tries, Consumer<String> progress) {
    this.seed = seed;
    this.tries = tries;
    this.progress = progress;
  }

  @Override
  public Result run() {
    long begun = System.nanoTime();
    List<Kind> kinds = Kind.all();
    int faults = 0;
    for (int i = 0; i < tries; i++) {
      Kind kind = kinds.get(i % kinds.size());
      try {
        Try attempt = Try.draw(kind, new Random(seed * 1_000_003L + i));
        faults += attempt.damages().size();
        check(i, attempt);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
      if ((i + 1) % 100_000 == 0) {
        progress.accept((i + 1) + " objects read, " + refused + " of them refused");
      }
    }
    worker.shutdownNow();
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    List<String> notes = List.of(refused + " of " + tries + " objects were refused by name");
    return new Result(tries, faults, lost, doubled, wrong, notes, examples, millis);
  }

  /** One try, which is left to itself when it takes too long. */
  private void check(int number, Try attempt) {
    Future<List<String>> found = worker.submit(() -> faults(number, attempt));
    try {
      found.get(MOST_SECONDS, TimeUnit.SECONDS).forEach(each -> count(number, attempt, each));
    } catch (TimeoutException slow) {
      worker.shutdownNow();
      worker = worker();
      count(number, attempt, "wrong: it takes more than " + MOST_SECONDS + " seconds");
    } catch (InterruptedException thrown) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the proof was interrupted", thrown);
    } catch (ExecutionException thrown) {
      throw new IllegalStateException("a try cannot be judged", thrown);
    }
  }

  private static ExecutorService worker() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, "prove-hostile");
          thread.setDaemon(true);
          return thread;
        });
  }

  private List<String> faults(int number, Try attempt) {
    Reading whole = Reading.of(attempt.kind().spec(), attempt.object(1 << 16));
    Reading slow = Reading.of(attempt.kind().spec(), attempt.object(1 + number % 13));
    List<String> found = new ArrayList<>(whole.faults());
    boolean refusals = whole.refused().isPresent() && slow.refused().isPresent();
    if (!refusals && !whole.fingerprint().equals(slow.fingerprint())) {
      found.add(
          "wrong: the same bytes gave something else when they came slowly: "
              + Reading.difference(whole.fingerprint(), slow.fingerprint()));
    }
    refused.addAndGet(whole.refused().isPresent() ? 1 : 0);
    if (whole.faults().isEmpty()) {
      found.addAll(Conservation.problems(attempt, whole));
    }
    return found;
  }

  private void count(int number, Try attempt, String fault) {
    if (fault.startsWith("lost")) {
      lost++;
    } else if (fault.startsWith("doubled")) {
      doubled++;
    } else {
      wrong++;
    }
    int before = alike.merge(fault.substring(0, Math.min(ALIKE, fault.length())), 1, Integer::sum);
    if (before <= EXAMPLES_ALIKE && examples.size() < EXAMPLES) {
      examples.add(
          "try " + number + ", " + attempt.kind().name() + " " + attempt.damages() + ": " + fault);
    }
  }
}
