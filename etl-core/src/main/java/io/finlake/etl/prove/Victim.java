package io.finlake.etl.prove;

import io.finlake.etl.prove.Steps.Aim;
import io.finlake.etl.prove.Steps.Talk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts children, and kills them with SIGKILL where it was told to. */
final class Victim {
  /** So long may a child be on its way to the next step. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  /** What a kill is called that was at no step. */
  static final String RANDOM = "a random moment";

  private static final long LOOK_MILLIS = 5;

  private final Launch launch;
  private final Map<String, String> secrets;

  Victim(Launch launch, Map<String, String> secrets) {
    this.launch = launch;
    this.secrets = Map.copyOf(secrets);
  }

  /**
   * When to kill.
   *
   * @param steps at the first of these that is reached
   * @param moment wherever it is then
   */
  record When(List<Aim> steps, Optional<Moment> moment) {
    When {
      steps = List.copyOf(steps);
    }

    /** Not at all. */
    static When never() {
      return new When(List.of(), Optional.empty());
    }
  }

  /**
   * A moment between steps.
   *
   * @param steps so many steps after the beginning
   * @param millis and then so much later
   */
  record Moment(int steps, long millis) {}

  /**
   * What became of a child.
   *
   * @param killedAt the step or moment; empty when it came to its end by itself
   * @param steps those that it reached, in order
   */
  record End(Optional<String> killedAt, List<String> steps) {}

  /** A child that has a Spark already and waits to be told to go. */
  static final class Ready implements AutoCloseable {
    private final Process process;
    private final Talk talk;

    private Ready(Process process, Talk talk) {
      this.process = process;
      this.talk = talk;
    }

    /**
     * Lets it go on with the script of its place, and waits for its end.
     *
     * @throws IllegalStateException when it neither ends nor stops
     */
    End go(When when) {
      try {
        talk.go(when.steps());
        Optional<String> killedAt = watch(process, talk, when.moment());
        List<String> steps =
            Files.exists(talk.stepsFile()) ? Files.readAllLines(talk.stepsFile()) : List.of();
        return new End(killedAt, steps);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      } finally {
        close();
      }
    }

    @Override
    public void close() {
      kill(process);
    }
  }

  /**
   * Starts a child for a place, and does not wait for it: starting takes as long as many a step.
   *
   * @param folder an empty one of this child's own
   */
  Ready ready(Child.Place place, Path folder) {
    try {
      Files.createDirectories(folder);
      return new Ready(start(place, folder), new Talk(folder));
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Brings a script to its end in one process, whose classes are kept for the next ones. */
  void undisturbed(Child.Place place, Path folder) {
    new Victim(launch.leavingClasses(folder), secrets).ready(place, folder).go(When.never());
    launch.keepClasses(folder);
  }

  private Process start(Child.Place place, Path folder) throws IOException {
    return Launch.process(launch.command(place, folder), folder, secrets).start();
  }

  private static Optional<String> watch(Process process, Talk talk, Optional<Moment> moment) {
    long stepped = System.nanoTime();
    long written = 0;
    long seen = Long.MAX_VALUE;
    while (true) {
      long now = System.nanoTime();
      if (talk.written() > written) {
        written = talk.written();
        stepped = now;
      }
      if (seen == Long.MAX_VALUE && moment.isPresent() && talk.count() >= moment.get().steps()) {
        seen = now;
      }
      long since = seen == Long.MAX_VALUE ? -1 : TimeUnit.NANOSECONDS.toMillis(now - seen);
      try {
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return Optional.empty();
        }
      } catch (InterruptedException thrown) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the proof was interrupted", thrown);
      }
      Optional<String> stopped = talk.stopped();
      if (stopped.isPresent()) {
        kill(process);
        return stopped;
      }
      if (moment.filter(it -> since >= it.millis()).isPresent()) {
        kill(process);
        return Optional.of(RANDOM);
      }
      if (now - stepped > PATIENCE.toNanos()) {
        throw new IllegalStateException("a child neither ends nor stops: " + talk.folder());
      }
    }
  }

  private static void kill(Process process) {
    process.destroyForcibly();
    process.onExit().join();
  }
}
