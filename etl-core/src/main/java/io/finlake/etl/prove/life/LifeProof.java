package io.finlake.etl.prove.life;

import io.finlake.etl.prove.LakeKey;
import io.finlake.etl.prove.Launch;
import io.finlake.etl.prove.Proof;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A lake gets a delivery every day and is run by one process; the last days may not cost much more
 * than the first, nothing that is kept for its own sake may pile up, and at the end every row must
 * be there.
 */
public final class LifeProof implements Proof {
  /** How many days the long form has. */
  public static final int YEAR = 365;

  /** How many the short form has. */
  public static final int SHORT = 15;

  private static final int EXAMPLES = 20;
  private static final int TELL_EVERY = 5;

  private final Request request;
  private final int days;
  private final String child;

  /**
   * @param days how many deliveries there are
   * @param child the class whose main method calls {@link LifeChild#live}
   */
  public LifeProof(Request request, int days, String child) {
    this.request = request;
    this.days = days;
    this.child = child;
  }

  @Override
  public Result run() {
    long begun = System.nanoTime();
    Path folder = request.folder().resolve("life");
    List<String> wrong = new ArrayList<>();
    prepare(folder);
    if (!live(folder)) {
      wrong.add("the process did not live to the end, see " + folder.resolve("err"));
    }
    LifeSeries series = LifeSeries.read(folder);
    LifeDays drawn = new LifeDays(request.seed());
    for (int day = 0; day < series.days().size(); day++) {
      drawn.next();
    }
    Growth growth = new Growth(series);
    List<String> notes = new ArrayList<>();
    LifeTruth.Found found = new LifeTruth.Found(0, 0, List.of());
    if (growth.judged()) {
      wrong.addAll(growth.problems());
      found = LifeTruth.of(LifeChild.lake(folder), drawn);
      notes.add(growth.compared("cpu", "seconds a day", 1_000));
      notes.add(growth.compared("idle_cpu", "seconds where nothing is new", 1_000));
      notes.add(growth.compared("heap", "MiB that are reachable", 1_024));
      notes.add("the series of all days: " + LifeSeries.file(folder));
    }
    wrong.addAll(found.wrong());
    return new Result(
        series.days().size(),
        0,
        found.lost(),
        found.doubled(),
        wrong.size(),
        notes,
        wrong.subList(0, Math.min(EXAMPLES, wrong.size())),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private static Path contracts(Path folder) {
    return folder.resolve("contracts");
  }

  private static void prepare(Path folder) {
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
      for (String dataset :
          Stream.concat(LifeDays.LANDED.stream(), LifeDays.DERIVED.stream()).toList()) {
        Path to = contracts(folder).resolve(Path.of("proof", dataset, "contract.yaml"));
        Files.createDirectories(to.getParent());
        try (InputStream in =
            Launch.class.getResourceAsStream("proof/" + dataset + "/contract.yaml")) {
          Files.copy(in, to);
        }
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private boolean live(Path folder) {
    List<String> command =
        request
            .launch()
            .command(
                child,
                folder,
                // It lives long enough for the second compiler to pay.
                List.of("-XX:TieredStopAtLevel=4"),
                Map.of("spark.hadoop.fs.file.impl", CountedFiles.class.getName()),
                List.of(
                    folder.toString(),
                    contracts(folder).toString(),
                    String.valueOf(request.seed()),
                    String.valueOf(days)));
    try {
      Process process =
          Launch.process(command, folder, new LakeKey(request.seed()).secrets()).start();
      try {
        int told = 0;
        while (!process.waitFor(1, TimeUnit.SECONDS)) {
          told = tell(LifeSeries.read(folder), told);
        }
        return process.exitValue() == 0 && LifeSeries.read(folder).days().size() == days;
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

  private int tell(LifeSeries series, int told) {
    int lived = series.days().size();
    if (lived < told + TELL_EVERY) {
      return told;
    }
    Map<String, Long> last = series.last();
    request
        .progress()
        .accept(
            "day "
                + lived
                + " of "
                + days
                + ": "
                + last.get("millis")
                + " ms, "
                + last.get("jobs")
                + " jobs of Spark, "
                + (last.get("heap") >> 10)
                + " MiB");
    return lived;
  }
}
