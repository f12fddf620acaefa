package io.finlake.etl.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the commits of a table say of themselves, entry by entry. They outlive the log: before
 * upkeep removes entries, it keeps their notes in one file beside the log, {@code _notes}. Reads
 * without Spark, and passes over entries that cannot be read: whoever must know which, looks at the
 * log itself.
 */
public final class CommitNotes {
  private static final Logger LOG = LoggerFactory.getLogger(CommitNotes.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ENTRY = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern KEPT = Pattern.compile("(\\d{20})\\.jsonl\\.gz");
  private static final String FOLDER = "_notes";

  private final FileSystem files;
  private final Path log;
  private final Path kept;

  private CommitNotes(Configuration hadoop, String table) {
    this.log = new Path(table, "_delta_log");
    this.kept = new Path(table, FOLDER);
    try {
      this.files = log.getFileSystem(hadoop);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /**
   * A commit.
   *
   * @param version the version that it made
   * @param numbers the number of every application id that it carries
   * @param note the text that its writer left in it; empty when there is none
   */
  public record Commit(long version, Map<String, Long> numbers, String note) {
    public Commit {
      numbers = Map.copyOf(numbers);
    }
  }

  /** The commits that carry a note, by version, those whose log entry is gone too. */
  public static List<Commit> of(Configuration hadoop, String table) {
    CommitNotes notes = new CommitNotes(hadoop, table);
    NavigableMap<Long, Commit> commits = new TreeMap<>();
    notes.named(notes.kept, KEPT).values().forEach(file -> notes.read(file, commits));
    for (Path entry : notes.named(notes.log, ENTRY).values()) {
      notes.commit(entry).ifPresent(commit -> commits.put(commit.version(), commit));
    }
    return List.copyOf(commits.values());
  }

  /**
   * Keeps the notes of versions before one, whose log entries are about to go. Safe to try again
   * after any failure: an older file goes when the new one is there, and never when it could not be
   * read.
   *
   * @throws UncheckedIOException when an entry cannot be read; then nothing may go
   */
  public static void keep(Configuration hadoop, String table, long before) {
    CommitNotes notes = new CommitNotes(hadoop, table);
    NavigableMap<Long, Path> older = notes.named(notes.kept, KEPT);
    NavigableMap<Long, Commit> commits = new TreeMap<>();
    older.values().removeIf(file -> !notes.read(file, commits));
    int known = commits.size();
    for (Path entry : notes.named(notes.log, ENTRY).headMap(before).values()) {
      try {
        notes.parsed(entry).ifPresent(commit -> commits.put(commit.version(), commit));
      } catch (JsonProcessingException garbled) {
        LOG.warn("event=note_garbled entry={}", entry.getName());
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    if (commits.size() > known) {
      notes.write(commits);
      older.headMap(commits.lastKey()).values().forEach(notes::remove);
    }
  }

  private void write(NavigableMap<Long, Commit> commits) {
    Path whole = new Path(kept, String.format("%020d.jsonl.gz", commits.lastKey()));
    Path begun = new Path(kept, "_" + whole.getName());
    try {
      try (OutputStream out = new GZIPOutputStream(files.create(begun, true))) {
        for (Commit commit : commits.values()) {
          ObjectNode line = JSON.createObjectNode();
          line.put("version", commit.version());
          ObjectNode numbers = line.putObject("numbers");
          new TreeMap<>(commit.numbers()).forEach(numbers::put);
          line.put("note", commit.note());
          out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      files.delete(whole, false);
      if (!files.rename(begun, whole)) {
        throw new IOException(begun + " does not get its name");
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private void remove(Path file) {
    try {
      files.delete(file, false);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Reads what a file kept; false when it cannot be read to its end. */
  private boolean read(Path file, NavigableMap<Long, Commit> commits) {
    NavigableMap<Long, Commit> found = new TreeMap<>();
    try (InputStream in = new GZIPInputStream(files.open(file))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        JsonNode one = JSON.readTree(line);
        Map<String, Long> numbers = new HashMap<>();
        one.get("numbers")
            .fields()
            .forEachRemaining(it -> numbers.put(it.getKey(), it.getValue().asLong()));
        long version = one.get("version").asLong();
        found.put(version, new Commit(version, numbers, one.get("note").asText()));
      }
    } catch (IOException unreadable) {
      // What it kept is missed by whoever needs it.
      LOG.warn("event=notes_unreadable file={}", file, unreadable);
      return false;
    }
    commits.putAll(found);
    return true;
  }

  private Optional<Commit> commit(Path entry) {
    try {
      return parsed(entry);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private Optional<Commit> parsed(Path entry) throws IOException {
    Map<String, Long> numbers = new HashMap<>();
    String note = "";
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(files.open(entry), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank()) {
          continue;
        }
        JsonNode action = JSON.readTree(line);
        note = action.path("commitInfo").path("userMetadata").asText(note);
        if (action.has("txn")) {
          JsonNode txn = action.get("txn");
          numbers.put(txn.path("appId").asText(), txn.path("version").asLong());
        }
      }
    }
    return numbers.isEmpty() || note.isEmpty()
        ? Optional.empty()
        : Optional.of(new Commit(version(entry, ENTRY), numbers, note));
  }

  private NavigableMap<Long, Path> named(Path folder, Pattern pattern) {
    NavigableMap<Long, Path> found = new TreeMap<>();
    try {
      for (FileStatus file : files.listStatus(folder)) {
        if (pattern.matcher(file.getPath().getName()).matches()) {
          found.put(version(file.getPath(), pattern), file.getPath());
        }
      }
    } catch (FileNotFoundException none) {
      return found;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return found;
  }

  private static long version(Path file, Pattern pattern) {
    Matcher matcher = pattern.matcher(file.getName());
    if (!matcher.matches()) {
      throw new IllegalStateException(file + " has no version");
    }
    return Long.parseLong(matcher.group(1));
  }
}
