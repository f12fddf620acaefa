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
import io.delta.kernel.expressions.Or;
import io.delta.kernel.expressions.Predicate;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.data.ScanStateRow;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
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
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One reading of a table: which files, and of those which rows. */
final class TableScan {
  /** Opening a small file is waiting for storage, not work. */
  private static final int READERS = 8;

  private static final int SINGLE_VALUES = 50;

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
    this.scan =
        predicate(where, snapshot.getSchema(engine))
            .map(p -> builder.withFilter(engine, p))
            .orElse(builder)
            .build();
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
    return found(Integer.MAX_VALUE).rows();
  }

  /** At most so many rows of each file, file by file, and how many there are. */
  Found found(int ofEachFile) {
    List<Row> files = files();
    if (files.size() <= 1) {
      return files.stream().map(file -> found(file, ofEachFile)).reduce(Found.none(), Found::plus);
    }
    ExecutorService readers = Executors.newFixedThreadPool(Math.min(READERS, files.size()));
    try {
      List<Future<Found>> read =
          files.stream().map(file -> readers.submit(() -> found(file, ofEachFile))).toList();
      Found all = Found.none();
      for (Future<Found> found : read) {
        all = all.plus(result(found));
      }
      return all;
    } finally {
      readers.shutdownNow();
    }
  }

  /** Hands on every row, one file after the other, and holds none. */
  void each(Consumer<PlainRow> reader) {
    for (Row file : files()) {
      found(file, Integer.MAX_VALUE).rows().forEach(reader);
    }
  }

  /**
   * Rows that were wanted.
   *
   * @param rows them, or the first of them
   * @param total how many there are
   */
  record Found(List<PlainRow> rows, long total) {
    static Found none() {
      return new Found(new ArrayList<>(), 0);
    }

    /** Adds the others to this one's list. */
    Found plus(Found other) {
      rows.addAll(other.rows);
      return new Found(rows, total + other.total);
    }
  }

  private Found found(Row file, int most) {
    List<PlainRow> found = new ArrayList<>();
    long total = 0;
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
        total += add(found, most, logical.next());
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
    return new Found(found, total);
  }

  private long add(List<PlainRow> found, int most, FilteredColumnarBatch batch) {
    Optional<ColumnVector> selected = batch.getSelectionVector();
    StructType schema = batch.getData().getSchema();
    int[] every = IntStream.range(0, schema.length()).toArray();
    Set<String> asked = where.columns().collect(Collectors.toSet());
    int[] judged =
        IntStream.of(every).filter(at -> asked.contains(schema.at(at).getName())).toArray();
    long total = 0;
    for (int row = 0; row < batch.getData().getSize(); row++) {
      int at = row;
      if (selected.isEmpty() || selected.filter(vector -> vector.getBoolean(at)).isPresent()) {
        // Most rows are not wanted: the others' columns are not even looked at.
        if (where.matches(row(batch.getData(), row, judged))) {
          total++;
          if (found.size() < most) {
            found.add(row(batch.getData(), row, every));
          }
        }
      }
    }
    return total;
  }

  /** All rows of a batch. */
  static List<PlainRow> rows(ColumnarBatch batch) {
    int[] every = IntStream.range(0, batch.getSchema().length()).toArray();
    return IntStream.range(0, batch.getSize()).mapToObj(row -> row(batch, row, every)).toList();
  }

  private static PlainRow row(ColumnarBatch batch, int row, int[] columns) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int column : columns) {
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

  private static Optional<Predicate> predicate(Where where, StructType schema) {
    return where.conditions().stream()
        .map(condition -> predicate(condition, schema))
        .reduce(And::new);
  }

  private static Predicate predicate(Where.Condition condition, StructType schema) {
    Column column = new Column(condition.column());
    if (condition instanceof Where.Condition.OneOf values) {
      return oneOf(column, List.copyOf(values.values()), schema.get(values.column()).getDataType());
    }
    if (condition instanceof Where.Condition.Absent) {
      return new Predicate("IS_NULL", column);
    }
    if (condition instanceof Where.Condition.EqualText text) {
      return new Predicate("=", column, Literal.ofString(text.text()));
    }
    if (condition instanceof Where.Condition.EqualNumber number) {
      return new Predicate("=", column, Literal.ofLong(number.number()));
    }
    Where.Condition.Since since = (Where.Condition.Since) condition;
    return new Predicate(">=", column, Literal.ofDate(Math.toIntExact(since.day().toEpochDay())));
  }

  /** Of many values only the least and the greatest: what lies between is judged row by row. */
  private static Predicate oneOf(Column column, List<Object> values, DataType type) {
    if (values.size() <= SINGLE_VALUES) {
      return values.stream()
          .map(value -> new Predicate("=", column, literal(value, type)))
          .reduce(Or::new)
          .orElseThrow();
    }
    Object least = values.stream().min(TableScan::compare).orElseThrow();
    Object greatest = values.stream().max(TableScan::compare).orElseThrow();
    return new And(
        new Predicate(">=", column, literal(least, type)),
        new Predicate("<=", column, literal(greatest, type)));
  }

  @SuppressWarnings("unchecked") // all values of a column are of one type, and that one is ordered
  private static int compare(Object left, Object right) {
    return ((Comparable<Object>) left).compareTo(right);
  }

  /** Of the column's own type: Kernel compares no others. */
  private static Literal literal(Object value, DataType type) {
    if (value instanceof String text) {
      return Literal.ofString(text);
    }
    if (value instanceof Long number) {
      return Literal.ofLong(number);
    }
    if (value instanceof Integer number) {
      return Literal.ofInt(number);
    }
    if (value instanceof Boolean flag) {
      return Literal.ofBoolean(flag);
    }
    if (value instanceof Double number) {
      return Literal.ofDouble(number);
    }
    if (value instanceof BigDecimal amount && type instanceof DecimalType decimal) {
      return Literal.ofDecimal(
          amount.setScale(decimal.getScale(), RoundingMode.UNNECESSARY),
          decimal.getPrecision(),
          decimal.getScale());
    }
    if (value instanceof LocalDate day) {
      return Literal.ofDate(Math.toIntExact(day.toEpochDay()));
    }
    return Literal.ofTimestamp(ValueVector.micros((Instant) value));
  }

  private static Found result(Future<Found> rows) {
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
