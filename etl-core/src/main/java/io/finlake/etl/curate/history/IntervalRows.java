package io.finlake.etl.curate.history;

import io.finlake.etl.contract.TechnicalColumn;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The rows of one key, from its versions: {@link Beliefs} between rows and rows. */
final class IntervalRows implements FlatMapGroupsFunction<Row, Row, Row> {
  /** BIGINT: the business time of a version, in microseconds. */
  static final String AT = "_at";

  /** What orders versions of one time; null where nothing does. */
  static final String SEQUENCE = "_sequence";

  /** BIGINT: when a version was recorded, in microseconds. */
  static final String RECORDED_AT = "_recorded_at";

  private static final long serialVersionUID = 1L;

  private final String content;
  private final int[] tracked;

  /**
   * Between rows and rows.
   *
   * @param content the column that holds what a row shows, a struct
   * @param tracked the places in it that open a new interval when they differ
   */
  IntervalRows(String content, List<Integer> tracked) {
    this.content = content;
    this.tracked = tracked.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public Iterator<Row> call(Row key, Iterator<Row> rows) {
    List<Version<Row>> versions = new ArrayList<>();
    rows.forEachRemaining(row -> versions.add(version(row)));
    return Beliefs.of(versions).stream().map(IntervalRows::row).iterator();
  }

  private Version<Row> version(Row row) {
    Row shown = row.getAs(content);
    List<Object> compared = new ArrayList<>(tracked.length);
    for (int place : tracked) {
      compared.add(shown.get(place));
    }
    Comparable<?> sequence = row.getAs(SEQUENCE);
    return new Version<>(
        row.<Long>getAs(AT),
        sequence == null ? Sequence.absent() : Sequence.of(sequence),
        row.getAs(TechnicalColumn.CONTENT_HASH),
        row.<Boolean>getAs(TechnicalColumn.DELETED),
        row.<Long>getAs(RECORDED_AT),
        compared,
        shown);
  }

  private static Row row(Interval<Row> interval) {
    return RowFactory.create(
        interval.content(),
        interval.validFrom(),
        open(interval.validTo()),
        interval.recordedFrom(),
        open(interval.recordedTo()),
        interval.current());
  }

  private static Object open(OptionalLong end) {
    return end.isPresent() ? end.getAsLong() : null;
  }
}
