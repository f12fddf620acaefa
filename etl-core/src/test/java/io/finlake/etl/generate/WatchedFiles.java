package io.finlake.etl.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.impl.OpenFileParameters;
import org.apache.spark.sql.SparkSession;

/**
 * The local file system, which while watched notes every file that is opened for reading and keeps
 * what is deleted.
 */
public final class WatchedFiles extends LocalFileSystem {
  private static final String WATCH = "finlake.test.watch";
  private static final String IMPLEMENTATION = "fs.file.impl";
  private static final String NOT_CACHED = "fs.file.impl.disable.cache";

  // Hadoop makes file systems by class name and hands them texts alone; this finds their watch.
  private static final Map<String, Watch> WATCHES = new ConcurrentHashMap<>();

  private Watch watch;

  /** For Hadoop. */
  public WatchedFiles() {}

  /** Watches the files that any session of the application works with, below a folder. */
  static Watch below(SparkSession spark, java.nio.file.Path root, java.nio.file.Path deleted) {
    return new Watch(spark.sparkContext().hadoopConfiguration(), root, deleted);
  }

  /** What was seen until it is closed. */
  static final class Watch implements AutoCloseable {
    private final String id = UUID.randomUUID().toString();
    private final Configuration configuration;
    private final java.nio.file.Path root;
    private final java.nio.file.Path deleted;
    private final Set<java.nio.file.Path> opened = ConcurrentHashMap.newKeySet();
    private final AtomicLong kept = new AtomicLong();

    private Watch(
        Configuration configuration, java.nio.file.Path root, java.nio.file.Path deleted) {
      this.configuration = configuration;
      this.root = root;
      this.deleted = deleted;
      WATCHES.put(id, this);
      configuration.set(WATCH, id);
      configuration.set(IMPLEMENTATION, WatchedFiles.class.getName());
      configuration.setBoolean(NOT_CACHED, true);
    }

    /** The files below the folder that were opened, as paths below it. */
    List<String> opened() {
      return opened.stream().map(path -> root.relativize(path).toString()).sorted().toList();
    }

    /** The opened ones that hold rows: raw objects and Parquet files of tables, not of the log. */
    List<String> openedDataFiles() {
      return opened().stream()
          .filter(path -> !path.startsWith("control/") && !path.contains("/_delta_log/"))
          .toList();
    }

    @Override
    public void close() {
      configuration.unset(NOT_CACHED);
      configuration.unset(IMPLEMENTATION);
      configuration.unset(WATCH);
      WATCHES.remove(id);
    }

    private void open(Path path) {
      java.nio.file.Path file = local(path);
      if (file.startsWith(root)) {
        opened.add(file);
      }
    }

    private void delete(Path path) throws IOException {
      java.nio.file.Path gone = local(path);
      if (!gone.startsWith(root) || !Files.exists(gone)) {
        return;
      }
      Files.createDirectories(deleted);
      try (Stream<java.nio.file.Path> files = Files.walk(gone)) {
        for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
          String name = kept.incrementAndGet() + "-" + file.getFileName();
          Files.createLink(deleted.resolve(name), file);
        }
      } catch (UncheckedIOException goneMeanwhile) {
        throw new IOException(goneMeanwhile);
      }
    }

    private static java.nio.file.Path local(Path path) {
      return java.nio.file.Path.of(path.toUri().getPath()).toAbsolutePath().normalize();
    }
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    watch = WATCHES.get(configuration.get(WATCH, ""));
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    note(path);
    return super.open(path, bufferSize);
  }

  @Override
  protected CompletableFuture<FSDataInputStream> openFileWithOptions(
      Path path, OpenFileParameters parameters) throws IOException {
    note(path);
    return super.openFileWithOptions(path, parameters);
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    if (watch != null) {
      watch.delete(makeQualified(path));
    }
    return super.delete(path, recursive);
  }

  private void note(Path path) {
    if (watch != null) {
      watch.open(makeQualified(path));
    }
  }
}
