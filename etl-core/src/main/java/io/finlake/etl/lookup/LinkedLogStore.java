package io.finlake.etl.lookup;

import io.delta.storage.LocalLogStore;
import io.finlake.etl.error.StoreFailures;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Commits on a local disk, of which exactly one wins however many threads and processes try at
 * once. The stores that come with Delta look whether the file is there and then rename, which on a
 * disk replaces what another process put there in between; this one gives a finished file its name
 * by a hard link, which the file system refuses when the name is taken. So an entry is there whole
 * or not at all; a process that dies before leaves a hidden file that no reader looks at.
 *
 * <p>Public only because Spark's Delta and Kernel make it by its name.
 */
public final class LinkedLogStore extends LocalLogStore {
  private static final Object ONE_AT_A_TIME = new Object();
  private static final String LOCK = ".commit.lock";

  private final Links links;

  /** Made by Delta once, by Kernel for every write anew. */
  public LinkedLogStore(Configuration hadoop) {
    this(hadoop, Files::createLink);
  }

  LinkedLogStore(Configuration hadoop, Links links) {
    super(hadoop);
    this.links = links;
  }

  /** Gives a file another name. */
  @FunctionalInterface
  interface Links {
    void link(java.nio.file.Path name, java.nio.file.Path file) throws IOException;
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

  private void name(java.nio.file.Path written, java.nio.file.Path target) throws IOException {
    try {
      links.link(target, written);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsupportedOperationException | FileSystemException thrown) {
      if (StoreFailures.in(thrown).isPresent() || linksWork(written)) {
        throw thrown;
      }
      locked(written, target);
    }
  }

  /** Both ways at once on one disk would not see each other: a full disk is none without links. */
  private boolean linksWork(java.nio.file.Path written) throws IOException {
    java.nio.file.Path another = sibling(written, written.getFileName().toString(), ".link");
    try {
      links.link(another, written);
      return true;
    } catch (UnsupportedOperationException | FileSystemException none) {
      return Files.notExists(written);
    } finally {
      Files.deleteIfExists(another);
    }
  }

  /**
   * Some disks have no hard links: there one process at a time looks and renames, under a lock that
   * the system takes back from a process that dies.
   */
  private static void locked(java.nio.file.Path written, java.nio.file.Path target)
      throws IOException {
    synchronized (ONE_AT_A_TIME) {
      try (FileChannel channel =
              FileChannel.open(
                  target.resolveSibling(LOCK),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        if (!lock.isValid() || Files.exists(target)) {
          throw new FileAlreadyExistsException(target.toString());
        }
        Files.move(written, target, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static java.nio.file.Path sibling(
      java.nio.file.Path target, String prefix, String suffix) {
    return target.resolveSibling(prefix + "." + UUID.randomUUID() + suffix);
  }
}
