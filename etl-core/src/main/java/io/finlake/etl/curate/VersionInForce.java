package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.HistoryColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;

/**
 * Joins facts with the version of something that was in force at their business time, as it is
 * believed now.
 *
 * <p>Every fact finds the newest interval that began at its time or before it; one that is older
 * than the first interval finds the first. How they fit is said by a status, so nothing is claimed
 * silently: {@value #IN_FORCE}, {@value #BEFORE_FIRST} (the first known version), {@value #DELETED}
 * (the last version before the key was deleted), {@value #UNKNOWN} (there is no version).
 */
public final class VersionInForce {
  /** The version held at the fact's time. */
  public static final String IN_FORCE = "in_force";

  /** The fact is older than the first known version, which is taken. */
  public static final String BEFORE_FIRST = "before_first_version";

  /** The key was deleted at the fact's time; its last version before is taken. */
  public static final String DELETED = "deleted";

  /** No version of the key is known. */
  public static final String UNKNOWN = "unknown";

  private static final String KEY = "_key";
  private static final String SERVES_FROM = "_serves_from";
  private static final String SERVES_TO = "_serves_to";

  private final String key;
  private final Map<String, String> shown;

  /**
   * Versions of one kind of thing.
   *
   * @param key the history's key
   * @param shown the columns of it that facts are given, and what the facts call them
   */
  public VersionInForce(String key, Map<String, String> shown) {
    this.key = key;
    this.shown = new LinkedHashMap<>(shown);
  }

  /**
   * The facts with what is shown and the status, each fact once.
   *
   * @param facts rows without columns of these names
   * @param factKey the facts' column with the key; may be null
   * @param moment the facts' column of business time, in milliseconds as the history is
   * @param history a history's rows, all beliefs
   * @param status the name of the status column
   */
  public Dataset<Row> join(
      Dataset<Row> facts, String factKey, String moment, Dataset<Row> history, String status) {
    List<Column> columns = new ArrayList<>();
    Stream.of(facts.columns()).map(functions::col).forEach(columns::add);
    shown.values().forEach(name -> columns.add(col("_answer." + name).as(name)));
    columns.add(col("_answer._status").as(status));
    return answered(facts, factKey, moment, intervals(history), "_answer")
        .select(columns.toArray(Column[]::new));
  }

  /**
   * The facts that are given something else than before: exactly those, by asking for each fact of
   * a changed key what it was given and what it is given now.
   *
   * @param facts as for {@link #join}; all of them, as they are now
   * @param changed rows of the history that were inserted, updated or deleted, with {@code
   *     _change_type} and {@code _commit_version}
   * @param history the history as it is now
   * @return rows of {@code facts}
   */
  public Dataset<Row> touched(
      Dataset<Row> facts,
      String factKey,
      String moment,
      Dataset<Row> changed,
      Dataset<Row> history) {
    Dataset<Row> net = net(changed);
    Dataset<Row> keys = keys(changed);
    Dataset<Row> now =
        intervals(history.join(keys, history.col(key).equalTo(keys.col(KEY)), "left_semi"));
    Dataset<Row> before =
        now.exceptAll(intervals(net.filter("_new"))).unionAll(intervals(net.filter("_old")));
    Dataset<Row> theirs = facts.join(keys, facts.col(factKey).equalTo(keys.col(KEY)), "left_semi");
    Dataset<Row> was = answered(theirs, factKey, moment, before, "_was");
    return answered(was, factKey, moment, now, "_is")
        .filter(col("_was").eqNullSafe(col("_is")).equalTo(false))
        .drop("_was", "_is");
  }

  /** The distinct keys of changed rows: one column, {@code _key}. */
  public Dataset<Row> keys(Dataset<Row> changed) {
    return changed.select(col(key).as(KEY)).distinct();
  }

  /** The facts with a struct of what is shown and {@code _status}, never null. */
  private Dataset<Row> answered(
      Dataset<Row> facts, String factKey, String moment, Dataset<Row> intervals, String name) {
    Column at = col("f." + moment);
    Column serves =
        col("f." + factKey)
            .equalTo(col("v." + KEY))
            .and(col("v." + SERVES_FROM).isNull().or(col("v." + SERVES_FROM).leq(at)))
            .and(col("v." + SERVES_TO).isNull().or(col("v." + SERVES_TO).gt(at)));
    List<Column> answer = new ArrayList<>();
    shown.values().forEach(as -> answer.add(col("v." + as)));
    answer.add(status(at).as("_status"));
    return facts
        .as("f")
        .join(serving(intervals).as("v"), serves, "left")
        .select(col("f.*"), struct(answer.toArray(Column[]::new)).as(name));
  }

  private static Column status(Column at) {
    return when(col("v." + HistoryColumn.VALID_FROM).isNull(), UNKNOWN)
        .when(at.lt(col("v." + HistoryColumn.VALID_FROM)), BEFORE_FIRST)
        .when(col("v." + HistoryColumn.VALID_TO).leq(at), DELETED)
        .otherwise(IN_FORCE);
  }

  /** The intervals that are believed now: {@code _key, valid_from, valid_to} and what is shown. */
  private Dataset<Row> intervals(Dataset<Row> history) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(key).as(KEY));
    columns.add(col(HistoryColumn.VALID_FROM));
    columns.add(col(HistoryColumn.VALID_TO));
    shown.forEach((column, as) -> columns.add(col(column).as(as)));
    return history
        .filter(col(HistoryColumn.RECORDED_TO).isNull())
        .select(columns.toArray(Column[]::new));
  }

  /** Each interval with the stretch of facts that it serves: all of time, without gaps. */
  private static Dataset<Row> serving(Dataset<Row> intervals) {
    WindowSpec line = Window.partitionBy(KEY).orderBy(HistoryColumn.VALID_FROM);
    Column from = col(HistoryColumn.VALID_FROM);
    Column first = lag(from, 1).over(line).isNull();
    return intervals
        .withColumn(SERVES_TO, lead(from, 1).over(line))
        .withColumn(SERVES_FROM, when(first, lit(null)).otherwise(from));
  }

  /**
   * Of each row of the history what it was before all changes and what it is after them, if it was
   * or is: between, it may have changed several times.
   */
  private Dataset<Row> net(Dataset<Row> changed) {
    Column enters = col("_change_type").isin("insert", "update_postimage");
    WindowSpec row =
        Window.partitionBy(key, HistoryColumn.VALID_FROM, HistoryColumn.RECORDED_FROM);
    return changed
        .withColumn("_enters", enters)
        // Within one commit a row leaves before it enters.
        .withColumn("_turn", struct(col("_commit_version"), col("_enters")))
        .withColumn("_first", min("_turn").over(row))
        .withColumn("_last", max("_turn").over(row))
        .withColumn("_old", col("_turn").equalTo(col("_first")).and(not(col("_enters"))))
        .withColumn("_new", col("_turn").equalTo(col("_last")).and(col("_enters")));
  }
}
