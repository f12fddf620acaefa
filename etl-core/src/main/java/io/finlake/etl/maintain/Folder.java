package io.finlake.etl.maintain;

import io.finlake.etl.plan.Leftovers.Stored;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** A folder of the lake, as storage has it. */
final class Folder {
  private static final String CHANGE_DATA = "_change_data/";

  private final Path path;
  private final FileSystem files;

  Folder(Configuration hadoop, String path) {
    this.path = new Path(path);
    try {
      this.files = this.path.getFileSystem(hadoop);
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** All files in it and below; none when there is no such folder. */
  List<Stored> all() {
    List<Stored> found = new ArrayList<>();
    try {
      String root = files.makeQualified(path).toUri().getPath();
      RemoteIterator<LocatedFileStatus> listed = files.listFiles(path, true);
      while (listed.hasNext()) {
        LocatedFileStatus file = listed.next();
        found.add(
            new Stored(
                file.getPath().toUri().getPath().substring(root.length() + 1),
                file.getLen(),
                Instant.ofEpochMilli(file.getModificationTime())));
      }
    } catch (FileNotFoundException none) {
      return found;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return found;
  }

  /** Those that hold rows or change data: of hidden files, such as the log, only the latter. */
  List<Stored> data() {
    return all().stream().filter(file -> isData(file.path())).toList();
  }

  private static boolean isData(String path) {
    return path.startsWith(CHANGE_DATA) || !(path.startsWith("_") || path.startsWith("."));
  }

  /** Removes files, in this order; whoever else removed one first is right too. */
  void remove(List<String> paths) {
    for (String name : paths) {
      try {
        files.delete(new Path(path, new Path(null, null, name)), false);
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
  }
}
