package io.finlake.etl.prove;

import io.finlake.etl.error.Actor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A process that goes on with a script where the last one was killed, and notes each line that it
 * has done. What a line does is finlake's own commands; only what comes from outside is done here.
 */
public final class Child {
  private static final int TRANSIENT = Actor.TRANSIENT.exitCode();
  private static final int ABANDONED = 143;
  private static final Duration AGED = Duration.ofDays(3);

  private final Place place;
  private final Script script;
  private final Commands commands;

  private Child(Place place, Commands commands) {
    this.place = place;
    this.script = Script.of(place.ground(), place.lake());
    this.commands = commands;
  }

  /** The command line of finlake, in this process. */
  @FunctionalInterface
  public interface Commands {
    /** Runs a command to its end and answers with its exit code. */
    int run(String... words);
  }

  /**
   * The folders of one lake.
   *
   * @param folder of the lake and of what is noted of it
   * @param groundFolder of what it is given
   */
  record Place(Path folder, Path groundFolder) {
    Ground ground() {
      return Ground.at(groundFolder);
    }

    Path lake() {
      return folder.resolve("lake");
    }

    Path doneFile() {
      return folder.resolve("done");
    }

    Path failedFile() {
      return folder.resolve("failed");
    }

    /** How many lines are done. */
    int done() {
      return Files.exists(doneFile()) ? ProofFiles.lines(doneFile()).size() : 0;
    }

    /** How processes ended that did not end well, the last one last. */
    List<String> failures() {
      return Files.exists(failedFile()) ? ProofFiles.lines(failedFile()) : List.of();
    }

    /** Whether the last process that ended by itself said that trying again may help. */
    boolean mayTryAgain() {
      List<String> failures = failures();
      return !failures.isEmpty() && failures.get(failures.size() - 1).endsWith(" " + TRANSIENT);
    }
  }

  /**
   * Goes on with the script of a lake, once the controller says so; ends with the controller.
   *
   * @param folder of the lake and of what is noted of it
   * @param ground the folder of what it is given
   */
  public static void goOn(Path folder, Path ground, Commands commands) {
    endWithParent();
    Steps.OF_THIS_PROCESS.begin();
    new Child(new Place(folder, ground), commands).goOn();
  }

  /** Lets this process end when the one that started it does, however that ends. */
  public static void endWithParent() {
    ProcessHandle.current().parent().ifPresent(Child::endWith);
  }

  private static void endWith(ProcessHandle controller) {
    Thread watch =
        new Thread(
            () -> {
              controller.onExit().join();
              Runtime.getRuntime().halt(ABANDONED);
            },
            "end-with-the-proof");
    watch.setDaemon(true);
    watch.start();
  }

  private void goOn() {
    int done = place.done();
    boolean again = done < script.lines().size() && Files.exists(begun(done));
    for (int at = done; at < script.lines().size(); at++) {
      Script.Line line = script.lines().get(at);
      Steps.OF_THIS_PROCESS.doing(line.name());
      note(begun(at), "");
      int code = run(line);
      if (!line.right(code, again)) {
        note(place.failedFile(), line.name() + " ended with exit code " + code + "\n");
        return;
      }
      note(place.doneFile(), line.name() + "\n");
      again = false;
    }
  }

  private Path begun(int line) {
    return place.folder().resolve("begun-" + line);
  }

  private int run(Script.Line line) {
    String first = line.words().get(0);
    if (first.equals("deliver")) {
      deliver(line.words().get(1));
      return 0;
    }
    if (first.equals("age")) {
      age();
      return 0;
    }
    return commands.run(line.words().toArray(new String[0]));
  }

  /** Each object appears whole, with its time, and before the command that takes it. */
  private void deliver(String folder) {
    Path from = place.ground().delivery(folder);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = place.lake().resolve("raw").resolve(from.relativize(file));
        Files.createDirectories(to.getParent());
        Path beside = place.folder().resolve("on-its-way");
        Files.copy(
            file, beside, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        Files.move(beside, to, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Three days pass for all tables, so that there are files which nobody needs any more. */
  private void age() {
    Instant young = Instant.now().minus(Duration.ofDays(1));
    try {
      for (String zone : List.of("processed", "quarantine", "curated", "control")) {
        Files.walkFileTree(
            place.lake().resolve(zone),
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes found)
                  throws IOException {
                Instant modified = found.lastModifiedTime().toInstant();
                if (modified.isAfter(young)) {
                  Files.setLastModifiedTime(file, FileTime.from(modified.minus(AGED)));
                }
                return FileVisitResult.CONTINUE;
              }
            });
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static void note(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
