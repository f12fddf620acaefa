package io.finlake.etl.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** The processes of one race. They start once, and run many commands each. */
final class Racers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final long LOOK_MILLIS = 5;

  private final RaceTalk talk;
  private final List<Process> processes;
  private int heat;

  private Racers(RaceTalk talk, List<Process> processes) {
    this.talk = talk;
    this.processes = processes;
  }

  /**
   * Starts them, and waits until all can go.
   *
   * @param settings of Spark
   * @param secrets what their environment has
   */
  static Racers start(
      RaceTalk talk,
      int racers,
      Launch launch,
      Map<String, String> settings,
      Map<String, String> secrets) {
    Racers started = new Racers(talk, new ArrayList<>());
    try {
      for (int racer = 0; racer < racers; racer++) {
        started.processes.add(process(talk, racer, launch, settings, secrets));
      }
      started.await(() -> talk.ready(IntStream.range(0, racers).boxed().toList()));
      return started;
    } catch (IOException thrown) {
      started.close();
      throw new UncheckedIOException(thrown);
    } catch (RuntimeException thrown) {
      started.close();
      throw thrown;
    }
  }

  private static Process process(
      RaceTalk talk,
      int racer,
      Launch launch,
      Map<String, String> settings,
      Map<String, String> secrets)
      throws IOException {
    Files.createDirectories(talk.own(racer));
    List<String> arguments = List.of("race", talk.folder().toString(), Integer.toString(racer));
    List<String> command =
        launch.command(launch.main(), talk.own(racer), List.of(), settings, arguments);
    return Launch.process(command, talk.own(racer), secrets).start();
  }

  /**
   * Lets them run commands at the same moment, and waits for the last one.
   *
   * @param words by racer; one without words waits
   * @return the exit code of each that had words
   */
  Map<Integer, Integer> run(List<List<String>> words) {
    int now = heat++;
    talk.go(now, new RaceTalk.Heat(words));
    List<Integer> running =
        IntStream.range(0, words.size()).filter(it -> !words.get(it).isEmpty()).boxed().toList();
    await(() -> running.stream().allMatch(racer -> talk.code(now, racer).isPresent()));
    Map<Integer, Integer> codes = new TreeMap<>();
    running.forEach(racer -> codes.put(racer, talk.code(now, racer).orElseThrow()));
    return codes;
  }

  private void await(BooleanSupplier done) {
    long begun = System.nanoTime();
    while (!done.getAsBoolean()) {
      for (int racer = 0; racer < processes.size(); racer++) {
        if (!processes.get(racer).isAlive() && !done.getAsBoolean()) {
          throw new IllegalStateException("a racer died: see " + talk.own(racer));
        }
      }
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new IllegalStateException("a race does not end: " + talk.folder());
      }
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException thrown) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the proof was interrupted", thrown);
      }
    }
  }

  /** Ends them: by themselves when they are waiting, else at once. */
  @Override
  public void close() {
    talk.go(heat++, new RaceTalk.Heat(List.of()));
    for (Process process : processes) {
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException thrown) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
