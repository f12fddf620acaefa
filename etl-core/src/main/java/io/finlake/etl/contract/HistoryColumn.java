package io.finlake.etl.contract;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The columns that a history has beside those of its input, the same in every history. */
public final class HistoryColumn {
  /** TIMESTAMP, in the key: the business time from which the row holds. */
  public static final String VALID_FROM = "valid_from";

  /** TIMESTAMP: the business time from which it no longer holds; absent while open. */
  public static final String VALID_TO = "valid_to";

  /** TIMESTAMP, in the key: the processing time from which this very row was believed. */
  public static final String RECORDED_FROM = "recorded_from";

  /** TIMESTAMP: the processing time from which it no longer was; absent while it is. */
  public static final String RECORDED_TO = "recorded_to";

  /** BOOLEAN: whether both spans are open. */
  public static final String IS_CURRENT = "is_current";

  private HistoryColumn() {}

  /** The key of what a history is about: its own key without {@code valid_from, recorded_from}. */
  public static List<String> keyOf(Contract history) {
    return history.key().stream().filter(name -> !all().containsKey(name)).toList();
  }

  /** All of them with their types, in the order in which they are named above. */
  public static Map<String, ColumnType> all() {
    Map<String, ColumnType> columns = new LinkedHashMap<>();
    columns.put(VALID_FROM, new ColumnType.Timestamp());
    columns.put(VALID_TO, new ColumnType.Timestamp());
    columns.put(RECORDED_FROM, new ColumnType.Timestamp());
    columns.put(RECORDED_TO, new ColumnType.Timestamp());
    columns.put(IS_CURRENT, new ColumnType.Bool());
    return columns;
  }
}
