package io.finlake.etl.prove.life;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** How much lies in a lake beyond raw: counted on the disk, without asking any table. */
final class LifeState {
  private final Path lake;

  LifeState(Path lake) {
    this.lake = lake;
  }

  /** Files of rows and of logs, of control tables and of all others. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (String of : new String[] {"control", "tables"}) {
      for (String what : new String[] {"files", "log_files", "checkpoints", "kilobytes"}) {
        counts.put(of + "_" + what, 0L);
      }
    }
    counts.put("staging_files", 0L);
    for (String zone : new String[] {"control", "processed", "quarantine", "curated"}) {
      try (Stream<Path> files = Files.walk(lake.resolve(zone))) {
        files.filter(Files::isRegularFile).forEach(file -> count(counts, zone, file));
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    counts.computeIfPresent("control_kilobytes", (name, bytes) -> bytes >> 10);
    counts.computeIfPresent("tables_kilobytes", (name, bytes) -> bytes >> 10);
    return counts;
  }

  private static void count(Map<String, Long> counts, String zone, Path file) {
    String path = file.toString();
    String name = file.getFileName().toString();
    if (path.contains("/control/staging/")) {
      counts.merge("staging_files", 1L, Long::sum);
      return;
    }
    String of = zone.equals("control") ? "control_" : "tables_";
    try {
      counts.merge(of + "kilobytes", Files.size(file), Long::sum);
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    if (!path.contains("/_delta_log/")) {
      counts.merge(of + "files", 1L, Long::sum);
    } else if (name.contains(".checkpoint")) {
      counts.merge(of + "checkpoints", 1L, Long::sum);
    } else {
      counts.merge(of + "log_files", 1L, Long::sum);
    }
  }
}
