package io.finlake.etl.prove;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Names what a file of a lake is, so that a step is called by what it touches: {@code commit of
 * quarantine/<t>}, {@code data file of control/plans}. Tables of a zone share their names, {@code
 * <t>} stands for any.
 */
final class StepNames {
  private static final String LOG = "_delta_log";
  private static final String FIRST = "00000000000000000000.json";
  private static final int BEFORE_TABLE = 3;

  private final Path lake;

  /** Names for the files below a lake's root, an absolute path. */
  StepNames(Path lake) {
    this.lake = lake;
  }

  /** What the file is; empty when it lies outside the lake or is no step's. */
  Optional<String> of(Path file) {
    if (!file.startsWith(lake) || file.equals(lake)) {
      return Optional.empty();
    }
    Path place = lake.relativize(file);
    String name = file.getFileName().toString();
    return switch (place.getName(0).toString()) {
      case "raw" -> raw(name);
      case "control" -> control(place, name);
      default -> zone(place, name);
    };
  }

  /** Whether the file is one of raw. */
  boolean isRaw(Path file) {
    return file.startsWith(lake.resolve("raw"));
  }

  private static Optional<String> raw(String name) {
    return name.startsWith("_erasing-")
        ? Optional.of("raw object without a person")
        : Optional.empty();
  }

  private static Optional<String> control(Path place, String name) {
    if (place.getNameCount() < 2) {
      return Optional.empty();
    }
    String table = place.getName(1).toString();
    if (table.equals("staging")) {
      return place.toString().contains(LOG)
          ? Optional.empty()
          : Optional.of(place.getNameCount() > BEFORE_TABLE ? "staging" : "staging folder");
    }
    return within(place, 2, name, "control/" + table);
  }

  private static Optional<String> zone(Path place, String name) {
    return place.getNameCount() <= BEFORE_TABLE
        ? Optional.empty()
        : within(place, BEFORE_TABLE, name, place.getName(0) + "/<t>");
  }

  private static Optional<String> within(Path place, int from, String name, String table) {
    if (place.getNameCount() <= from || hidden(name)) {
      return Optional.empty();
    }
    boolean log = place.getName(from).toString().equals(LOG);
    return Optional.of((log ? ofLog(name) : ofData(place)) + " of " + table);
  }

  /** Checksums that Hadoop keeps beside files have no step of their own. */
  private static boolean hidden(String name) {
    return name.startsWith(".") && name.endsWith(".crc");
  }

  private static String ofLog(String name) {
    if (name.contains(".crc")) {
      return "checksum";
    }
    if (name.contains("_last_checkpoint")) {
      return "pointer to the checkpoint";
    }
    if (name.equals(FIRST)) {
      return "creation";
    }
    return name.contains(".checkpoint") ? "checkpoint" : "commit";
  }

  private static String ofData(Path place) {
    return place.toString().contains("_change_data") ? "change data" : "data file";
  }
}
