package io.finlake.etl.lookup;

import io.delta.storage.LocalLogStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Commits on a local disk, of which exactly one wins however many threads and processes try at
 * once. The stores that come with Delta look whether the file is there and then rename, which on a
 * disk replaces what another process put there in between; this one gives a finished file its name
 * by a hard link, which the file system refuses when the name is taken.
 *
 * <p>Public only because Spark's Delta and Kernel make it by its name.
 */
public final class LinkedLogStore extends LocalLogStore {
  private static final Object ONE_AT_A_TIME = new Object();

  /** Made by Delta once, by Kernel for every write anew. */
  public LinkedLogStore(Configuration hadoop) {
    super(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> lines, Boolean overwrite, Configuration hadoop)
      throws IOException {
    java.nio.file.Path target = java.nio.file.Path.of(path.toUri().getPath());
    java.nio.file.Path written = sibling(target, "." + target.getFileName(), ".tmp");
    try {
      Files.write(written, (Iterable<String>) () -> lines, StandardCharsets.UTF_8);
      if (overwrite) {
        // A checksum beside the file is of what stood there before.
        Files.deleteIfExists(target.resolveSibling("." + target.getFileName() + ".crc"));
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      } else {
        name(written, target);
      }
    } finally {
      Files.deleteIfExists(written);
    }
  }

  private static void name(java.nio.file.Path written, java.nio.file.Path target)
      throws IOException {
    try {
      Files.createLink(target, written);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsupportedOperationException | FileSystemException noLinks) {
      // Some disks have no hard links: there it holds between the threads of one process only.
      synchronized (ONE_AT_A_TIME) {
        Files.move(written, target);
      }
    }
  }

  private static java.nio.file.Path sibling(
      java.nio.file.Path target, String prefix, String suffix) {
    return target.resolveSibling(prefix + "." + UUID.randomUUID() + suffix);
  }
}
