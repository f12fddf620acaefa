package io.finlake.etl.lookup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
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
import io.finlake.etl.plan.DataFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
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

  /** Adds up what the log says of every file; opens none. */
  public Content content() {
    long bytes = 0;
    long rows = 0;
    boolean counted = true;
    List<Row> files = scanned();
    for (Row file : files) {
      OptionalLong records = records(file);
      bytes += InternalScanFileUtils.getAddFileStatus(file).getSize();
      rows += records.orElse(0);
      counted &= records.isPresent();
    }
    return new Content(files.size(), bytes, counted ? OptionalLong.of(rows) : OptionalLong.empty());
  }

  /**
   * The table's files as the log describes them; opens none.
   *
   * @param column the column whose least and greatest values are wanted
   */
  public List<DataFile> files(Optional<String> column) {
    List<Row> scanned = scanned();
    List<FileBounds> bounds =
        scanned.stream()
            .map(file -> column.flatMap(name -> FileBounds.of(statistics(file), name)))
            .map(found -> found.orElseGet(FileBounds::unknown))
            .toList();
    List<Optional<DataFile.Span>> spans = FileBounds.spans(bounds);
    List<DataFile> files = new ArrayList<>();
    for (int at = 0; at < scanned.size(); at++) {
      Row file = scanned.get(at);
      files.add(
          new DataFile(
              partition(file),
              InternalScanFileUtils.getAddFileStatus(file).getSize(),
              records(file),
              spans.get(at)));
    }
    return files;
  }

  /**
   * Whether a file may hold a text in a column that begins otherwise. Opens none: all that lies
   * between two texts of one beginning begins so, too.
   */
  public boolean mayHoldOther(String column, String beginning) {
    return scanned().stream()
        .map(StoredTable::statistics)
        .anyMatch(file -> FileBounds.mayHoldOther(file, column, beginning));
  }

  /** Where the files of this version lie, below the table's folder. */
  public Set<String> paths() {
    return scanned().stream()
        .map(file -> file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL))
        .map(added -> added.getString(added.getSchema().indexOf("path")))
        .map(TableLog::decoded)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The files of this version as a reader opens them. */
  List<FileStatus> statuses() {
    return scanned().stream().map(InternalScanFileUtils::getAddFileStatus).toList();
  }

  /**
   * Hands on the rows that meet the conditions, with these columns, one file after the other.
   *
   * @param columns names of stored columns
   */
  public void each(Where where, Set<String> columns, Consumer<PlainRow> reader) {
    new TableScan(engine, snapshot, where, columns).each(reader);
  }

  /** The version of Delta's protocol that a reader must know. */
  public int readerVersion() {
    return snapshot.getProtocol().getMinReaderVersion();
  }

  /** Delta's properties of the table. */
  public Map<String, String> properties() {
    return Map.copyOf(snapshot.getMetadata().getConfiguration());
  }

  private List<Row> scanned() {
    List<Row> files = new ArrayList<>();
    ScanImpl scan = (ScanImpl) snapshot.getScanBuilder(engine).build();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> added = batches.next().getRows()) {
          added.forEachRemaining(files::add);
        }
      }
      return files;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Delta writes a null as an empty value, which no file of another value has. */
  private static Map<String, Optional<String>> partition(Row file) {
    Map<String, Optional<String>> values = new HashMap<>();
    InternalScanFileUtils.getPartitionValues(file)
        .forEach(
            (name, value) ->
                values.put(name, Optional.ofNullable(value).filter(text -> !text.isEmpty())));
    return values;
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
    long records = statistics(file).path("numRecords").asLong(-1);
    return records < 0 ? OptionalLong.empty() : OptionalLong.of(records);
  }

  private static JsonNode statistics(Row file) {
    Row added = file.getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
    int statistics = added.getSchema().indexOf("stats");
    if (statistics < 0 || added.isNullAt(statistics)) {
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(added.getString(statistics));
    } catch (JsonProcessingException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
