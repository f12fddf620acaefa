package io.finlake.etl.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.hadoop.fs.Path;

/**
 * Looks through the log of a table: every entry is read, versions are counted, and what checkpoints
 * and checksum files state is held against what the entries say.
 */
final class LogCheck {
  private final String table;
  private final LogFolder log;
  private final Remedies remedies;
  private final List<Finding> findings = new ArrayList<>();
  private final TreeMap<Long, List<JsonNode>> readable = new TreeMap<>();
  private final TreeMap<Long, LogState> checkpoints = new TreeMap<>();
  private final TreeMap<Long, LogState> states = new TreeMap<>();

  private LogCheck(String table, LogFolder log, Remedies remedies) {
    this.table = table;
    this.log = log;
    this.remedies = remedies;
  }

  /**
   * What was found.
   *
   * @param findings what is damaged
   * @param state the newest version; empty when it cannot be put together
   */
  record Result(List<Finding> findings, Optional<LogState> state) {}

  /** Looks through a log that has an entry or a checkpoint. */
  static Result of(String table, LogFolder log, Remedies remedies) {
    LogCheck check = new LogCheck(table, log, remedies);
    check.readEntries();
    check.readCheckpoints();
    check.replay();
    check.gaps();
    check.derived();
    check.pointer();
    long newest = check.newest();
    return new Result(check.findings, Optional.ofNullable(check.states.get(newest)));
  }

  /** The newest version that anything in the log is of: an entry is written before all else. */
  private long newest() {
    TreeSet<Long> versions = new TreeSet<>(log.entries().keySet());
    versions.addAll(log.checkpoints().keySet());
    versions.addAll(log.checksums().keySet());
    return versions.last();
  }

  private void readEntries() {
    for (Map.Entry<Long, Path> entry : log.entries().entrySet()) {
      log.actions(entry.getKey())
          .ifPresentOrElse(
              actions -> readable.put(entry.getKey(), actions),
              () ->
                  add(
                      Damage.LOG_ENTRY,
                      entry.getValue(),
                      "the entry of version " + entry.getKey() + " is not JSON to its end",
                      entry.getKey()));
    }
  }

  private void readCheckpoints() {
    for (long version : log.checkpoints().keySet()) {
      log.checkpoint(version).ifPresent(state -> checkpoints.put(version, state));
    }
  }

  /** Every version that can be put together, from whatever comes before it. */
  private void replay() {
    LogState state = new LogState();
    long at = -1;
    TreeSet<Long> versions = new TreeSet<>(readable.keySet());
    versions.addAll(checkpoints.keySet());
    for (long version : versions) {
      boolean follows = version == at + 1 && readable.containsKey(version);
      if (follows) {
        state = state.copy();
        readable.get(version).forEach(state::apply);
      } else if (checkpoints.containsKey(version)) {
        state = checkpoints.get(version);
      } else {
        continue;
      }
      at = version;
      states.put(version, state);
    }
  }

  private void gaps() {
    long newest = newest();
    long first = log.entries().isEmpty() ? newest + 1 : log.entries().firstKey();
    boolean begins =
        first == 0 || log.checkpoints().keySet().stream().anyMatch(it -> it >= first - 1);
    List<Long> missing =
        LongStream.rangeClosed(begins ? first : 0, newest)
            .filter(version -> !log.entries().containsKey(version))
            .boxed()
            .toList();
    if (!missing.isEmpty()) {
      String those = missing.stream().map(String::valueOf).collect(Collectors.joining(", "));
      findings.add(
          new Finding(
              Damage.LOG_GAP,
              new Finding.Place(table, "_delta_log"),
              "the log has no entry of version " + those,
              effect(missing.get(missing.size() - 1)),
              remedy(missing.get(missing.size() - 1))));
    }
  }

  /** What only repeats what entries say: wrong ones can go where the entries are whole. */
  private void derived() {
    for (Map.Entry<Long, List<Path>> checkpoint : log.checkpoints().entrySet()) {
      long version = checkpoint.getKey();
      Optional<LogState> stated = Optional.ofNullable(checkpoints.get(version));
      Optional<LogState> told = replayed(version);
      Optional<String> why =
          stated.isEmpty()
              ? Optional.of("it cannot be read to its end, or lacks a part")
              : told.flatMap(it -> it.difference(stated.get()));
      // One that can be read and says otherwise may be right, and an entry wrong.
      why.ifPresent(
          text ->
              wrongCopy(
                  Damage.CHECKPOINT,
                  checkpoint.getValue(),
                  "the checkpoint of version " + version + ": " + text,
                  stated.isEmpty() && told.isPresent()));
    }
    for (Map.Entry<Long, Path> checksum : log.checksums().entrySet()) {
      Optional<JsonNode> stated = log.json(checksum.getValue());
      Optional<LogState> told = Optional.ofNullable(states.get(checksum.getKey()));
      Optional<String> why =
          stated.isEmpty()
              ? Optional.of("it is not JSON to its end")
              : told.flatMap(it -> it.difference(stated.get()));
      // One that contradicts itself is wrong; one that does not may be right, and the log wrong.
      boolean own = stated.isEmpty() || contradictsItself(stated.get());
      why.ifPresent(
          text ->
              wrongCopy(
                  Damage.LOG_CHECKSUM,
                  List.of(checksum.getValue()),
                  "the checksum of version " + checksum.getKey() + ": " + text,
                  own && told.isPresent()));
    }
  }

  private static boolean contradictsItself(JsonNode checksum) {
    LogState stated = new LogState();
    checksum
        .path("allFiles")
        .forEach(add -> stated.add(add.path("path").asText(), add.path("size").asLong(), ""));
    long bytes = stated.files().stream().mapToLong(LoggedFile::bytes).sum();
    return checksum.path("allFiles").isArray()
        && (checksum.path("numFiles").asLong() != stated.files().size()
            || checksum.path("tableSizeBytes").asLong() != bytes);
  }

  /** A version put together without its own checkpoint. */
  private Optional<LogState> replayed(long version) {
    NavigableMap<Long, LogState> starts = new TreeMap<>(checkpoints.headMap(version, false));
    LogState state = starts.isEmpty() ? new LogState() : starts.lastEntry().getValue().copy();
    for (long at = starts.isEmpty() ? 0 : starts.lastKey() + 1; at <= version; at++) {
      if (!readable.containsKey(at)) {
        return Optional.empty();
      }
      readable.get(at).forEach(state::apply);
    }
    return Optional.of(state);
  }

  private void wrongCopy(Damage damage, List<Path> copies, String text, boolean spare) {
    findings.add(
        new Finding(
            damage,
            new Finding.Place(table, "_delta_log/" + copies.get(0).getName()),
            text,
            spare
                ? "readers may fail or see another version; the entries themselves are whole"
                : "the version can be told in two ways, or in none",
            spare ? remedies.remove(copies) : remedies.anew()));
  }

  private void pointer() {
    if (log.pointer().isEmpty()) {
      return;
    }
    Path pointer = log.pointer().get();
    Optional<JsonNode> stated = log.json(pointer);
    long version = stated.map(it -> it.path("version").asLong(-1)).orElse(-1L);
    if (!log.checkpoints().containsKey(version)) {
      wrongCopy(
          Damage.LAST_CHECKPOINT,
          List.of(pointer),
          stated.isEmpty()
              ? "the pointer to the newest checkpoint cannot be read"
              : "the pointer names the checkpoint of version " + version + ", which is not there",
          states.containsKey(newest()));
    }
  }

  private void add(Damage damage, Path file, String text, long version) {
    findings.add(
        new Finding(
            damage,
            new Finding.Place(table, "_delta_log/" + file.getName()),
            text,
            effect(version),
            remedy(version)));
  }

  private String effect(long version) {
    return needless(version)
        ? "versions up to " + version + " cannot be read any more; the present one can"
        : "the table cannot be read, or without what version " + version + " brought";
  }

  /** What lies before a whole checkpoint is history. */
  private boolean needless(long version) {
    Long from = checkpoints.ceilingKey(version);
    return from != null
        && LongStream.rangeClosed(from + 1, newest()).allMatch(readable::containsKey);
  }

  private String remedy(long version) {
    return needless(version) ? remedies.again() : remedies.anew();
  }
}
