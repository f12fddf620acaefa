package io.finlake.etl.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads a generated bank with nothing but the JDK and Jackson, to count apart from the generator.
 */
record GeneratedBank(Path root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** All files below the root, sorted by path. */
  List<Path> files(String folder) {
    try (Stream<Path> files = Files.walk(root.resolve(folder))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines of all objects of a dataset, in the order of path and offset. */
  List<String> lines(String dataset) {
    return files("raw/" + dataset.replace('.', '/')).stream()
        .flatMap(file -> lines(file).stream())
        .toList();
  }

  static List<String> lines(Path file) {
    try (InputStream bytes = Files.newInputStream(file);
        InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bookings that are whole JSON objects. */
  List<JsonNode> bookings() {
    return lines("payments.transactions").stream()
        .map(GeneratedBank::json)
        .flatMap(Optional::stream)
        .toList();
  }

  static Optional<JsonNode> json(String line) {
    try {
      return Optional.of(JSON.readTree(line));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  JsonNode truth() {
    try {
      return JSON.readTree(root.resolve("truth.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
