package io.finlake.etl.prove.life;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each day cost: a line for each, a column for each cost.
 *
 * @param columns the names, the first of which is the day
 * @param days the values, in the order of days
 */
record LifeSeries(List<String> columns, List<long[]> days) {
  /** Stands for what was not measured on a day. */
  static final long NOT_MEASURED = -1;

  LifeSeries {
    columns = List.copyOf(columns);
    days = List.copyOf(days);
  }

  /** Where it is written. */
  static Path file(Path folder) {
    return folder.resolve("series.csv");
  }

  /** What was written so far; empty when nothing was. A line that is being written is left out. */
  static LifeSeries read(Path folder) {
    if (Files.notExists(file(folder))) {
      return new LifeSeries(List.of(), List.of());
    }
    try {
      String text = Files.readString(file(folder));
      return parse(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** Lines of text, names first. */
  static LifeSeries parse(List<String> lines) {
    if (lines.isEmpty()) {
      return new LifeSeries(List.of(), List.of());
    }
    List<long[]> days = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",", -1);
      long[] values = new long[fields.length];
      for (int at = 0; at < fields.length; at++) {
        values[at] = Long.parseLong(fields[at]);
      }
      days.add(values);
    }
    return new LifeSeries(List.of(lines.get(0).split(",", -1)), days);
  }

  /** The measured values of a column in some days, from one up to before another. */
  List<Long> of(String column, int from, int to) {
    int at = columns.indexOf(column);
    return days.subList(from, to).stream()
        .map(day -> day[at])
        .filter(value -> value != NOT_MEASURED)
        .toList();
  }

  /** The last day's values by name; none when there is no day. */
  Map<String, Long> last() {
    Map<String, Long> last = new LinkedHashMap<>();
    if (!days.isEmpty()) {
      for (int at = 0; at < columns.size(); at++) {
        last.put(columns.get(at), days.get(days.size() - 1)[at]);
      }
    }
    return last;
  }
}
