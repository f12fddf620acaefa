package io.finlake.etl.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * The steps of this process, in a child: each is written down, and at the one that the controller
 * chose the thread stops for good, after telling the controller, which then kills the process. In
 * any other process nothing is named and nothing stops.
 */
final class Steps {
  /** Names the folder in which controller and child talk. */
  static final String FOLDER = "finlake.prove.folder";

  /** Names the lake's root. */
  static final String LAKE = "finlake.prove.lake";

  /** File systems and log stores are made by their name, many times: they share these steps. */
  static final Steps OF_THIS_PROCESS = ofThisProcess();

  private final Optional<Talk> talk;
  private final StepNames names;
  private final Map<String, Integer> aims = new ConcurrentHashMap<>();
  private volatile String doing = "begin";

  private Steps(Optional<Talk> talk, Path lake) {
    this.talk = talk;
    this.names = new StepNames(lake);
    talk.ifPresent(it -> it.aims().forEach(aim -> aims.put(aim.step(), aim.passes())));
  }

  private static Steps ofThisProcess() {
    Optional<Talk> talk =
        Optional.ofNullable(System.getProperty(FOLDER)).map(folder -> new Talk(Path.of(folder)));
    return new Steps(talk, Path.of(System.getProperty(LAKE, "/")));
  }

  /** What the file is, where anybody listens. */
  Optional<String> nameOf(String path) {
    return talk.isEmpty() ? Optional.empty() : names.of(Path.of(path));
  }

  /** Whether a path lies in raw, where anybody listens. */
  boolean isRaw(String path) {
    return talk.isPresent() && names.isRaw(Path.of(path));
  }

  /** From now on steps belong to this command. */
  void doing(String command) {
    doing = command;
  }

  /** A step is reached. Does not return when the process is to die here. */
  void reached(String step) {
    if (talk.isEmpty()) {
      return;
    }
    String name = doing + ": " + step;
    talk.get().reached(name);
    Integer left = aims.computeIfPresent(name, (same, passes) -> passes - 1);
    if (left != null && left < 0) {
      talk.get().stopped(name);
      waitForTheEnd();
    }
  }

  private static void waitForTheEnd() {
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try {
        never.await();
      } catch (InterruptedException again) {
        // Spark interrupts tasks of failed stages; a process that is to die here must not go on.
      }
    }
  }

  /**
   * A step at which to die.
   *
   * @param step its name
   * @param passes how often it is passed before
   */
  record Aim(String step, int passes) {
    static Aim parse(String line) {
      int at = line.indexOf('\t');
      return new Aim(line.substring(at + 1), Integer.parseInt(line.substring(0, at)));
    }

    String line() {
      return passes + "\t" + step;
    }
  }

  /** The files by which controller and child talk. */
  record Talk(Path folder) {
    private static final String STOPPED = "stopped";

    /** The file with aims, one a line. */
    Path aimsFile() {
      return folder.resolve("aims");
    }

    /** The file with reached steps, one a line. */
    Path stepsFile() {
      return folder.resolve("steps");
    }

    Iterable<Aim> aims() {
      try {
        return Files.exists(aimsFile())
            ? Files.readAllLines(aimsFile()).stream().map(Aim::parse).toList()
            : List.of();
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }

    void reached(String step) {
      try {
        Files.writeString(
            stepsFile(), step + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }

    /** How many steps were reached. */
    long count() {
      try (Stream<String> lines =
          Files.exists(stepsFile()) ? Files.lines(stepsFile()) : Stream.empty()) {
        return lines.count();
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }

    /** Where the child stopped; empty while it goes on. */
    Optional<String> stopped() {
      try {
        Path file = folder.resolve(STOPPED);
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }

    /** Says where the child stopped; of several threads the first one. */
    void stopped(String step) {
      try {
        Path whole =
            Files.writeString(folder.resolve(STOPPED + "-" + Thread.currentThread().getId()), step);
        Files.createLink(folder.resolve(STOPPED), whole);
      } catch (FileAlreadyExistsException another) {
        // Another thread stopped first, and its step is the one that the process dies at.
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
  }
}
