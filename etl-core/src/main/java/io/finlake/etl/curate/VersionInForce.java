package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lead;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.HistoryColumn;
import io.finlake.etl.curate.history.Answers;
import io.finlake.etl.curate.history.ChangedAnswers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

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
  private static final String FROM = "_from";
  private static final String TO = "_to";
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
   * The facts that are given something else than before, and no other: those that lie in a stretch
   * of time in which the timelines of before and of now answer differently ({@link Answers}).
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
    Column at = unix_micros(col("f." + moment));
    Column lies =
        col("f." + factKey)
            .equalTo(col("s." + KEY))
            .and(col("s." + FROM).isNull().or(col("s." + FROM).leq(at)))
            .and(col("s." + TO).isNull().or(col("s." + TO).gt(at)));
    return facts.as("f").join(stretches(changed, history).as("s"), lies, "left_semi");
  }

  /** The distinct keys of changed rows: one column, {@code _key}. */
  public Dataset<Row> keys(Dataset<Row> changed) {
    return changed.select(col(key).as(KEY)).distinct();
  }

  /** {@code _key, _from, _to}: where facts are answered otherwise; microseconds, null is open. */
  private Dataset<Row> stretches(Dataset<Row> changed, Dataset<Row> history) {
    Dataset<Row> keys = keys(changed);
    Dataset<Row> present =
        history
            .filter(col(HistoryColumn.RECORDED_TO).isNull())
            .join(keys, history.col(key).equalTo(keys.col(KEY)), "left_semi")
            .withColumn(ChangedAnswers.TYPE, lit(null).cast(DataTypes.StringType))
            .withColumn(ChangedAnswers.COMMIT, lit(null).cast(DataTypes.LongType));
    Dataset<Row> rows = images(present).unionAll(images(changed));
    StructType keySchema = new StructType().add(rows.schema().apply(KEY));
    return rows.groupBy(KEY)
        .as(Encoders.row(keySchema), Encoders.row(rows.schema()))
        .flatMapGroups(
            (FlatMapGroupsFunction<Row, Row, Row>) new ChangedAnswers(),
            Encoders.row(keySchema.add(FROM, DataTypes.LongType).add(TO, DataTypes.LongType)));
  }

  private Dataset<Row> images(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>();
    columns.add(col(key).as(KEY));
    List.of(
            HistoryColumn.VALID_FROM,
            HistoryColumn.VALID_TO,
            HistoryColumn.RECORDED_FROM,
            HistoryColumn.RECORDED_TO)
        .forEach(name -> columns.add(unix_micros(col(name)).as(name)));
    columns.add(
        struct(shown.keySet().stream().map(functions::col).toArray(Column[]::new))
            .as(ChangedAnswers.SHOWN));
    columns.add(col(ChangedAnswers.TYPE));
    columns.add(col(ChangedAnswers.COMMIT));
    return rows.select(columns.toArray(Column[]::new));
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
}
