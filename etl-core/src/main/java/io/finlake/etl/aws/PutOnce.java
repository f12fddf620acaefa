package io.finlake.etl.aws;

import io.finlake.etl.aws.CommitObject.Answer;
import io.finlake.etl.aws.CommitObject.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts an object that nobody else may have put, and knows at the end whether it did. Whatever is
 * not certain is settled by reading the object back: bytes that are ours are our commit. Delta
 * writes a random id into each commit, so two writers never have the same bytes.
 */
final class PutOnce {
  /** So often a store that does not answer clearly is asked. */
  static final int TRIES = 6;

  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Pauses pauses;

  PutOnce(Pauses pauses) {
    this.pauses = pauses;
  }

  /** Waits between tries. */
  @FunctionalInterface
  interface Pauses {
    /** Waits before another try; the first one that is waited for is number 1. */
    void before(int again) throws IOException;

    /** Twice as long each time, and by chance: two writers that met do not meet again. */
    static Pauses growing() {
      return again -> {
        long most = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(again, 10));
        try {
          Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
        } catch (InterruptedException thrown) {
          Thread.currentThread().interrupt();
          InterruptedIOException stopped = new InterruptedIOException("stopped while waiting");
          stopped.initCause(thrown);
          throw stopped;
        }
      };
    }
  }

  /**
   * Creates the object.
   *
   * @throws FileAlreadyExistsException when it is another one's
   * @throws IOException when nothing was stored, or it could not be found out
   */
  void create(CommitObject object, byte[] bytes) throws IOException {
    IOException last = new IOException("no answer");
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      if (attempt > 1) {
        pauses.before(attempt - 1);
      }
      Answer answer = object.create(bytes);
      if (answer.kind() == Kind.STORED) {
        return;
      }
      if (answer.kind() == Kind.REFUSED) {
        throw answer.why().orElse(last);
      }
      last = answer.why().orElse(last);
      try {
        // Taken, too, may be by us: by an earlier try, or by a copy that the network made of this.
        Optional<byte[]> there = object.read();
        if (there.isPresent()) {
          if (Arrays.equals(there.get(), bytes)) {
            return;
          }
          throw new FileAlreadyExistsException(object.name());
        }
      } catch (FileAlreadyExistsException others) {
        throw others;
      } catch (IOException unsure) {
        last = unsure;
      }
    }
    throw new IOException(
        "it is not known whether " + object.name() + " was stored, after " + TRIES + " tries",
        last);
  }

  /**
   * Stores the object, whatever is there.
   *
   * @throws IOException when it was not stored, or it could not be found out
   */
  void replace(CommitObject object, byte[] bytes) throws IOException {
    IOException last = new IOException("no answer");
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      if (attempt > 1) {
        pauses.before(attempt - 1);
      }
      Answer answer = object.replace(bytes);
      if (answer.kind() == Kind.STORED) {
        return;
      }
      last = answer.why().orElse(last);
      if (answer.kind() == Kind.REFUSED) {
        throw last;
      }
    }
    throw new IOException(
        "it is not known whether " + object.name() + " was stored, after " + TRIES + " tries",
        last);
  }

  /**
   * Whether a store keeps to the condition, tried on an object that nobody else writes with other
   * bytes: one that is there is not stored again.
   *
   * @throws IOException when that cannot be found out
   */
  boolean keptBy(CommitObject object, byte[] bytes) throws IOException {
    IOException last = new IOException("no answer");
    int stored = 0;
    for (int attempt = 1; attempt <= TRIES; attempt++) {
      Answer answer = object.create(bytes);
      if (answer.kind() == Kind.TAKEN) {
        return true;
      }
      if (answer.kind() == Kind.REFUSED) {
        throw answer.why().orElse(last);
      }
      if (answer.kind() == Kind.STORED && ++stored > 1) {
        return false;
      }
      if (answer.kind() == Kind.UNSURE) {
        last = answer.why().orElse(last);
        pauses.before(attempt);
      }
    }
    throw new IOException(
        "it is not known whether " + object.name() + " was stored, after " + TRIES + " tries",
        last);
  }
}
