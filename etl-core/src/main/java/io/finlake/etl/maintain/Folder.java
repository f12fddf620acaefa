package io.finlake.etl.maintain;

import io.finlake.etl.plan.Leftovers.Stored;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
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
    return found(folder -> true);
  }

  /** Those that hold rows or change data: of hidden files, such as the log, only the latter. */
  List<Stored> data() {
    return found(folder -> !hidden(folder) || folder.equals(CHANGE_DATA)).stream()
        .filter(file -> isData(file.path()))
        .toList();
  }

  /** The files in it and in those folders of it that are wanted, and everything below those. */
  private List<Stored> found(Predicate<String> folders) {
    List<Stored> found = new ArrayList<>();
    try {
      Path root = files.makeQualified(path);
      if (root.toUri().getScheme().equals("file")) {
        // Hadoop's own walk asks a disk for the rights of each file, by a process for each.
        walk(root, root, folders, found);
        return found;
      }
      RemoteIterator<LocatedFileStatus> listed = files.listFiles(path, true);
      while (listed.hasNext()) {
        found.add(stored(root, listed.next()));
      }
    } catch (FileNotFoundException none) {
      return found;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return found;
  }

  private void walk(Path root, Path folder, Predicate<String> folders, List<Stored> found)
      throws IOException {
    for (FileStatus entry : files.listStatus(folder)) {
      if (!entry.isDirectory()) {
        found.add(stored(root, entry));
      } else if (!folder.equals(root) || folders.test(entry.getPath().getName() + "/")) {
        walk(root, entry.getPath(), folders, found);
      }
    }
  }

  private static Stored stored(Path root, FileStatus file) {
    return new Stored(
        file.getPath().toUri().getPath().substring(root.toUri().getPath().length() + 1),
        file.getLen(),
        Instant.ofEpochMilli(file.getModificationTime()));
  }

  private static boolean isData(String path) {
    return path.startsWith(CHANGE_DATA) || !hidden(path);
  }

  private static boolean hidden(String path) {
    return path.startsWith("_") || path.startsWith(".");
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
