package io.finlake.etl.curate.history;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.timestamp_micros;
import static org.apache.spark.sql.functions.unix_micros;

import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.HistoryColumn;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The history of a dataset that keeps its versions, for any contract: {@code class: History}. What
 * the rows are says {@link Beliefs}; this class turns rows into versions and intervals into rows.
 *
 * <p>The input has the columns of the contract, {@code history.time}, {@code history.sequence},
 * {@code _content_hash}, {@code _deleted} and {@code _processed_at}. Moments are cut down to the
 * millisecond before anything is computed, so that no two intervals fall together when the table
 * stores them.
 */
public final class History implements Model {
  private static final String KEY = "_key";
  private static final String CONTENT = "_content";

  private final Contract contract;
  private final Derivation.History history;
  private final List<String> key;
  private final List<String> shown;

  /** The history that a contract describes. */
  public History(Contract contract) {
    this.contract = contract;
    this.history = contract.derivation().history().orElseThrow();
    this.key = HistoryColumn.keyOf(contract);
    this.shown =
        contract.columns().stream()
            .map(io.finlake.etl.contract.Column::name)
            .filter(name -> !HistoryColumn.all().containsKey(name))
            .toList();
  }

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> input = inputs.table(Inputs.name(contract.derivation().inputs().get(0)));
    Dataset<Row> versions =
        input.select(
            packed(key).as(KEY),
            micros(col(history.time())).as(IntervalRows.AT),
            history.sequence().map(functions::col).orElse(lit(null)).as(IntervalRows.SEQUENCE),
            col(TechnicalColumn.CONTENT_HASH),
            coalesce(col(TechnicalColumn.DELETED), lit(false)).as(TechnicalColumn.DELETED),
            micros(col(TechnicalColumn.PROCESSED_AT)).as(IntervalRows.RECORDED_AT),
            packed(shown).as(CONTENT));
    StructType content = (StructType) versions.schema().apply(CONTENT).dataType();
    StructType keys = (StructType) versions.schema().apply(KEY).dataType();
    Dataset<Row> intervals =
        versions
            .groupBy(key.stream().map(name -> col(KEY + "." + name)).toArray(Column[]::new))
            .as(Encoders.row(keys), Encoders.row(versions.schema()))
            .flatMapGroups(
                (FlatMapGroupsFunction<Row, Row, Row>) new IntervalRows(CONTENT, tracked()),
                Encoders.row(intervals(content)));
    return described(intervals);
  }

  /** The places, among the columns that a row shows, of those that open a new interval. */
  private List<Integer> tracked() {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < shown.size(); i++) {
      String name = shown.get(i);
      boolean never =
          key.contains(name)
              || history.untracked().contains(name)
              || history.time().equals(name)
              || history.sequence().filter(name::equals).isPresent();
      if (!never) {
        places.add(i);
      }
    }
    return places;
  }

  private static StructType intervals(StructType content) {
    return new StructType()
        .add(CONTENT, content, false)
        .add(HistoryColumn.VALID_FROM, DataTypes.LongType, false)
        .add(HistoryColumn.VALID_TO, DataTypes.LongType, true)
        .add(HistoryColumn.RECORDED_FROM, DataTypes.LongType, false)
        .add(HistoryColumn.RECORDED_TO, DataTypes.LongType, true)
        .add(HistoryColumn.IS_CURRENT, DataTypes.BooleanType, false);
  }

  private Dataset<Row> described(Dataset<Row> intervals) {
    List<Column> columns = new ArrayList<>();
    shown.forEach(name -> columns.add(col(CONTENT + "." + name).as(name)));
    HistoryColumn.all()
        .forEach(
            (name, type) ->
                columns.add(
                    type instanceof ColumnType.Timestamp
                        ? timestamp_micros(col(name)).as(name)
                        : col(name)));
    return intervals.select(columns.toArray(Column[]::new));
  }

  private Column packed(List<String> names) {
    return struct(
        names.stream()
            .map(
                name ->
                    contract.column(name).type() instanceof ColumnType.Timestamp
                        ? date_trunc("MILLISECOND", col(name)).as(name)
                        : col(name))
            .toArray(Column[]::new));
  }

  private static Column micros(Column moment) {
    return unix_micros(moment.cast(DataTypes.TimestampType));
  }
}
