package io.finlake.etl.doctor;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;

/** The files of a table's log, each read by itself. */
final class LogFolder {
  private static final ObjectReader STRICT =
      new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final Pattern ENTRY = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern CHECKSUM = Pattern.compile("(\\d{20})\\.crc");
  private static final Pattern CHECKPOINT =
      Pattern.compile("(\\d{20})\\.checkpoint(?:\\.\\d{10}\\.(\\d{10}))?\\.parquet");

  /** The pointer to the newest checkpoint. */
  static final String POINTER = "_last_checkpoint";

  private final FileSystem files;
  private final Path folder;
  private final ParquetFiles parquet;
  private final TreeMap<Long, Path> entries = new TreeMap<>();
  private final TreeMap<Long, Path> checksums = new TreeMap<>();
  private final TreeMap<Long, List<Path>> checkpoints = new TreeMap<>();
  private Optional<Path> pointer = Optional.empty();
  private boolean there;

  private LogFolder(FileSystem files, Path folder, ParquetFiles parquet) {
    this.files = files;
    this.folder = folder;
    this.parquet = parquet;
  }

  static LogFolder of(Configuration hadoop, String table) {
    Path folder = new Path(table, "_delta_log");
    try {
      LogFolder log = new LogFolder(folder.getFileSystem(hadoop), folder, new ParquetFiles(hadoop));
      for (FileStatus file : log.files.listStatus(folder)) {
        log.add(file.getPath());
      }
      log.there = true;
      return log;
    } catch (FileNotFoundException none) {
      try {
        return new LogFolder(folder.getFileSystem(hadoop), folder, new ParquetFiles(hadoop));
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private void add(Path file) {
    Matcher entry = ENTRY.matcher(file.getName());
    Matcher checksum = CHECKSUM.matcher(file.getName());
    Matcher checkpoint = CHECKPOINT.matcher(file.getName());
    if (entry.matches()) {
      entries.put(Long.parseLong(entry.group(1)), file);
    } else if (checksum.matches()) {
      checksums.put(Long.parseLong(checksum.group(1)), file);
    } else if (checkpoint.matches()) {
      checkpoints
          .computeIfAbsent(Long.parseLong(checkpoint.group(1)), any -> new ArrayList<>())
          .add(file);
    } else if (file.getName().equals(POINTER)) {
      pointer = Optional.of(file);
    }
  }

  /** Whether the log has a single entry or checkpoint. */
  boolean empty() {
    return !there || (entries.isEmpty() && checkpoints.isEmpty());
  }

  TreeMap<Long, Path> entries() {
    return entries;
  }

  TreeMap<Long, Path> checksums() {
    return checksums;
  }

  TreeMap<Long, List<Path>> checkpoints() {
    return checkpoints;
  }

  Optional<Path> pointer() {
    return pointer;
  }

  /** Where it lies. */
  String path(String name) {
    return new Path(folder, name).toString();
  }

  /** The actions of an entry, in order; empty when it is not JSON to its end. */
  Optional<List<JsonNode>> actions(long version) {
    List<JsonNode> actions = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(files.open(entries.get(version)), StandardCharsets.UTF_8))) {
      for (String line : lines.lines().filter(it -> !it.isBlank()).toList()) {
        JsonNode action = STRICT.readTree(line);
        if (!action.isObject() || action.size() != 1) {
          return Optional.empty();
        }
        actions.add(action);
      }
    } catch (IOException | UncheckedIOException garbled) {
      return Optional.empty();
    }
    return actions.isEmpty() ? Optional.empty() : Optional.of(actions);
  }

  /** A file that is one JSON object; empty when it is not. */
  Optional<JsonNode> json(Path file) {
    try (InputStream in = files.open(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(STRICT.readTree(text)).filter(JsonNode::isObject);
    } catch (IOException garbled) {
      return Optional.empty();
    }
  }

  /** What a checkpoint states; empty when a part is missing or cannot be read. */
  Optional<LogState> checkpoint(long version) {
    List<Path> parts = checkpoints.get(version);
    Matcher first = CHECKPOINT.matcher(parts.get(0).getName());
    boolean whole =
        first.matches()
            && (first.group(2) == null ? 1 : Integer.parseInt(first.group(2))) == parts.size();
    if (!whole) {
      return Optional.empty();
    }
    LogState state = new LogState();
    for (Path part : parts) {
      Optional<String> why =
          ParquetFiles.why(
              () -> {
                parquet.readRows(part);
                parquet.each(part, row -> apply(state, row));
              });
      if (why.isPresent()) {
        return Optional.empty();
      }
    }
    return Optional.of(state);
  }

  private static void apply(LogState state, Group row) {
    struct(row, "add")
        .ifPresent(
            add ->
                state.add(
                    add.getString("path", 0),
                    add.getLong("size", 0),
                    add.getType().containsField("stats") && add.getFieldRepetitionCount("stats") > 0
                        ? add.getString("stats", 0)
                        : ""));
    struct(row, "txn")
        .ifPresent(txn -> state.number(txn.getString("appId", 0), txn.getLong("version", 0)));
    struct(row, "metaData")
        .ifPresent(
            metadata ->
                state.metadata(metadata.getString("id", 0), metadata.getString("schemaString", 0)));
  }

  private static Optional<Group> struct(Group row, String name) {
    return row.getType().containsField(name) && row.getFieldRepetitionCount(name) > 0
        ? Optional.of(row.getGroup(name, 0))
        : Optional.empty();
  }
}
