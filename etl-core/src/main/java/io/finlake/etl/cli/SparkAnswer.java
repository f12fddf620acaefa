package io.finlake.etl.cli;

import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.collection.JavaConverters;

/** Brings rows of Spark to the driver as an answer. */
final class SparkAnswer {
  private SparkAnswer() {}

  /**
   * The first rows of a dataset.
   *
   * @param answer the rows
   * @param more whether there are more than were asked for
   */
  record First(Answer answer, boolean more) {}

  /** Runs a dataset and takes at most {@code limit} of its rows. */
  static First take(Dataset<Row> dataset, int limit) {
    List<Row> taken = dataset.takeAsList(limit + 1);
    List<List<Object>> rows = new ArrayList<>();
    taken.stream().limit(limit).forEach(row -> rows.add(cells(row)));
    Answer answer = new Answer(List.of(dataset.columns()), rows);
    return new First(answer, taken.size() > limit);
  }

  private static List<Object> cells(Row row) {
    List<Object> cells = new ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      cells.add(cell(row.get(i)));
    }
    return List.copyOf(cells);
  }

  /** A value of Spark as a value of an answer. */
  static Object cell(Object value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant();
    }
    if (value instanceof Date date) {
      return date.toLocalDate();
    }
    if (value instanceof Row row) {
      return struct(row);
    }
    if (value instanceof scala.collection.Seq<?> items) {
      return JavaConverters.seqAsJavaList(items).stream().map(SparkAnswer::cell).toList();
    }
    if (value instanceof scala.collection.Map<?, ?> map) {
      Map<Object, Object> entries = new LinkedHashMap<>();
      JavaConverters.mapAsJavaMap(map).forEach((key, item) -> entries.put(cell(key), cell(item)));
      return entries;
    }
    return value;
  }

  private static Map<String, Object> struct(Row row) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < row.length(); i++) {
      fields.put(
          row.schema() == null ? "_" + (i + 1) : row.schema().fieldNames()[i], cell(row.get(i)));
    }
    return fields;
  }
}
