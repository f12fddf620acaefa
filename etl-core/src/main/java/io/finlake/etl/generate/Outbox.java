package io.finlake.etl.generate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Takes the records of stories, each with its object and its place in it, and counts them. Rows:
 * path STRING, place STRING, body BINARY; a row without a path is a counter (place its name, body
 * its decimal digits).
 */
final class Outbox {
  private List<Row> rows = new ArrayList<>();
  private final Tally tally = new Tally();

  /** What was counted so far. */
  Tally tally() {
    return tally;
  }

  /**
   * A record on its way.
   *
   * @param path the object, below raw
   * @param place orders the records within the object
   * @param body its bytes
   */
  void deliver(String path, String place, byte[] body) {
    rows.add(RowFactory.create(path, place, body));
  }

  /** A line of text on its way, counted. */
  void deliver(Source source, String path, String place, String line, Fate fate) {
    deliver(path, place, line.getBytes(StandardCharsets.UTF_8));
    tally.record(source.dataset(), fate);
  }

  /** The rows since the last call. */
  List<Row> drain() {
    List<Row> drained = rows;
    rows = new ArrayList<>();
    return drained;
  }

  /** The counters, as rows. */
  List<Row> counters() {
    return tally.counters().entrySet().stream()
        .map(
            counter ->
                RowFactory.create(
                    "",
                    counter.getKey(),
                    Long.toString(counter.getValue()).getBytes(StandardCharsets.UTF_8)))
        .toList();
  }
}
