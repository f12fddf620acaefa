package io.finlake.etl.lookup;

import static io.delta.kernel.internal.util.Utils.singletonCloseableIterator;

import io.delta.kernel.Scan;
import io.delta.kernel.ScanBuilder;
import io.delta.kernel.data.ColumnVector;
import io.delta.kernel.data.ColumnarBatch;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.expressions.And;
import io.delta.kernel.expressions.Column;
import io.delta.kernel.expressions.Literal;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One reading of a table: which files, and of those which rows. */
final class TableScan {
  /** Opening a small file is waiting for storage, not work. */
  private static final int READERS = 8;

  private final Engine engine;
  private final Scan scan;
  private final Where where;
  private final Row state;
  private final StructType physical;

  TableScan(Engine engine, SnapshotImpl snapshot, Where where, Set<String> columns) {
    this.engine = engine;
    this.where = where;
    ScanBuilder builder =
        snapshot
            .getScanBuilder(engine)
            .withReadSchema(engine, wanted(snapshot.getSchema(engine), where, columns));
    this.scan = predicate(where).map(p -> builder.withFilter(engine, p)).orElse(builder).build();
    this.state = scan.getScanState(engine);
    this.physical = ScanStateRow.getPhysicalDataReadSchema(engine, state);
  }

  /** The files that may hold such rows, as the log describes them. */
  List<Row> files() {
    List<Row> files = new ArrayList<>();
    try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine)) {
      while (batches.hasNext()) {
        try (CloseableIterator<Row> rows = batches.next().getRows()) {
          rows.forEachRemaining(files::add);
        }
      }
      return files;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  List<PlainRow> rows() {
    List<Row> files = files();
    if (files.size() <= 1) {
      return files.stream().flatMap(file -> rows(file).stream()).toList();
    }
    ExecutorService readers = Executors.newFixedThreadPool(Math.min(READERS, files.size()));
    try {
      List<Future<List<PlainRow>>> read =
          files.stream().map(file -> readers.submit(() -> rows(file))).toList();
      List<PlainRow> all = new ArrayList<>();
      for (Future<List<PlainRow>> rows : read) {
        all.addAll(result(rows));
      }
      return all;
    } finally {
      readers.shutdownNow();
    }
  }

  private List<PlainRow> rows(Row file) {
    List<PlainRow> found = new ArrayList<>();
    try (CloseableIterator<ColumnarBatch> data =
            engine
                .getParquetHandler()
                .readParquetFiles(
                    singletonCloseableIterator(InternalScanFileUtils.getAddFileStatus(file)),
                    physical,
                    Optional.empty());
        CloseableIterator<FilteredColumnarBatch> logical =
            Scan.transformPhysicalData(engine, state, file, data)) {
      while (logical.hasNext()) {
        add(found, logical.next());
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return found;
  }

  private void add(List<PlainRow> found, FilteredColumnarBatch batch) {
    Optional<ColumnVector> selected = batch.getSelectionVector();
    for (int row = 0; row < batch.getData().getSize(); row++) {
      int at = row;
      if (selected.isEmpty() || selected.filter(vector -> vector.getBoolean(at)).isPresent()) {
        PlainRow plain = row(batch.getData(), row);
        if (where.matches(plain)) {
          found.add(plain);
        }
      }
    }
  }

  private static PlainRow row(ColumnarBatch batch, int row) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int column = 0; column < batch.getSchema().length(); column++) {
      ColumnVector vector = batch.getColumnVector(column);
      if (!vector.isNullAt(row)) {
        values.put(batch.getSchema().at(column).getName(), PlainValues.at(vector, row));
      }
    }
    return new PlainRow(values);
  }

  private static StructType wanted(StructType schema, Where where, Set<String> columns) {
    Set<String> names =
        Stream.concat(columns.stream(), where.columns()).collect(Collectors.toSet());
    List<StructField> fields =
        schema.fields().stream().filter(field -> names.contains(field.getName())).toList();
    return new StructType(fields);
  }

  private static Optional<Predicate> predicate(Where where) {
    return where.conditions().stream().map(TableScan::predicate).reduce(And::new);
  }

  private static Predicate predicate(Where.Condition condition) {
    Column column = new Column(condition.column());
    if (condition instanceof Where.Condition.EqualText text) {
      return new Predicate("=", column, Literal.ofString(text.text()));
    }
    if (condition instanceof Where.Condition.EqualNumber number) {
      return new Predicate("=", column, Literal.ofLong(number.number()));
    }
    Where.Condition.Since since = (Where.Condition.Since) condition;
    return new Predicate(">=", column, Literal.ofDate(Math.toIntExact(since.day().toEpochDay())));
  }

  private static List<PlainRow> result(Future<List<PlainRow>> rows) {
    try {
      return rows.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a file could not be read", failed.getCause());
    }
  }
}
