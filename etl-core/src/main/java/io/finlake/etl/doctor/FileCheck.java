package io.finlake.etl.doctor;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Looks at the data files that a version of a table needs: whether they are there, as long as the
 * log says, and can be opened; and where every byte is to be read, whether they are what was
 * written.
 */
final class FileCheck {
  private final Configuration hadoop;
  private final ParquetFiles parquet;
  private final String table;
  private final Path folder;
  private final Remedies remedies;
  private final List<Finding> findings = new ArrayList<>();

  FileCheck(Configuration hadoop, String table, String folder, Remedies remedies) {
    this.hadoop = hadoop;
    this.parquet = new ParquetFiles(hadoop);
    this.table = table;
    this.folder = new Path(folder);
    this.remedies = remedies;
  }

  /** What is damaged among these files. */
  List<Finding> of(Collection<LoggedFile> files, Depth depth) {
    Map<String, Long> lying;
    try {
      lying = lying();
    } catch (IOException thrown) {
      findings.add(
          new Finding(
              Damage.UNREADABLE,
              new Finding.Place(table, ""),
              "its folder cannot be listed: " + thrown.getClass().getSimpleName(),
              "nothing can be said of its files",
              remedies.again()));
      return findings;
    }
    for (LoggedFile file : files) {
      Long bytes = lying.get(file.path());
      if (bytes == null) {
        add(Damage.FILE_GONE, file, "the file is not there");
      } else if (bytes != file.bytes()) {
        add(
            Damage.FILE_SIZE,
            file,
            "the file has " + bytes + " bytes and should have " + file.bytes());
      } else {
        read(file, depth);
      }
    }
    return findings;
  }

  private void read(LoggedFile file, Depth depth) {
    Path path = new Path(folder, new Path(null, null, file.path()));
    long[] rows = {-1};
    Optional<String> why =
        ParquetFiles.why(
            () -> {
              long stated = parquet.footerRows(path);
              rows[0] = depth == Depth.EVERY_BYTE ? parquet.readRows(path) : stated;
              if (rows[0] != stated) {
                throw new IOException("the footer states other rows");
              }
            });
    if (why.isPresent()) {
      add(Damage.FILE_BYTES, file, why.get());
    } else if (file.rows().isPresent() && file.rows().getAsLong() != rows[0]) {
      add(
          Damage.FILE_ROWS,
          file,
          "the file holds " + rows[0] + " rows, the log says " + file.rows().getAsLong());
    }
  }

  private void add(Damage damage, LoggedFile file, String text) {
    findings.add(
        new Finding(
            damage, new Finding.Place(table, file.path()), text, file.effect(), remedies.anew()));
  }

  private Map<String, Long> lying() throws IOException {
    Map<String, Long> found = new HashMap<>();
    FileSystem files = folder.getFileSystem(hadoop);
    String root = files.makeQualified(folder).toUri().getPath();
    try {
      RemoteIterator<LocatedFileStatus> listed = files.listFiles(folder, true);
      while (listed.hasNext()) {
        LocatedFileStatus file = listed.next();
        found.put(file.getPath().toUri().getPath().substring(root.length() + 1), file.getLen());
      }
    } catch (FileNotFoundException none) {
      return found;
    }
    return found;
  }
}
