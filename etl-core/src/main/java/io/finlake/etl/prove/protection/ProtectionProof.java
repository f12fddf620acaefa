package io.finlake.etl.prove.protection;

import io.finlake.etl.prove.LakeKey;
import io.finlake.etl.prove.Launch;
import io.finlake.etl.prove.Proof;
import io.finlake.etl.prove.protection.Marker.Secrecy;
import io.finlake.etl.prove.protection.MarkerSearch.Hit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/**
 * Plants values that occur nowhere else into every classified column, runs finlake's commands over
 * them in a process that leaves everything behind, and searches every byte beyond raw.
 */
public final class ProtectionProof implements Proof {
  private static final long PATIENCE_MINUTES = 30;
  private static final int EXAMPLES = 40;

  private final Request request;
  private final String child;

  /**
   * @param child the class whose main method runs {@link ProtectionChild#go}
   */
  public ProtectionProof(Request request, String child) {
    this.request = request;
    this.child = child;
  }

  @Override
  public Result run() {
    long begun = System.nanoTime();
    List<Boolean> kept = request.fast() ? List.of(false) : List.of(false, true);
    List<String> leaks = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    int planted = 0;
    for (boolean onDisk : kept) {
      Path folder = request.folder().resolve(onDisk ? "on-disk" : "in-memory");
      PlantedGround ground = fresh(folder);
      planted += ground.markers().size();
      request.progress().accept("commands over " + ground.markers().size() + " planted values");
      live(folder, onDisk);
      request.progress().accept("searching " + folder);
      leaks.addAll(leaks(folder, ground.markers(), notes));
    }
    return new Result(
        kept.size(),
        planted,
        0,
        0,
        leaks.size(),
        notes,
        leaks.subList(0, Math.min(EXAMPLES, leaks.size())),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private PlantedGround fresh(Path folder) {
    try {
      if (Files.exists(folder)) {
        remove(folder);
      }
      for (String name : List.of("kept", "temporary", "events")) {
        Files.createDirectories(folder.resolve(name));
      }
      return PlantedGround.make(folder, request.seed());
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private void live(Path folder, boolean onDisk) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "-D" + KeptFiles.FOLDER + "=" + folder.resolve("kept"),
                "-Djava.io.tmpdir=" + folder.resolve("temporary"),
                "-XX:-UsePerfData"));
    if (onDisk) {
      flags.add("-Dspark.finlake.keptRows=0");
    }
    Map<String, String> settings = new TreeMap<>();
    settings.put("spark.hadoop.fs.file.impl", KeptFiles.class.getName());
    // Everything lies there as it is, and stays.
    for (String what :
        List.of("shuffle.compress", "shuffle.spill.compress", "broadcast.compress")) {
      settings.put("spark." + what, "false");
    }
    settings.put("spark.cleaner.referenceTracking", "false");
    settings.put("spark.eventLog.enabled", "true");
    settings.put("spark.eventLog.compress", "false");
    settings.put("spark.eventLog.dir", folder.resolve("events").toUri().toString());
    Launch launch = request.fast() ? request.launch().interpreting() : request.launch();
    List<String> command =
        launch.command(
            child,
            folder,
            flags,
            settings,
            List.of(folder.toString(), Boolean.toString(request.fast())));
    try {
      Process process =
          Launch.process(command, folder, new LakeKey(request.seed()).secrets()).start();
      try {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
          throw new IllegalStateException("the commands did not come to their end: " + folder);
        }
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    } catch (InterruptedException thrown) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the proof was interrupted", thrown);
    }
  }

  /** What was found where it may not be, in words without the value itself. */
  static List<String> leaks(Path folder, List<Marker> markers, List<String> notes) {
    FileSearch search = new FileSearch(new MarkerSearch(markers));
    SearchedPlaces places = new SearchedPlaces(folder);
    Map<String, Set<String>> leaks = new TreeMap<>();
    Set<Marker> seen = new java.util.HashSet<>();
    long[] searched = new long[2];
    for (Path file : places.files()) {
      try {
        searched[0]++;
        searched[1] += Files.exists(file) ? Files.size(file) : 0;
        for (Map.Entry<String, Set<Hit>> found : search.in(file).entrySet()) {
          for (Hit hit : found.getValue()) {
            if (hit.marker().secrecy() == Secrecy.CONFIDENTIAL) {
              seen.add(hit.marker());
            }
            if (!places.mayHold(file, found.getKey(), hit.marker().secrecy())) {
              leaks
                  .computeIfAbsent(
                      hit.marker().planted() + " as " + hit.spelling(), any -> new TreeSet<>())
                  .add(places.named(file, found.getKey()));
            }
          }
        }
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    notes.add(
        searched[0]
            + " files with "
            + searched[1] / 1024
            + " KiB were searched for "
            + markers.size()
            + " values");
    List<String> all = new ArrayList<>();
    leaks.forEach((what, where) -> all.add(what + " in " + String.join(", ", where)));
    // A search that finds nothing where there is something proves nothing.
    long confidential = markers.stream().filter(it -> it.secrecy() == Secrecy.CONFIDENTIAL).count();
    if (seen.size() * 3L < confidential) {
      all.add(
          "only " + seen.size() + " of " + confidential + " values that tables hold were found");
    }
    return all;
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes found) {
            all.add(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure) {
            all.add(visited);
            return FileVisitResult.CONTINUE;
          }
        });
    Collections.sort(all, Collections.reverseOrder());
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
