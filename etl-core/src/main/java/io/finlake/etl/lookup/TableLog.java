package io.finlake.etl.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The log of a table as it lies in its folder: which versions it still has, since when, and what
 * each brought. Reads without Spark; changes nothing.
 */
public final class TableLog {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern CHECKPOINT =
      Pattern.compile("(\\d{20})\\.checkpoint(?:\\.(\\d{10})\\.(\\d{10}))?\\.parquet");
  private static final Pattern CHECKSUM = Pattern.compile("(\\d{20})\\.crc");

  private final FileSystem files;
  private final Path folder;
  private final TreeMap<Long, Instant> commits = new TreeMap<>();
  private final TreeMap<Long, Checkpoint> checkpoints = new TreeMap<>();
  private final List<Entry> entries = new ArrayList<>();

  private TableLog(FileSystem files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /** A file of the log, by its name, and the version that it is of. */
  public record Entry(String name, long version) {}

  private record Checkpoint(long parts, long found) {
    boolean whole() {
      return parts == found;
    }
  }

  /** The log of a table; empty when none lies there. */
  public static Optional<TableLog> at(Configuration hadoop, String table) {
    Path folder = new Path(table, "_delta_log");
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      TableLog log = new TableLog(files, folder);
      for (FileStatus file : files.listStatus(folder)) {
        log.add(file);
      }
      return log.commits.isEmpty() ? Optional.empty() : Optional.of(log.inOrder());
    } catch (FileNotFoundException none) {
      return Optional.empty();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private void add(FileStatus file) {
    String name = file.getPath().getName();
    Matcher commit = COMMIT.matcher(name);
    Matcher checkpoint = CHECKPOINT.matcher(name);
    Matcher checksum = CHECKSUM.matcher(name);
    if (commit.matches()) {
      long version = Long.parseLong(commit.group(1));
      commits.put(version, Instant.ofEpochMilli(file.getModificationTime()));
      entries.add(new Entry(name, version));
    } else if (checkpoint.matches()) {
      long version = Long.parseLong(checkpoint.group(1));
      long parts = checkpoint.group(3) == null ? 1 : Long.parseLong(checkpoint.group(3));
      checkpoints.merge(
          version,
          new Checkpoint(parts, 1),
          (one, other) -> new Checkpoint(one.parts(), one.found() + other.found()));
      entries.add(new Entry(name, version));
    } else if (checksum.matches()) {
      entries.add(new Entry(name, Long.parseLong(checksum.group(1))));
    }
  }

  /** As Delta reads times: a later version is later, whatever the storage's clock said. */
  private TableLog inOrder() {
    Instant last = Instant.MIN;
    for (Map.Entry<Long, Instant> commit : commits.entrySet()) {
      if (!commit.getValue().isAfter(last)) {
        commit.setValue(last.plusMillis(1));
      }
      last = commit.getValue();
    }
    entries.sort(Comparator.comparingLong(Entry::version).thenComparing(Entry::name));
    return this;
  }

  /** The newest version. */
  public long newest() {
    return commits.lastKey();
  }

  /** Whether commits of all versions between two are there, both included. */
  private boolean unbroken(long from, long to) {
    return from > to || commits.subMap(from, true, to, true).size() == to - from + 1;
  }

  /**
   * The oldest version that can be put together: the first, or the oldest with a whole checkpoint
   * after which no commit is missing. Empty when the log is broken.
   */
  public Optional<Long> earliest() {
    if (unbroken(0, newest())) {
      return Optional.of(0L);
    }
    return checkpoints().stream().filter(it -> unbroken(it + 1, newest())).findFirst();
  }

  /** The versions that have a whole checkpoint, ascending. */
  public List<Long> checkpoints() {
    return checkpoints.entrySet().stream()
        .filter(it -> it.getValue().whole())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** What was the newest version at a moment; empty when the log has none so old. */
  public Optional<Long> at(Instant moment) {
    return commits.entrySet().stream()
        .filter(commit -> !commit.getValue().isAfter(moment))
        .map(Map.Entry::getKey)
        .max(Comparator.naturalOrder());
  }

  /** When a version was committed; empty when the log does not have its commit any more. */
  public Optional<Instant> time(long version) {
    return Optional.ofNullable(commits.get(version));
  }

  /** The files of the log that are of versions before one, oldest first. */
  public List<Entry> before(long version) {
    return entries.stream().filter(entry -> entry.version() < version).toList();
  }

  /**
   * Paths, below the table's folder, of all files that the commits after a version brought: rows
   * and change data.
   *
   * @throws IllegalStateException when one of those commits is not there
   */
  public Set<String> brought(long after) {
    if (!unbroken(after + 1, newest())) {
      throw new IllegalStateException("commits after " + after + " are missing in " + folder);
    }
    Set<String> paths = new HashSet<>();
    commits
        .tailMap(after, false)
        .keySet()
        .forEach(version -> read(version, line -> path(line).ifPresent(paths::add)));
    return paths;
  }

  /**
   * The newest version up to which, after a version, only files were written anew: no row changed,
   * no batch was counted, no column or property is another. The version itself when the next commit
   * did anything else.
   */
  public long quietUntil(long after) {
    long quiet = after;
    while (commits.containsKey(quiet + 1) && isQuiet(quiet + 1)) {
      quiet++;
    }
    return quiet;
  }

  private boolean isQuiet(long version) {
    boolean[] quiet = {true};
    read(version, line -> quiet[0] &= isQuiet(line));
    return quiet[0];
  }

  private static boolean isQuiet(String line) {
    try {
      JsonNode action = JSON.readTree(line);
      JsonNode file = action.has("add") ? action.get("add") : action.path("remove");
      return action.has("commitInfo") || !file.path("dataChange").asBoolean(true);
    } catch (JsonProcessingException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private void read(long version, Consumer<String> each) {
    Path commit = new Path(folder, String.format("%020d.json", version));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(files.open(commit), StandardCharsets.UTF_8))) {
      lines.lines().filter(line -> !line.isBlank()).forEach(each);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static Optional<String> path(String line) {
    try {
      JsonNode action = JSON.readTree(line);
      JsonNode file = action.has("add") ? action.get("add") : action.path("cdc");
      return Optional.of(file.path("path"))
          .filter(JsonNode::isTextual)
          .map(JsonNode::asText)
          .map(TableLog::decoded);
    } catch (JsonProcessingException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** The path as it lies on storage; the log has it as a URI. */
  static String decoded(String path) {
    return URI.create(path).getPath();
  }
}
