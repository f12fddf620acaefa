package io.finlake.etl.prove;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Classes that one child has loaded and verified, kept for the next ones: a third of what starting
 * costs. Java itself looks whether the archive fits, and goes without it where it does not.
 *
 * @param file where it is kept
 */
record ClassArchive(Path file) {
  private static final String OWN = "classes.jsa";

  /** Flags of Java for a child that uses what is kept; none when nothing is. */
  List<String> uses(String classPath) {
    return fits(classPath) ? quietly("-XX:SharedArchiveFile=" + file) : List.of();
  }

  /** Flags of Java for a child that leaves what is to be kept, unless something is. */
  List<String> leaves(String classPath, Path own) {
    return fits(classPath)
        ? uses(classPath)
        : quietly("-XX:ArchiveClassesAtExit=" + own.resolve(OWN));
  }

  /** A class that could not be kept is no news. */
  private static List<String> quietly(String flag) {
    return List.of(flag, "-Xlog:disable", "-Xlog:all=error:stderr");
  }

  /** Keeps what a child that came to its end has left. */
  void keep(Path own) {
    try {
      if (Files.exists(own.resolve(OWN))) {
        Files.createDirectories(file.getParent());
        Files.move(own.resolve(OWN), file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Whether it was made after everything on the class path. */
  private boolean fits(String classPath) {
    long made = file.toFile().lastModified();
    return made > 0
        && List.of(classPath.split(File.pathSeparator)).stream()
            .allMatch(entry -> new File(entry).lastModified() < made);
  }
}
