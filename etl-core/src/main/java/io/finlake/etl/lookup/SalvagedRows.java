package io.finlake.etl.lookup;

import static io.delta.kernel.internal.util.Utils.singletonCloseableIterator;

import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The rows of a small table as far as they can be read, file by file, whatever became of its log.
 *
 * @param rows those that could be read; without a log, of every file that lies there
 * @param byLog whether the log says which files count
 * @param unreadable names of files that the log knows and that cannot be read
 */
public record SalvagedRows(List<PlainRow> rows, boolean byLog, List<String> unreadable) {
  public SalvagedRows {
    rows = List.copyOf(rows);
    unreadable = List.copyOf(unreadable);
  }

  /** Reads what is there; nothing when no folder lies there. Writes nothing. */
  public static SalvagedRows of(Configuration hadoop, TableShape shape) {
    Configuration careful = new Configuration(hadoop);
    careful.setBoolean("parquet.page.verify-checksum.enabled", true);
    Engine engine = SmallTable.engine(careful);
    List<PlainRow> rows = new ArrayList<>();
    List<String> unreadable = new ArrayList<>();
    List<FileStatus> files;
    boolean byLog = true;
    try {
      files = StoredTable.at(hadoop, shape.path()).map(StoredTable::statuses).orElse(List.of());
    } catch (RuntimeException damaged) {
      files = lying(hadoop, shape.path());
      byLog = false;
    }
    for (FileStatus file : files) {
      try {
        rows.addAll(read(engine, file, shape));
      } catch (IOException | RuntimeException damaged) {
        unreadable.add(new Path(file.getPath()).getName());
      }
    }
    return new SalvagedRows(rows, byLog, unreadable);
  }

  private static List<PlainRow> read(Engine engine, FileStatus file, TableShape shape)
      throws IOException {
    List<PlainRow> rows = new ArrayList<>();
    try (CloseableIterator<ColumnarBatch> batches =
        engine
            .getParquetHandler()
            .readParquetFiles(
                singletonCloseableIterator(file),
                DdlTypes.schema(shape.columns()),
                java.util.Optional.empty())) {
      while (batches.hasNext()) {
        rows.addAll(TableScan.rows(batches.next()));
      }
    }
    return rows;
  }

  private static List<FileStatus> lying(Configuration hadoop, String table) {
    Path folder = new Path(table);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      List<FileStatus> found = new ArrayList<>();
      for (org.apache.hadoop.fs.FileStatus file : files.listStatus(folder)) {
        String name = file.getPath().getName();
        if (file.isFile() && name.endsWith(".parquet") && !name.startsWith(".")) {
          found.add(
              FileStatus.of(file.getPath().toString(), file.getLen(), file.getModificationTime()));
        }
      }
      return found;
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
