package io.finlake.etl.prove;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The disk as Hadoop sees it, with a step before and after everything that changes it.
 *
 * <p>Public only because Hadoop makes it by its name.
 */
public final class WatchedFiles extends LocalFileSystem {
  /** Made by Hadoop. */
  public WatchedFiles() {
    super(new Disk(Steps.OF_THIS_PROCESS));
  }

  private static final class Disk extends RawLocalFileSystem {
    private final Steps steps;

    /** Raw objects that are about to be replaced: a rename that no file system of Hadoop sees. */
    private final Set<String> replaced = ConcurrentHashMap.newKeySet();

    Disk(Steps steps) {
      this.steps = steps;
    }

    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      Optional<String> what = what(path);
      if (what.isEmpty()) {
        return super.createOutputStreamWithMode(path, append, permission);
      }
      steps.reached("before the " + what.get());
      OutputStream out = super.createOutputStreamWithMode(path, append, permission);
      return new FilterOutputStream(out) {
        private boolean open = true;

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
          out.write(bytes, from, count);
        }

        @Override
        public void close() throws IOException {
          if (open) {
            open = false;
            super.close();
            steps.reached("after the " + what.get());
          }
        }
      };
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
      Optional<String> what = what(to);
      what.ifPresent(it -> steps.reached("before the " + it + " gets its name"));
      boolean done = super.rename(from, to);
      what.ifPresent(it -> steps.reached("after the " + it + " got its name"));
      return done;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
      Optional<String> what = replaces(path).or(() -> what(path));
      what.ifPresent(it -> steps.reached("before the " + it + " goes"));
      boolean done = super.delete(path, recursive);
      what.filter(it -> done).ifPresent(it -> steps.reached("after the " + it + " went"));
      return done;
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
      if (replaced.remove(path.toUri().getPath())) {
        steps.reached("after the raw object was replaced");
      }
      return super.getFileStatus(path);
    }

    private Optional<String> what(Path path) {
      return steps.nameOf(path.toUri().getPath());
    }

    /** Whoever replaces a raw object first removes what Hadoop noted of its old bytes. */
    private Optional<String> replaces(Path path) {
      String name = path.getName();
      boolean note = name.startsWith(".") && name.endsWith(".crc");
      String object =
          new Path(path.getParent(), note ? name.substring(1, name.length() - 4) : "_")
              .toUri()
              .getPath();
      if (!note || !steps.isRaw(object)) {
        return Optional.empty();
      }
      replaced.add(object);
      return Optional.of("old raw object");
    }
  }
}
