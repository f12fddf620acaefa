package io.finlake.etl.source;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** Raw objects by names that sources give: a colon in them is no scheme. */
public final class RawFiles {
  private RawFiles() {}

  /**
   * The file system of an object. On a disk Hadoop keeps checksums in files of their own, whose
   * names it cannot make of a name with a colon; such an object has none.
   */
  public static FileSystem of(Path object, Configuration conf) throws IOException {
    FileSystem files = object.getFileSystem(conf);
    return object.getName().indexOf(':') >= 0 && files instanceof LocalFileSystem local
        ? local.getRawFileSystem()
        : files;
  }

  /** The path of that name in the folder of an object. */
  static Path beside(Path object, String name) {
    return new Path(object.getParent(), new Path(null, null, name));
  }
}
