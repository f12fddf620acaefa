package io.finlake.etl.prove.life;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How much lies in a lake beyond raw: counted on the disk, without asking any table. */
final class LifeState {
  private static final Pattern COMMIT = Pattern.compile("\\d{20}\\.json");
  private static final Pattern WRITER = Pattern.compile("\\{\"txn\":\\{\"appId\":\"([^\"]+)\"");

  private final Path lake;
  private final Set<Path> seen = new HashSet<>();
  private final Map<String, Set<String>> writers = new HashMap<>();

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
    counts.put("control_transactions", 0L);
    counts.put("tables_transactions", 0L);
    for (String zone : new String[] {"control", "processed", "quarantine", "curated"}) {
      try (Stream<Path> files = Files.walk(lake.resolve(zone))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          count(counts, zone, file);
          writers(zone, file);
        }
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    writers.forEach((of, names) -> counts.put(of + "_transactions", (long) names.size()));
    counts.computeIfPresent("control_kilobytes", (name, bytes) -> bytes >> 10);
    counts.computeIfPresent("tables_kilobytes", (name, bytes) -> bytes >> 10);
    return counts;
  }

  /**
   * Whoever counts batches in a table stands in its log for ever: there must not be more and more.
   */
  private void writers(String zone, Path file) throws IOException {
    String name = file.getFileName().toString();
    if (file.toString().contains("/control/staging/")
        || !COMMIT.matcher(name).matches()
        || !seen.add(file)) {
      return;
    }
    Matcher writer = WRITER.matcher(Files.readString(file));
    while (writer.find()) {
      writers
          .computeIfAbsent(zone.equals("control") ? "control" : "tables", any -> new HashSet<>())
          .add(file.getParent() + " " + writer.group(1));
    }
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
