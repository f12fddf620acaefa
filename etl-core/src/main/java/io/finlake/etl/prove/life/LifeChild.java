package io.finlake.etl.prove.life;

import com.sun.management.OperatingSystemMXBean;
import io.finlake.etl.prove.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/**
 * The process that lives long: day after day it delivers, runs, and writes down what the day cost.
 *
 * <p>A day passes by what the run is told is the time, and by the times of files: what a run writes
 * gets the day's time afterwards. So upkeep removes what it would remove in a real year.
 */
public final class LifeChild {
  private static final DateTimeFormatter FOLDERS = DateTimeFormatter.ofPattern("yyyy/MM/dd");
  private static final int HEAP_EVERY = 5;

  private final Path folder;
  private final Path lake;
  private final Instant begun;
  private final SparkSession spark;
  private final Engine engine;
  private final Jobs jobs = new Jobs();
  private final LifeState state;

  private LifeChild(Path folder, SparkSession spark, Engine engine) {
    this.folder = folder;
    this.lake = lake(folder);
    this.begun = Instant.now();
    this.spark = spark;
    this.engine = engine;
    this.state = new LifeState(lake);
  }

  /** One {@code finlake run}. */
  @FunctionalInterface
  public interface Engine {
    /** Runs at a moment; throws when it does not end well. */
    void run(Instant at);
  }

  /** The lake of a proof. */
  public static Path lake(Path folder) {
    return folder.resolve("lake");
  }

  /** Lives so many days, from the first. */
  public static void live(Path folder, long seed, int days, SparkSession spark, Engine engine) {
    Child.endWithParent();
    LifeChild child = new LifeChild(folder, spark, engine);
    spark.sparkContext().addSparkListener(child.jobs);
    LifeDays source = new LifeDays(seed);
    for (int day = 0; day < days; day++) {
      child.day(source);
    }
  }

  private void day(LifeDays source) {
    int day = source.days() + 1;
    // Later than the tables were made, which the clock of this machine says.
    Instant now = begun.plus(Duration.ofDays(day));
    deliver(source, now);
    Map<String, Long> costs = new LinkedHashMap<>();
    costs.put("day", (long) day);
    costs.putAll(costs("", () -> engine.run(now)));
    costs.putAll(costs("idle_", () -> engine.run(now.plus(Duration.ofMinutes(5)))));
    passed(now);
    costs.putAll(state.counts());
    costs.put("heap", day % HEAP_EVERY == 0 ? heap() : LifeSeries.NOT_MEASURED);
    costs.put("classes", (long) ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
    costs.put("threads", (long) ManagementFactory.getThreadMXBean().getThreadCount());
    write(costs);
  }

  private void deliver(LifeDays source, Instant now) {
    String date = source.date().format(FOLDERS);
    source
        .next()
        .forEach(
            (dataset, lines) -> {
              Path object =
                  lake.resolve(Path.of("raw", "proof", dataset, date, dataset + "-0.jsonl"));
              write(object, String.join("\n", lines) + "\n", now);
              if (dataset.equals("prices")) {
                write(
                    object.resolveSibling(object.getFileName() + ".manifest.json"),
                    "{\"rows\": " + lines.size() + "}\n",
                    now);
              }
            });
  }

  private static void write(Path file, String text, Instant at) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      Files.setLastModifiedTime(file, FileTime.from(at));
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private Map<String, Long> costs(String prefix, Runnable work) {
    long[] files = FileCounts.OF_THIS_PROCESS.all();
    long cpu = cpu();
    long time = System.nanoTime();
    long jobsBefore = jobs.jobs.get();
    long tasksBefore = jobs.tasks.get();
    work.run();
    Map<String, Long> costs = new LinkedHashMap<>();
    costs.put(prefix + "millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - time));
    costs.put(prefix + "cpu", TimeUnit.NANOSECONDS.toMillis(cpu() - cpu));
    jobs.heard(spark);
    costs.put(prefix + "jobs", jobs.jobs.get() - jobsBefore);
    costs.put(prefix + "tasks", jobs.tasks.get() - tasksBefore);
    long[] after = FileCounts.OF_THIS_PROCESS.all();
    List<String> names = FileCounts.names();
    for (int at = 0; at < after.length; at++) {
      costs.put(prefix + names.get(at), after[at] - files[at]);
    }
    return costs;
  }

  private static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /**
   * What is still reachable: two collections, since some of it goes by what the first one finds.
   */
  private static long heap() {
    for (int pass = 0; pass < 2; pass++) {
      System.gc();
      try {
        TimeUnit.MILLISECONDS.sleep(200);
      } catch (InterruptedException thrown) {
        Thread.currentThread().interrupt();
      }
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 10;
  }

  /** What was written since the last day gets this day's time. */
  private void passed(Instant now) {
    Instant today = begun.plus(Duration.ofHours(20));
    try {
      for (String zone : List.of("processed", "quarantine", "curated", "control")) {
        Files.walkFileTree(
            lake.resolve(zone),
            new SimpleFileVisitor<>() {
              @Override
              public FileVisitResult visitFile(Path file, BasicFileAttributes found)
                  throws IOException {
                if (found.lastModifiedTime().toInstant().isBefore(today)) {
                  Files.setLastModifiedTime(file, FileTime.from(now));
                }
                return FileVisitResult.CONTINUE;
              }

              @Override
              public FileVisitResult visitFileFailed(Path file, IOException failure)
                  throws IOException {
                if (failure instanceof NoSuchFileException) {
                  return FileVisitResult.CONTINUE;
                }
                throw failure;
              }
            });
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private void write(Map<String, Long> costs) {
    Path file = LifeSeries.file(folder);
    try {
      if (Files.notExists(file)) {
        Files.writeString(file, String.join(",", costs.keySet()) + "\n");
      }
      Files.writeString(
          file,
          new ArrayList<>(costs.values())
                  .stream().map(String::valueOf).collect(Collectors.joining(","))
              + "\n",
          StandardOpenOption.APPEND);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static final class Jobs extends SparkListener {
    private final AtomicLong jobs = new AtomicLong();
    private final AtomicLong tasks = new AtomicLong();

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      jobs.incrementAndGet();
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
      tasks.incrementAndGet();
    }

    /** Waits until the listener has heard of everything. */
    void heard(SparkSession spark) {
      long before;
      do {
        before = jobs.get() + tasks.get();
        try {
          TimeUnit.MILLISECONDS.sleep(20);
        } catch (InterruptedException thrown) {
          Thread.currentThread().interrupt();
          return;
        }
      } while (jobs.get() + tasks.get() != before || spark.sparkContext().isStopped());
    }
  }
}
