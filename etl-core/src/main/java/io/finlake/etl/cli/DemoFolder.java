package io.finlake.etl.cli;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder of a lake to show or to measure. It is made anew each time, and only a folder that
 * carries the marker of such a lake is ever deleted.
 */
final class DemoFolder {
  private static final String MARKER = ".finlake-demo";
  private static final DateTimeFormatter DATE_FOLDERS = DateTimeFormatter.ofPattern("yyyy/MM/dd");

  private final Path root;

  private DemoFolder(Path root) {
    this.root = root;
  }

  /**
   * The folder that was asked for, else one of this name in the target of finlake's own folder.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when it is no folder of this machine
   */
  static Path place(Optional<String> folder, String name, Surroundings surroundings) {
    String named =
        folder.orElseGet(
            () ->
                surroundings
                    .variable("FINLAKE_HOME")
                    .map(home -> home + "/target/" + name)
                    .orElse("target/" + name));
    String location = LakeOptions.location(named, surroundings);
    if (!location.startsWith("/")) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the lake cannot be made in " + named,
          "it needs a folder of this machine",
          "give one with --lake");
    }
    return Path.of(location);
  }

  /**
   * An empty folder with the marker.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when something that is not the demo's lies there
   */
  static DemoFolder fresh(Path root) {
    try {
      if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
        requireOurs(root);
        deleteBelow(root);
      }
      Files.createDirectories(root);
      Files.writeString(
          root.resolve(MARKER), "Made by 'finlake demo', which deletes this folder.\n");
      return new DemoFolder(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A folder with the marker and all that it holds, or an empty one with the marker.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when something that is not ours lies there
   */
  static DemoFolder kept(Path root) {
    return Files.isRegularFile(root.resolve(MARKER)) ? new DemoFolder(root) : fresh(root);
  }

  /** Where everything is generated before it is delivered. */
  Path landing() {
    return root.resolve("landing");
  }

  /** Moves the generated objects of this day, and those without a date, into raw. */
  void deliver(LocalDate day, List<LocalDate> laterDays) {
    List<String> later = laterDays.stream().map(DemoFolder::folder).toList();
    Predicate<Path> now = path -> later.stream().noneMatch(name -> path.toString().contains(name));
    Path from = landing().resolve("raw");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).filter(now).toList()) {
        Path to = root.resolve("raw").resolve(from.relativize(file));
        Files.createDirectories(to.getParent());
        Files.move(file, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the delivery of " + day + " could not be moved", e);
    }
  }

  private static String folder(LocalDate day) {
    return "/" + DATE_FOLDERS.format(day) + "/";
  }

  private static void requireOurs(Path root) throws IOException {
    boolean folder = Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS);
    if (folder && Files.isRegularFile(root.resolve(MARKER))) {
      return;
    }
    boolean empty = false;
    if (folder) {
      try (Stream<Path> entries = Files.list(root)) {
        empty = entries.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the demo does not touch " + root,
          "something lies there that the demo did not make (there is no " + MARKER + " in it)",
          "give another folder with --lake");
    }
  }

  /**
   * Links are removed, never followed. The marker goes last, so that a broken-off delete goes on.
   */
  private static void deleteBelow(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.equals(root.resolve(MARKER))) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!folder.equals(root)) {
              Files.delete(folder);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
