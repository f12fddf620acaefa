package io.finlake.etl.parse;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A Hadoop file system of exactly one file, an object's bytes by position: ORC opens nothing else.
 * Closing its streams leaves the bytes open.
 */
final class OrcInput extends FileSystem {
  private static final URI ROOT = URI.create("object:///");

  private final long length;
  private final SeekableBytes bytes;
  private volatile boolean reading;
  private volatile long lastRead = System.nanoTime();

  OrcInput(long length, SeekableBytes bytes) {
    this.length = length;
    this.bytes = bytes;
    setConf(new Configuration(false));
  }

  /** Whether bytes are waited for just now. */
  boolean reading() {
    return reading;
  }

  /** When bytes last came, by the clock of {@link System#nanoTime}. */
  long lastRead() {
    return lastRead;
  }

  private int bytes(long at, byte[] target, int offset, int wanted) throws IOException {
    reading = true;
    try {
      return bytes.read(at, target, offset, wanted);
    } finally {
      lastRead = System.nanoTime();
      reading = false;
    }
  }

  /** The path of the one file. */
  static Path path() {
    return new Path("object:///object");
  }

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) {
    return new FSDataInputStream(new Positioned());
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    if (!path.equals(path())) {
      throw new FileNotFoundException(path.toString());
    }
    return new FileStatus(length, false, 1, 1 << 20, 0, path);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    return new FileStatus[] {getFileStatus(path)};
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress) {
    throw readOnly();
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
    throw readOnly();
  }

  @Override
  public boolean rename(Path from, Path to) {
    throw readOnly();
  }

  @Override
  public boolean delete(Path path, boolean recursive) {
    throw readOnly();
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) {
    throw readOnly();
  }

  @Override
  public void setWorkingDirectory(Path folder) {
    throw readOnly();
  }

  @Override
  public Path getWorkingDirectory() {
    return new Path(ROOT);
  }

  private static UnsupportedOperationException readOnly() {
    return new UnsupportedOperationException("raw objects are only read");
  }

  private final class Positioned extends FSInputStream {
    private long position;

    @Override
    public void seek(long target) throws IOException {
      if (target < 0 || target > length) {
        throw new EOFException("there is no byte " + target);
      }
      position = target;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
      return false;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int wanted) throws IOException {
      int read = read(position, target, offset, wanted);
      position += Math.max(read, 0);
      return read;
    }

    @Override
    public int read(long at, byte[] target, int offset, int wanted) throws IOException {
      if (wanted == 0) {
        return 0;
      }
      return at < 0 || at >= length ? -1 : bytes(at, target, offset, wanted);
    }
  }
}
