package io.finlake.etl.lookup;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.utils.DataFileStatistics;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the log says of a file: its rows, and of every indexed column the least and greatest value
 * and how many are NULL. Kernel 3.3 writes the number of rows only, and would open every file.
 */
final class FileStatistics extends DataFileStatistics {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String json;

  FileStatistics(List<PlainRow> rows, Collection<String> indexed) {
    super(rows.size(), Map.of(), Map.of(), Map.of());
    ObjectNode statistics = JSON.createObjectNode();
    statistics.put("numRecords", rows.size());
    ObjectNode least = statistics.putObject("minValues");
    ObjectNode greatest = statistics.putObject("maxValues");
    ObjectNode absent = statistics.putObject("nullCount");
    for (String column : new TreeSet<>(indexed)) {
      List<Object> present = rows.stream().flatMap(row -> row.value(column).stream()).toList();
      absent.put(column, rows.size() - present.size());
      present.stream().min(FileStatistics::compare).ifPresent(value -> put(least, column, value));
      present.stream()
          .max(FileStatistics::compare)
          .ifPresent(value -> put(greatest, column, value));
    }
    this.json = statistics.toString();
  }

  @Override
  public String serializeAsJson() {
    return json;
  }

  private static int compare(Object left, Object right) {
    if (left instanceof Long number) {
      return Long.compare(number, (Long) right);
    }
    if (left instanceof LocalDate day) {
      return day.compareTo((LocalDate) right);
    }
    return Comparator.<String>naturalOrder().compare((String) left, (String) right);
  }

  private static void put(ObjectNode values, String column, Object value) {
    if (value instanceof Long number) {
      values.put(column, number);
    } else {
      values.put(column, value.toString());
    }
  }
}
