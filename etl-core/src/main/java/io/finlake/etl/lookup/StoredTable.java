package io.finlake.etl.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.delta.kernel.Snapshot;
import io.delta.kernel.Table;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.exceptions.KernelException;
import io.delta.kernel.exceptions.TableNotFoundException;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * One version of a table of the lake, looked at without Spark and only read. For questions about a
 * few rows: files whose statistics rule the rows out are not opened.
 */
public final class StoredTable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Engine engine;
  private final SnapshotImpl snapshot;

  private StoredTable(Engine engine, Snapshot snapshot) {
    this.engine = engine;
    this.snapshot = (SnapshotImpl) snapshot;
  }

  /** The table as it is now; empty when none lies there. */
  public static Optional<StoredTable> at(Configuration hadoop, String path) {
    Engine engine = SmallTable.engine(hadoop);
    try {
      return Optional.of(
          new StoredTable(engine, Table.forPath(engine, path).getLatestSnapshot(engine)));
    } catch (TableNotFoundException none) {
      return Optional.empty();
    }
  }

  /**
   * The table as it was; empty when its log does not reach back so far. Files of an old version may
   * be gone though the log still names them: that shows when rows are read.
   */
  public static Optional<StoredTable> at(Configuration hadoop, String path, long version) {
    Engine engine = SmallTable.engine(hadoop);
    try {
      return Optional.of(
          new StoredTable(
              engine, Table.forPath(engine, path).getSnapshotAsOfVersion(engine, version)));
    } catch (KernelException gone) {
      return Optional.empty();
    }
  }

  /** The table's identity: a table made anew has another. */
  public String incarnation() {
    return snapshot.getMetadata().getId();
  }

  /** The version that is looked at. */
  public long version() {
    return snapshot.getVersion(engine);
  }

  /** The newest number of an application id; empty when it never wrote. */
  public OptionalLong number(String appId) {
    return snapshot
        .getLatestTransactionVersion(engine, appId)
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** The names of the columns as they are stored, in order. */
  public List<String> columns() {
    return snapshot.getSchema(engine).fieldNames();
  }

  /**
   * What the table's files hold together, as the log states it.
   *
   * @param files how many
   * @param bytes their sizes
   * @param rows empty when a file's rows were not counted when it was written
   */
  public record Content(long files, long bytes, OptionalLong rows) {}

  /** The data files, by their path within storage, with their bytes; opens none. */
  public Map<String, Long> files() {
    Map<String, Long> files = new HashMap<>();
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder(engine).build();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, false)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> added = batches.next().getRows()) {
          while (added.hasNext()) {
            FileStatus file = InternalScanFileUtils.getAddFileStatus(added.next());
            files.put(file.getPath(), file.getSize());
          }
        }
      }
      return files;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Adds up what the log says of every file; opens none. */
  public Content content() {
    long files = 0;
    long bytes = 0;
    long rows = 0;
    boolean counted = true;
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder(engine).build();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> added = batches.next().getRows()) {
          while (added.hasNext()) {
            Row file = added.next();
            OptionalLong records = records(file);
            files++;
            bytes += InternalScanFileUtils.getAddFileStatus(file).getSize();
            rows += records.orElse(0);
            counted &= records.isPresent();
          }
        }
      }
      return new Content(files, bytes, counted ? OptionalLong.of(rows) : OptionalLong.empty());
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /**
   * Some rows and how many more there are.
   *
   * @param rows at most as many as were asked for
   * @param total how many rows meet the conditions
   */
  public record Found(List<PlainRow> rows, long total) {
    public Found {
      rows = List.copyOf(rows);
    }
  }

  /**
   * The first rows that meet the conditions, with all columns. Conditions on columns that the table
   * does not have are met by no row.
   *
   * @param order which rows are first; of more files than one each gives its own first ones
   * @throws java.io.UncheckedIOException or another exception of the store when a file of an old
   *     version is gone
   */
  public Found rows(Where where, Comparator<PlainRow> order, int limit) {
    Set<String> stored = columns().stream().collect(Collectors.toUnmodifiableSet());
    if (!where.columns().allMatch(stored::contains)) {
      return new Found(List.of(), 0);
    }
    TableScan.Found found = new TableScan(engine, snapshot, where, stored).found(limit);
    return new Found(found.rows().stream().sorted(order).limit(limit).toList(), found.total());
  }

  private static OptionalLong records(Row file) {
    Row added = file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    int statistics = added.getSchema().indexOf("stats");
    if (statistics < 0 || added.isNullAt(statistics)) {
      return OptionalLong.empty();
    }
    try {
      long records = JSON.readTree(added.getString(statistics)).path("numRecords").asLong(-1);
      return records < 0 ? OptionalLong.empty() : OptionalLong.of(records);
    } catch (JsonProcessingException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
