package io.finlake.etl.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/** Folders of a proof, and files of lines in them. */
final class ProofFiles {
  private ProofFiles() {}

  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Writes a file that is there whole or not at all. */
  static void write(Path file, List<String> lines) {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.move(Files.write(beside, lines, StandardCharsets.UTF_8), file);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** An empty folder. */
  static void fresh(Path folder) {
    remove(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Removes a folder with all that it holds; nothing when there is none. */
  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /**
   * Brings the objects of a folder to the raw zone of a lake, each whole.
   *
   * @param storage how the lake is reached
   */
  static void deliver(Path from, String lake, Configuration storage) {
    try (Stream<Path> files = Files.walk(from)) {
      org.apache.hadoop.fs.Path raw = new org.apache.hadoop.fs.Path(lake, "raw");
      FileSystem lakes = raw.getFileSystem(storage);
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        org.apache.hadoop.fs.Path to =
            new org.apache.hadoop.fs.Path(raw, from.relativize(file).toString());
        lakes.copyFromLocalFile(false, true, new org.apache.hadoop.fs.Path(file.toUri()), to);
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
