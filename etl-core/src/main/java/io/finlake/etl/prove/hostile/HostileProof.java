package io.finlake.etl.prove.hostile;

import com.github.luben.zstd.ZstdOutputStream;
import io.finlake.etl.prove.Proof;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPOutputStream;

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

  private final Request request;
  private final int tries;
  private final List<String> examples = new ArrayList<>();
  private final Map<String, Integer> alike = new HashMap<>();
  private long lost;
  private long doubled;
  private long wrong;
  private volatile long refused;
  private ExecutorService worker = worker();

  /** As many tries as the form that is asked for has. */
  public HostileProof(Request request) {
    this(request, request.fast() ? SHORT : LONG);
  }

  /** So many tries. */
  public HostileProof(Request request, int tries) {
    this.request = request;
    this.tries = tries;
  }

  @Override
  public Result run() {
    long begun = System.nanoTime();
    List<Kind> kinds = Kind.all();
    int faults = 0;
    for (int i = 0; i < tries; i++) {
      Kind kind = kinds.get(i % kinds.size());
      try {
        Try attempt = Try.draw(kind, new Random(request.seed() * 1_000_003L + i));
        faults += attempt.damages().size();
        check(i, attempt);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
      if ((i + 1) % 100_000 == 0) {
        request.progress().accept((i + 1) + " objects read, " + refused + " of them refused");
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
    refused += whole.refused().isPresent() ? 1 : 0;
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

  /**
   * An object that is tried.
   *
   * @param kind what it was
   * @param name with the suffix of its compression
   * @param valid its bytes before anything was done to them, not compressed
   * @param rows how many records it had then
   * @param plain its bytes, not compressed; empty when they were damaged as they are stored
   * @param stored its bytes as they are stored
   * @param damages what was done to it
   */
  record Try(
      Kind kind,
      String name,
      byte[] valid,
      int rows,
      Optional<byte[]> plain,
      byte[] stored,
      List<Damage> damages) {

    static Try draw(Kind kind, Random random) throws IOException {
      int rows = 1 + random.nextInt(12);
      byte[] valid = Makers.make(kind, Rows.draw(random, rows));
      byte[] other = Makers.make(kind, Rows.draw(random, 1 + random.nextInt(4)));
      String suffix = kind.seeks() ? "" : List.of("", "", ".gz", ".zst").get(random.nextInt(4));
      boolean packedFirst = !suffix.isEmpty() && random.nextBoolean();
      byte[] bytes = packedFirst ? packed(valid, suffix) : valid;
      List<Damage> damages = new ArrayList<>();
      for (int left = random.nextInt(4); left > 0; left--) {
        Damage damage = Damage.draw(random);
        bytes = damage.of(bytes, other, random);
        damages.add(damage);
      }
      return new Try(
          kind,
          "raw/bank/rows/object" + suffix,
          valid,
          rows,
          packedFirst ? Optional.empty() : Optional.of(bytes),
          packedFirst ? bytes : packed(bytes, suffix),
          damages);
    }

    private static byte[] packed(byte[] plain, String suffix) throws IOException {
      if (suffix.isEmpty()) {
        return plain;
      }
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (OutputStream out = suffix.equals(".gz") ? new GZIPOutputStream(bytes) : zstd(bytes)) {
        out.write(plain);
      }
      return bytes.toByteArray();
    }

    private static OutputStream zstd(OutputStream bytes) throws IOException {
      return new ZstdOutputStream(bytes).setChecksum(true);
    }

    Bytes object(int stride) {
      return new Bytes(name, stored, stride);
    }
  }
}
