package io.finlake.etl.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
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
  private volatile boolean begun;

  private Steps(Optional<Talk> talk, Path lake) {
    this.talk = talk;
    this.names = new StepNames(lake);
  }

  private static Steps ofThisProcess() {
    Optional<Talk> talk =
        Optional.ofNullable(System.getProperty(FOLDER)).map(folder -> new Talk(Path.of(folder)));
    return new Steps(talk, Path.of(System.getProperty(LAKE, "/")));
  }

  /** Waits until the controller says go, and with what aims; what was done before is no step. */
  void begin() {
    talk.ifPresent(
        it -> {
          it.awaitGo();
          it.aims().forEach(aim -> aims.put(aim.step(), aim.passes()));
        });
    begun = talk.isPresent();
  }

  /** What the file is, where anybody listens. */
  Optional<String> nameOf(String path) {
    return begun ? names.of(Path.of(path)) : Optional.empty();
  }

  /** Whether a path lies in raw, where anybody listens. */
  boolean isRaw(String path) {
    return begun && names.isRaw(Path.of(path));
  }

  /** From now on steps belong to this command. */
  void doing(String command) {
    doing = command;
  }

  /** A step is reached. Does not return when the process is to die here. */
  void reached(String step) {
    if (!begun) {
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
    private static final long LOOK_MILLIS = 5;

    private Path aimsFile() {
      return folder.resolve("aims");
    }

    /** Tells a child that waits to go, and at which steps to die. */
    void go(List<Aim> aims) {
      try {
        Path beside = folder.resolve("aims-on-their-way");
        Files.writeString(beside, aims.stream().map(Aim::line).collect(Collectors.joining("\n")));
        Files.move(beside, aimsFile(), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }

    private void awaitGo() {
      try {
        while (!Files.exists(aimsFile())) {
          Thread.sleep(LOOK_MILLIS);
        }
      } catch (InterruptedException thrown) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted before it began", thrown);
      }
    }

    /** The file with reached steps, one a line. */
    Path stepsFile() {
      return folder.resolve("steps");
    }

    private List<Aim> aims() {
      try {
        return Files.readAllLines(aimsFile()).stream().map(Aim::parse).toList();
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

    /** How much is written of them: it grows while the child gets on. */
    long written() {
      return stepsFile().toFile().length();
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
