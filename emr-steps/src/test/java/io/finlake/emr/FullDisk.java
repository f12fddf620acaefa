package io.finlake.emr;

import io.delta.storage.CloseableIterator;
import io.delta.storage.LogStore;
import io.finlake.etl.lookup.LinkedLogStore;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * A disk that takes so many bytes, and is then full. What does not fit is written to {@code
 * /dev/full}, so that the system itself says that no space is left, and libraries throw what they
 * throw then.
 *
 * <p>Public only because Hadoop makes it by its name.
 */
public final class FullDisk extends LocalFileSystem {
  private static final String ROOM = "finlake.test.room";
  private static final java.nio.file.Path FULL = java.nio.file.Path.of("/dev/full");

  /** Made by Hadoop. */
  public FullDisk() {
    super(new Raw());
  }

  /** The flag by which a process is told where its room stands. */
  static String flag(java.nio.file.Path file) {
    return "-D" + ROOM + "=" + file;
  }

  /** What Spark and Hadoop must be told. */
  static Map<String, String> settings() {
    String store = Store.class.getName();
    return Map.of(
        "spark.hadoop.fs.file.impl",
        FullDisk.class.getName(),
        "spark.delta.logStore.file.impl",
        store,
        "spark.hadoop.io.finlake.shaded.io.delta.kernel.logStore.file.impl",
        store,
        // It stands around finlake's own store, which is not known of it.
        "spark.finlake.singleWriter",
        "true");
  }

  /** From now on so many bytes fit; a new number of turn begins to count anew. */
  static void room(java.nio.file.Path file, int turn, long bytes) throws IOException {
    java.nio.file.Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, turn + " " + bytes);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** What did not fit, a line each. */
  static List<String> refusals(java.nio.file.Path file) throws IOException {
    java.nio.file.Path refusals = Room.refusalsOf(file);
    return Files.exists(refusals) ? Files.readAllLines(refusals) : List.of();
  }

  /** How much of this process's writing still fits. */
  private static final class Room {
    private static final Room OF_THIS_PROCESS =
        new Room(java.nio.file.Path.of(System.getProperty(ROOM, "")));

    private final java.nio.file.Path file;
    private long turn = -1;
    private long written;

    private Room(java.nio.file.Path file) {
      this.file = file;
    }

    static java.nio.file.Path refusalsOf(java.nio.file.Path file) {
      return file.resolveSibling(file.getFileName() + ".refused");
    }

    /** How many of so many bytes fit; they are taken. */
    synchronized int take(String what, int bytes) throws IOException {
      String[] said = Files.readString(file).split(" ", 2);
      if (Long.parseLong(said[0]) != turn) {
        turn = Long.parseLong(said[0]);
        written = 0;
      }
      int fits = (int) Math.max(0, Math.min(bytes, Long.parseLong(said[1]) - written));
      written += fits;
      if (fits < bytes) {
        Files.writeString(
            refusalsOf(file),
            turn + " " + what + "\n",
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      }
      return fits;
    }
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      OutputStream there = super.createOutputStreamWithMode(path, append, permission);
      return new FilterOutputStream(there) {
        @Override
        public void write(int one) throws IOException {
          write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
          int fits = Room.OF_THIS_PROCESS.take(path.toUri().getPath(), count);
          there.write(bytes, from, fits);
          if (fits < count) {
            try (OutputStream full =
                Raw.super.createOutputStreamWithMode(new Path(FULL.toString()), true, null)) {
              full.write(bytes, from + fits, count - fits);
            }
          }
        }
      };
    }
  }

  /** Commits on such a disk. */
  public static final class Store extends LogStore {
    private final LinkedLogStore store;

    /** Made by Delta and Kernel. */
    public Store(Configuration hadoop) {
      super(hadoop);
      this.store = new LinkedLogStore(hadoop);
    }

    @Override
    public void write(Path path, Iterator<String> lines, Boolean overwrite, Configuration hadoop)
        throws IOException {
      List<String> all = new ArrayList<>();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      while (lines.hasNext()) {
        all.add(lines.next());
        bytes.writeBytes((all.get(all.size() - 1) + "\n").getBytes(StandardCharsets.UTF_8));
      }
      if (Room.OF_THIS_PROCESS.take(path.toUri().getPath(), bytes.size()) < bytes.size()) {
        try (OutputStream full = Files.newOutputStream(FULL)) {
          bytes.writeTo(full);
        }
        throw new UncheckedIOException(new IOException("there is no " + FULL + " here"));
      }
      store.write(path, all.iterator(), overwrite, hadoop);
    }

    @Override
    public CloseableIterator<String> read(Path path, Configuration hadoop) throws IOException {
      return store.read(path, hadoop);
    }

    @Override
    public Iterator<FileStatus> listFrom(Path path, Configuration hadoop) throws IOException {
      return store.listFrom(path, hadoop);
    }

    @Override
    public Path resolvePathOnPhysicalStorage(Path path, Configuration hadoop) throws IOException {
      return store.resolvePathOnPhysicalStorage(path, hadoop);
    }

    @Override
    public Boolean isPartialWriteVisible(Path path, Configuration hadoop) throws IOException {
      return store.isPartialWriteVisible(path, hadoop);
    }
  }
}
