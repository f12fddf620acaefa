package io.finlake.etl.prove.protection;

import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The disk as Hadoop sees it, which keeps what is deleted under another name.
 *
 * <p>Public only because Hadoop makes it by its name.
 */
public final class KeptFiles extends LocalFileSystem {
  /** Names the folder in which it is kept. */
  static final String FOLDER = "finlake.prove.kept";

  /** File systems are made by their name, many times: they share these numbers. */
  private static final AtomicLong KEPT = new AtomicLong();

  /** Made by Hadoop. */
  public KeptFiles() {
    super(new Disk());
  }

  private static final class Disk extends RawLocalFileSystem {
    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      java.nio.file.Path file = java.nio.file.Path.of(path.toUri().getPath());
      if (Files.exists(file)) {
        keep(file);
      }
      return super.delete(path, recursive);
    }

    private static void keep(java.nio.file.Path path) throws IOException {
      java.nio.file.Path folder = java.nio.file.Path.of(System.getProperty(FOLDER));
      try (var files = Files.walk(path)) {
        for (java.nio.file.Path file : files.filter(Files::isRegularFile).toList()) {
          if (!file.toString().contains("/raw/")) {
            Files.createLink(
                folder.resolve(KEPT.incrementAndGet() + "-" + file.getFileName()), file);
          }
        }
      }
    }
  }
}
