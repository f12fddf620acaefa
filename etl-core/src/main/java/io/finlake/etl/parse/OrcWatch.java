package io.finlake.etl.parse;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs ORC's decoding on a thread of its own, since of a stream of numbers that is cut off ORC 1.9
 * waits for the rest for ever without reading a byte. A thread that is given up spins until its
 * process ends.
 */
final class OrcWatch {
  /** A batch of rows takes milliseconds; what is read from storage meanwhile does not count. */
  private static final long MOST_IDLE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final OrcInput input;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "finlake-orc");
            made.setDaemon(true);
            return made;
          });
  private boolean stuck;

  OrcWatch(OrcInput input) {
    this.input = input;
  }

  /** Whether something was given up. */
  boolean stuck() {
    return stuck;
  }

  /** What the work gives, or what it throws. */
  <T> T run(Callable<T> work) throws IOException {
    long begun = System.nanoTime();
    Future<T> future = thread.submit(work);
    while (true) {
      try {
        return future.get(1, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        long idleSince = Math.max(begun, input.lastRead());
        if (!input.reading() && System.nanoTime() - idleSince > MOST_IDLE_NANOS) {
          stuck = true;
          throw new IOException("it is decoded without an end", e);
        }
      } catch (InterruptedException e) {
        stuck = true;
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("reading was interrupted");
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException io) {
          throw io;
        }
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) e.getCause();
      }
    }
  }

  /** No more work comes. */
  void close() {
    thread.shutdownNow();
  }
}
