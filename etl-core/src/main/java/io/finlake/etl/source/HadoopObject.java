package io.finlake.etl.source;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import io.finlake.etl.parse.ObjectInput;
import io.finlake.etl.parse.SeekableBytes;
import io.finlake.etl.source.ReadPlan.PlannedObject;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A landed object on any Hadoop file system, checked to be the one that was planned. */
final class HadoopObject implements ObjectInput {
  private final PlannedObject planned;
  private final FileSystem files;
  private final Path path;

  private HadoopObject(PlannedObject planned, FileSystem files, Path path) {
    this.planned = planned;
    this.files = files;
    this.path = path;
  }

  /**
   * The object, when size and modification time are the planned ones; else {@code CHANGED_OBJECT}.
   */
  static HadoopObject verified(String rawZone, PlannedObject planned, Configuration conf) {
    Path path = new Path(rawZone + "/" + planned.path());
    try {
      FileSystem files = RawFiles.of(path, conf);
      FileStatus status = files.getFileStatus(path);
      if (status.isDirectory()) {
        throw unreadable(planned.path(), "it is a folder");
      }
      verify(planned, status);
      return new HadoopObject(planned, files, path);
    } catch (FileNotFoundException e) {
      throw unreadable(planned.path(), "it is not there any more");
    } catch (IOException e) {
      throw StoreFailures.reading("the object " + planned.path(), e, e)
          .orElseGet(
              () ->
                  FinlakeException.of(
                      ErrorCode.UNREADABLE_OBJECT,
                      "the object " + planned.path() + " cannot be read",
                      String.valueOf(e.getMessage()),
                      "check that the lake may read raw, then run again",
                      e));
    }
  }

  private static void verify(PlannedObject planned, FileStatus status) {
    boolean sameSize = status.getLen() == planned.bytes();
    boolean sameTime = status.getModificationTime() == planned.modifiedMillis();
    if (!sameSize || !sameTime) {
      throw FinlakeException.of(
          ErrorCode.CHANGED_OBJECT,
          "the object " + planned.path() + " is not the one that was planned",
          sameSize
              ? "it was written again since it was listed"
              : "it has "
                  + status.getLen()
                  + " bytes now, it had "
                  + planned.bytes()
                  + " when it was listed",
          "raw objects never change: put the planned bytes back and run again, "
              + "or deliver the new ones under a new name");
    }
  }

  private static FinlakeException unreadable(String path, String cause) {
    return FinlakeException.of(
        ErrorCode.UNREADABLE_OBJECT,
        "the object " + path + " cannot be read",
        cause,
        "put the object back where it was listed, then run again");
  }

  @Override
  public String name() {
    return planned.path();
  }

  @Override
  public long bytes() {
    return planned.bytes();
  }

  @Override
  public InputStream open() throws IOException {
    return files.open(path);
  }

  @Override
  public SeekableBytes seek() throws IOException {
    FSDataInputStream stream = files.open(path);
    return new SeekableBytes() {
      @Override
      public int read(long position, byte[] target, int offset, int length) throws IOException {
        return stream.read(position, target, offset, length);
      }

      @Override
      public void close() throws IOException {
        stream.close();
      }
    };
  }
}
