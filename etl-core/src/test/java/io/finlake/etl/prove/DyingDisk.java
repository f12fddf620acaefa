package io.finlake.etl.prove;

import io.delta.storage.CloseableIterator;
import io.delta.storage.LogStore;
import io.finlake.etl.lookup.LinkedLogStore;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** A disk that takes so many changes and then none any more, as a process that dies makes none. */
public final class DyingDisk extends LocalFileSystem {
  private static final AtomicInteger LEFT = new AtomicInteger();

  /** Made by Hadoop. */
  public DyingDisk() {
    super(new Raw());
  }

  /** How storage is reached that takes so many changes. */
  static Configuration after(int changes) {
    LEFT.set(changes);
    Configuration hadoop = new Configuration();
    hadoop.set("fs.file.impl", DyingDisk.class.getName());
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    hadoop.set("io.delta.kernel.logStore.file.impl", Store.class.getName());
    return hadoop;
  }

  private static void change() throws IOException {
    if (LEFT.getAndDecrement() <= 0) {
      throw new IOException("dead");
    }
  }

  private static final class Raw extends RawLocalFileSystem {
    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      change();
      return super.createOutputStreamWithMode(path, append, permission);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      change();
      return super.rename(from, to);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
      change();
      return super.mkdirs(path);
    }
  }

  /** Commits of a process that may die before or after each of them. */
  public static final class Store extends LogStore {
    private final LinkedLogStore store;

    /** Made by Kernel. */
    public Store(Configuration hadoop) {
      super(hadoop);
      this.store = new LinkedLogStore(hadoop);
    }

    @Override
    public void write(Path path, Iterator<String> lines, Boolean overwrite, Configuration hadoop)
        throws IOException {
      change();
      store.write(path, lines, overwrite, hadoop);
      change();
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
