package io.finlake.etl.prove.life;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The disk as Hadoop sees it, with a count of what is asked of it.
 *
 * <p>Public only because Hadoop makes it by its name.
 */
public final class CountedFiles extends LocalFileSystem {
  /** Made by Hadoop. */
  public CountedFiles() {
    super(new Disk());
  }

  private static final class Disk extends RawLocalFileSystem {
    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
      FileCounts.OF_THIS_PROCESS.opened(path.toUri().getPath());
      return super.open(path, buffer);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
      FileStatus[] found = super.listStatus(path);
      FileCounts.OF_THIS_PROCESS.listed(path.toUri().getPath(), found.length);
      return found;
    }

    @Override
    protected OutputStream createOutputStreamWithMode(
        Path path, boolean append, FsPermission permission) throws IOException {
      FileCounts.OF_THIS_PROCESS.written(path.toUri().getPath());
      return super.createOutputStreamWithMode(path, append, permission);
    }
  }
}
