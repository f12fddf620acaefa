package io.finlake.etl.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a table is at a version, put together from its log without Delta. */
final class LogState {
  private final TreeMap<String, LoggedFile> files = new TreeMap<>();
  private final Map<String, Long> numbers = new HashMap<>();
  private String incarnation = "";
  private String schema = "";

  /** Applies an action of an entry. */
  void apply(JsonNode action) {
    if (action.has("add")) {
      JsonNode add = action.get("add");
      add(add.path("path").asText(), add.path("size").asLong(), add.path("stats").asText(""));
    } else if (action.has("remove")) {
      files.remove(decoded(action.get("remove").path("path").asText()));
    } else if (action.has("txn")) {
      JsonNode txn = action.get("txn");
      number(txn.path("appId").asText(), txn.path("version").asLong());
    } else if (action.has("metaData")) {
      JsonNode metadata = action.get("metaData");
      metadata(metadata.path("id").asText(), metadata.path("schemaString").asText());
    }
  }

  /** Adds a file. */
  void add(String path, long bytes, String statistics) {
    files.put(decoded(path), LoggedFile.of(decoded(path), bytes, statistics));
  }

  /** Notes the number of an application id. */
  void number(String app, long number) {
    numbers.put(app, number);
  }

  /** Notes the table's identity and columns. */
  void metadata(String id, String columns) {
    incarnation = id;
    schema = columns;
  }

  private static String decoded(String path) {
    try {
      String plain = URI.create(path).getPath();
      return plain == null ? path : plain;
    } catch (IllegalArgumentException garbled) {
      return path;
    }
  }

  Collection<LoggedFile> files() {
    return files.values();
  }

  /** How another account of the same version differs; empty when it does not. */
  Optional<String> difference(LogState other) {
    if (!sizes().equals(other.sizes())) {
      return Optional.of("it names other files");
    }
    if (!numbers.equals(other.numbers)) {
      return Optional.of("it has other batch numbers");
    }
    return incarnation.equals(other.incarnation) && schema.equals(other.schema)
        ? Optional.empty()
        : Optional.of("it describes the table otherwise");
  }

  /** How a checksum file of the same version differs; what it does not say does not. */
  Optional<String> difference(JsonNode checksum) {
    long bytes = files.values().stream().mapToLong(LoggedFile::bytes).sum();
    if (checksum.path("numFiles").asLong(files.size()) != files.size()
        || checksum.path("tableSizeBytes").asLong(bytes) != bytes) {
      return Optional.of("it counts other files");
    }
    LogState stated = new LogState();
    checksum
        .path("allFiles")
        .forEach(add -> stated.add(add.path("path").asText(), add.path("size").asLong(), ""));
    if (checksum.path("allFiles").isArray() && !stated.sizes().equals(sizes())) {
      return Optional.of("it names other files");
    }
    checksum
        .path("setTransactions")
        .forEach(txn -> stated.number(txn.path("appId").asText(), txn.path("version").asLong()));
    if (checksum.path("setTransactions").isArray() && !stated.numbers.equals(numbers)) {
      return Optional.of("it has other batch numbers");
    }
    JsonNode metadata = checksum.path("metadata");
    boolean same =
        metadata.path("id").asText(incarnation).equals(incarnation)
            && metadata.path("schemaString").asText(schema).equals(schema);
    return same ? Optional.empty() : Optional.of("it describes the table otherwise");
  }

  private Map<String, Long> sizes() {
    Map<String, Long> sizes = new HashMap<>();
    files.forEach((path, file) -> sizes.put(path, file.bytes()));
    return sizes;
  }

  /** The same state, to go on from. */
  LogState copy() {
    LogState copy = new LogState();
    copy.files.putAll(files);
    copy.numbers.putAll(numbers);
    copy.metadata(incarnation, schema);
    return copy;
  }
}
