package io.finlake.etl.prove;

import io.delta.storage.CloseableIterator;
import io.delta.storage.LogStore;
import io.finlake.etl.lookup.LinkedLogStore;
import java.io.IOException;
import java.util.Iterator;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * finlake's log store of a disk, with a step before and after each commit.
 *
 * <p>Public only because Spark's Delta and Kernel make it by its name.
 */
public final class WatchedLogStore extends LogStore {
  private final Steps steps = Steps.OF_THIS_PROCESS;
  private final LinkedLogStore store;

  /** Made by Delta once, by Kernel for every write anew. */
  public WatchedLogStore(Configuration hadoop) {
    super(hadoop);
    this.store = new LinkedLogStore(hadoop);
  }

  @Override
  public void write(Path path, Iterator<String> lines, Boolean overwrite, Configuration hadoop)
      throws IOException {
    Optional<String> what = steps.nameOf(path.toUri().getPath());
    what.ifPresent(it -> steps.reached("before the " + it));
    store.write(path, lines, overwrite, hadoop);
    what.ifPresent(it -> steps.reached("after the " + it));
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
