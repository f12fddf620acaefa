package io.finlake.etl.prove;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.doctor.Damage;
import io.finlake.etl.lookup.StoredTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Ways to damage a lake, each at a place that chance chooses. */
final class Faults {
  private final Path lake;
  private final List<Contract> contracts;
  private final Random chance;

  Faults(Path lake, List<Contract> contracts, Random chance) {
    this.lake = lake;
    this.contracts = contracts;
    this.chance = chance;
  }

  /**
   * A way to damage a lake.
   *
   * @param named what it may be called by whoever finds it; one of these
   */
  record Kind(Set<Damage> named, Doing doing) {}

  /** Does the damage and says where; empty when the lake has nothing to be damaged so. */
  @FunctionalInterface
  interface Doing {
    /** Does it. */
    Optional<String> to(Faults faults) throws IOException;
  }

  /** All kinds, by their names. */
  static Map<String, Kind> kinds() {
    Map<String, Kind> kinds = new LinkedHashMap<>();
    Set<Damage> log = EnumSet.of(Damage.LOG_ENTRY, Damage.LOG_CHECKSUM);
    kind(kinds, "a flipped byte in a data file", f -> f.flip(f.dataFiles()), Damage.FILE_BYTES);
    kind(kinds, "a data file is gone", f -> f.remove(f.dataFiles()), Damage.FILE_GONE);
    kind(kinds, "a data file is cut off", f -> f.cut(f.dataFiles()), Damage.FILE_SIZE);
    kind(kinds, "a data file has grown", f -> f.grow(f.dataFiles()), Damage.FILE_SIZE);
    kinds.put(
        "a log entry is cut off",
        new Kind(
            EnumSet.of(
                Damage.LOG_ENTRY,
                Damage.LOG_CHECKSUM,
                Damage.CHECKPOINT,
                Damage.PLAN_GONE,
                Damage.RECORD_GONE,
                Damage.FILE_GONE),
            f -> f.cut(f.entries())));
    kinds.put("a log entry is garbled", new Kind(log, f -> f.garble(f.entries())));
    kinds.put(
        "a log entry is gone",
        new Kind(
            EnumSet.of(Damage.LOG_GAP, Damage.PLAN_GONE, Damage.RECORD_GONE),
            f -> f.remove(f.entries())));
    kind(kinds, "a log is gone", f -> f.remove(f.logs()), Damage.LOG_GONE);
    kind(kinds, "a checkpoint is cut off", f -> f.cut(f.ofLogs(".checkpoint")), Damage.CHECKPOINT);
    kind(
        kinds,
        "a flipped byte in a checkpoint",
        f -> f.flip(f.ofLogs(".checkpoint")),
        Damage.CHECKPOINT);
    kind(kinds, "a checkpoint is gone", f -> f.remove(f.pointedTo()), Damage.LAST_CHECKPOINT);
    kind(
        kinds,
        "the pointer to a checkpoint is garbled",
        f -> f.garble(f.ofLogs("_last_checkpoint")),
        Damage.LAST_CHECKPOINT);
    kind(
        kinds,
        "the pointer names another checkpoint",
        f -> f.write(f.ofLogs("_last_checkpoint"), "{\"version\":987654,\"size\":3}"),
        Damage.LAST_CHECKPOINT);
    kind(kinds, "a checksum is garbled", f -> f.garble(f.ofLogs(".crc")), Damage.LOG_CHECKSUM);
    kinds.put(
        "the plans are gone",
        new Kind(
            EnumSet.of(Damage.CONTROL_GONE),
            f -> f.remove(List.of(f.lake.resolve("control/plans")))));
    kinds.put(
        "the records are gone",
        new Kind(
            EnumSet.of(Damage.CONTROL_GONE),
            f -> f.remove(List.of(f.lake.resolve("control/records")))));
    kind(kinds, "a file of the ledger is gone", f -> f.remove(f.ledgerFiles()), Damage.FILE_GONE);
    kind(kinds, "a flipped byte in the ledger", f -> f.flip(f.ledgerFiles()), Damage.FILE_BYTES);
    kinds.put(
        "the record of erasures is gone",
        new Kind(
            EnumSet.of(Damage.CONTROL_GONE),
            f -> f.remove(f.there(List.of(f.lake.resolve("control/erasures"))))));
    kind(
        kinds,
        "a table is gone",
        f -> f.remove(f.tables("processed", "curated")),
        Damage.TABLE_GONE);
    kind(
        kinds,
        "a quarantine is gone",
        f -> f.remove(f.tables("quarantine")),
        Damage.QUARANTINE_BEHIND);
    kind(kinds, "a raw object is gone", f -> f.remove(f.objects()), Damage.OBJECT_GONE);
    kind(kinds, "a raw object is cut off", f -> f.cut(f.objects()), Damage.OBJECT_BYTES);
    kind(kinds, "a flipped byte in raw", f -> f.flip(f.objects()), Damage.OBJECT_BYTES);
    return kinds;
  }

  private static void kind(Map<String, Kind> kinds, String name, Doing doing, Damage damage) {
    kinds.put(name, new Kind(EnumSet.of(damage), doing));
  }

  private Optional<Path> one(List<Path> those) {
    return those.isEmpty()
        ? Optional.empty()
        : Optional.of(those.get(chance.nextInt(those.size())));
  }

  private Optional<String> flip(List<Path> those) throws IOException {
    Optional<Path> file = one(those.stream().filter(it -> size(it) > 0).toList());
    if (file.isPresent()) {
      byte[] bytes = Files.readAllBytes(file.get());
      int at = chance.nextInt(bytes.length);
      bytes[at] ^= (byte) (1 << chance.nextInt(8));
      put(file.get(), bytes);
      return Optional.of(name(file.get()) + " at byte " + at);
    }
    return Optional.empty();
  }

  /** At least two bytes go: the last one of a log entry may be the end of its line. */
  private Optional<String> cut(List<Path> those) throws IOException {
    Optional<Path> file = one(those.stream().filter(it -> size(it) > 2).toList());
    if (file.isPresent()) {
      byte[] bytes = Files.readAllBytes(file.get());
      int left = chance.nextInt(bytes.length - 2);
      while (left > 0 && (bytes[left] == '\n' || bytes[left - 1] == '\n')) {
        left--; // whole lines less may leave no trace
      }
      put(file.get(), Arrays.copyOf(bytes, left));
      return Optional.of(name(file.get()) + " at byte " + left);
    }
    return Optional.empty();
  }

  private Optional<String> grow(List<Path> those) throws IOException {
    Optional<Path> file = one(those);
    if (file.isPresent()) {
      byte[] bytes = Files.readAllBytes(file.get());
      put(file.get(), Arrays.copyOf(bytes, bytes.length + 1 + chance.nextInt(100)));
    }
    return file.map(this::name);
  }

  private Optional<String> garble(List<Path> those) throws IOException {
    Optional<Path> file = one(those);
    if (file.isPresent()) {
      byte[] bytes = Files.readAllBytes(file.get());
      int at = chance.nextInt(Math.max(1, bytes.length - 8));
      Arrays.fill(bytes, at, Math.min(bytes.length, at + 8), (byte) 0);
      put(file.get(), bytes);
      return Optional.of(name(file.get()) + " at byte " + at);
    }
    return Optional.empty();
  }

  private Optional<String> write(List<Path> those, String text) throws IOException {
    Optional<Path> file = one(those);
    if (file.isPresent()) {
      // Not a disk's fault but a writer's: what the disk notes of the bytes is right.
      Files.deleteIfExists(file.get().resolveSibling("." + file.get().getFileName() + ".crc"));
      put(file.get(), text.getBytes(StandardCharsets.UTF_8));
    }
    return file.map(this::name);
  }

  private Optional<String> remove(List<Path> those) {
    Optional<Path> file = one(those);
    file.ifPresent(ProofFiles::remove);
    return file.map(this::name);
  }

  /** The file looks as old as it was, and is another one: a whole lake may share the old one. */
  private static void put(Path file, byte[] bytes) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    Files.delete(file);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, modified);
  }

  private String name(Path file) {
    return lake.relativize(file).toString();
  }

  private List<Path> objects() {
    return below(lake.resolve("raw"), "").stream()
        .filter(it -> !it.toString().contains("manifest") && !it.toString().contains("/_"))
        .toList();
  }

  private List<Path> dataFiles() {
    List<Path> found = new ArrayList<>();
    tables("processed", "quarantine", "curated").forEach(table -> found.addAll(live(table)));
    return found;
  }

  private List<Path> ledgerFiles() {
    List<Path> found = new ArrayList<>(live(lake.resolve("control/plans")));
    found.addAll(live(lake.resolve("control/records")));
    return found;
  }

  private static List<Path> live(Path table) {
    return StoredTable.at(new Configuration(), table.toString()).orElseThrow().paths().stream()
        .sorted()
        .map(table::resolve)
        .toList();
  }

  /**
   * Entries of logs whose loss shows: an entry that nothing follows shows by its checksum file or
   * by what the ledger lacks, which control tables other than plans and records have not.
   */
  private List<Path> entries() {
    List<Path> entries = new ArrayList<>(ofLogs(".json"));
    entries.removeIf(
        entry -> {
          Path log = entry.getParent();
          List<Path> all = below(log, ".json");
          boolean newest = entry.equals(all.get(all.size() - 1));
          return newest && !Files.exists(log.resolve(sibling(entry, ".crc"))) && !batch(entry);
        });
    return entries;
  }

  private static String sibling(Path entry, String ending) {
    return entry.getFileName().toString().replace(".json", ending);
  }

  private static boolean batch(Path entry) {
    try {
      return Files.readString(entry).contains("\"add\"")
          && List.of("plans", "records")
              .contains(entry.getParent().getParent().getFileName().toString());
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private List<Path> pointedTo() {
    List<Path> found = new ArrayList<>();
    for (Path pointer : ofLogs("_last_checkpoint")) {
      try {
        String version = Files.readString(pointer).replaceAll(".*\"version\":(\\d+).*", "$1");
        String file = "%020d.checkpoint.parquet".formatted(Long.parseLong(version.strip()));
        found.addAll(there(List.of(pointer.resolveSibling(file))));
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    return found;
  }

  private List<Path> there(List<Path> those) {
    return those.stream().filter(Files::exists).toList();
  }

  private List<Path> logs() {
    List<Path> logs = new ArrayList<>(tables("processed", "quarantine", "curated"));
    return logs.stream().map(table -> table.resolve("_delta_log")).toList();
  }

  private List<Path> ofLogs(String part) {
    List<Path> found = new ArrayList<>();
    logs().forEach(log -> found.addAll(below(log, part)));
    for (String control : List.of("plans", "records", "erasures")) {
      found.addAll(below(lake.resolve("control").resolve(control).resolve("_delta_log"), part));
    }
    return found;
  }

  /** Files whose names have a part; not what a disk notes of them. */
  private static List<Path> below(Path folder, String part) {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().contains(part))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private List<Path> tables(String... zones) {
    LakeLocations locations = LakeLocations.under(lake.toString());
    List<Path> tables = new ArrayList<>();
    for (String zone : zones) {
      for (Contract contract : contracts) {
        boolean its =
            zone.equals("quarantine")
                ? contract.zone() == Zone.PROCESSED
                : contract.zone().label().equals(zone);
        Zone place = Zone.valueOf(zone.toUpperCase(java.util.Locale.ROOT));
        Path path = Path.of(locations.table(place, contract.id()));
        if (its && Files.exists(path)) {
          tables.add(path);
        }
      }
    }
    return tables;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
