package io.finlake.etl.curate.history;

import io.finlake.etl.contract.HistoryColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * {@link Invariants} over the rows of one key: one row ({@link #WHAT}, {@link #KEY}) when they are
 * broken, else none.
 */
public final class BrokenSpans implements CoGroupFunction<Row, Row, Row, Row> {
  /** STRING: what is broken, in words. */
  public static final String WHAT = "what";

  /** STRING: the values of the key. */
  public static final String KEY = "key";

  /** BIGINT, in the rows of the right side: the business time of a delete, in microseconds. */
  public static final String DELETED_AT = "_deleted_at";

  private static final long serialVersionUID = 1L;

  /** It has no state. */
  public BrokenSpans() {}

  /**
   * Looks at one key.
   *
   * @param rows the columns of {@link HistoryColumn}, moments as BIGINT in microseconds
   * @param deletes {@link #DELETED_AT} of the versions that delete the key
   */
  @Override
  public Iterator<Row> call(Row key, Iterator<Row> rows, Iterator<Row> deletes) {
    List<Invariants.Span> spans = new ArrayList<>();
    rows.forEachRemaining(row -> spans.add(span(row)));
    List<Long> times = new ArrayList<>();
    deletes.forEachRemaining(row -> times.add(row.<Long>getAs(DELETED_AT)));
    return Invariants.broken(spans, times)
        .map(what -> RowFactory.create(what, key.mkString(", ")))
        .map(row -> Collections.singleton(row).iterator())
        .orElse(Collections.emptyIterator());
  }

  private static Invariants.Span span(Row row) {
    return new Invariants.Span(
        row.<Long>getAs(HistoryColumn.VALID_FROM),
        open(row, HistoryColumn.VALID_TO),
        row.<Long>getAs(HistoryColumn.RECORDED_FROM),
        open(row, HistoryColumn.RECORDED_TO),
        row.<Boolean>getAs(HistoryColumn.IS_CURRENT));
  }

  private static OptionalLong open(Row row, String column) {
    Long end = row.getAs(column);
    return end == null ? OptionalLong.empty() : OptionalLong.of(end);
  }
}
