package io.finlake.etl.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Writes rows (path, place, body), sorted by path and place, as objects, one open at a time. Some
 * clean objects of page views are sent again under a later name with the same bytes; the lake must
 * hold all rows of the copy.
 */
final class ObjectWriter {
  private static final Fate RESENT = Fate.quarantined("resent_object", "resent_object");

  private final GeneratorSettings settings;
  private final String root;
  private final FileSystem files;
  private final Tally tally = new Tally();
  private final List<Row> passed = new ArrayList<>();

  private ObjectWriter(GeneratorSettings settings, String root, FileSystem files) {
    this.settings = settings;
    this.root = root;
    this.files = files;
  }

  /**
   * Writes all rows below {@code root} and returns the counters: those among the rows and its own.
   */
  static List<Row> write(GeneratorSettings settings, String root, Iterator<Row> rows) {
    // A file system of its own, so that leaving out the side files of checksums concerns no other.
    try (FileSystem files = FileSystem.newInstance(new Path(root).toUri(), new Configuration())) {
      files.setWriteChecksum(false);
      ObjectWriter writer = new ObjectWriter(settings, root, files);
      writer.write(rows);
      return writer.results();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(Iterator<Row> rows) throws IOException {
    String open = "";
    List<ObjectSink> sinks = List.of();
    while (rows.hasNext()) {
      Row row = rows.next();
      String path = row.getString(0);
      if (path.isEmpty()) {
        passed.add(row);
        continue;
      }
      if (!path.equals(open)) {
        close(sinks);
        sinks = open(path);
        open = path;
      }
      byte[] body = row.getAs(2);
      for (ObjectSink sink : sinks) {
        sink.write(body);
      }
      if (sinks.size() > 1) {
        tally.record(Source.PAGE_VIEWS.dataset(), RESENT);
      }
    }
    close(sinks);
  }

  private List<ObjectSink> open(String path) throws IOException {
    List<ObjectSink> sinks = new ArrayList<>();
    sinks.add(sink(path));
    if (resent(path)) {
      sinks.add(sink(path.replaceFirst("-\\d\\d-\\d\\d-([0-9a-f]{8}-)", "-59-59-$1")));
    }
    return sinks;
  }

  private ObjectSink sink(String path) throws IOException {
    return ObjectSink.of(path, files.create(new Path(root, path), true));
  }

  /** Clean objects only: those whose name says that they were sent early in their hour. */
  private boolean resent(String path) {
    if (settings.errors() == 0 || !path.startsWith(Source.PAGE_VIEWS.folder())) {
      return false;
    }
    int minute = Integer.parseInt(path.replaceFirst(".*-(\\d\\d)-\\d\\d-[0-9a-f]{8}-.*", "$1"));
    Chance chance = Chance.of(settings.seed(), "resent", path.hashCode());
    String busy = Source.PAGE_VIEWS.hourly(settings.start(), 12, 0, 0);
    return minute < 20 && (path.equals(busy) || chance.happens(settings.errors()));
  }

  private static void close(List<ObjectSink> sinks) throws IOException {
    for (ObjectSink sink : sinks) {
      sink.close();
    }
  }

  private List<Row> results() {
    List<Row> results = new ArrayList<>(passed);
    tally
        .counters()
        .forEach(
            (name, count) ->
                results.add(
                    RowFactory.create(
                        "", name, Long.toString(count).getBytes(StandardCharsets.UTF_8))));
    return results;
  }
}
