package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.unix_micros;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.HistoryColumn;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.curate.history.BrokenSpans;
import io.finlake.etl.curate.history.Invariants;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.CoGroupFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.KeyValueGroupedDataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Looks at a history as it would be after a batch, and refuses the batch when it is none: {@link
 * Invariants}. It reads the touched keys once more, without what their rows say, and believes no
 * model.
 */
final class HistoryGuard {
  private final Contract contract;
  private final List<String> key;

  /** The guard of a history. */
  HistoryGuard(Contract contract) {
    this.contract = contract;
    this.key = HistoryColumn.keyOf(contract);
  }

  /**
   * Refuses a batch that would break a history; one job.
   *
   * @param present the rows of the touched keys before the batch; empty when all rows are replaced
   * @param staged what the batch changes, with {@link Difference#CHANGE}
   * @param inputs the history's input, at least the touched keys of it
   * @throws FinlakeException {@link ErrorCode#BROKEN_HISTORY}; nothing was published then
   */
  void check(Dataset<Row> present, Dataset<Row> staged, Inputs inputs) {
    List<Row> broken =
        spans(after(present, staged))
            .cogroup(
                deletes(inputs), (CoGroupFunction<Row, Row, Row, Row>) new BrokenSpans(), found())
            .takeAsList(1);
    if (!broken.isEmpty()) {
      throw refused(broken.get(0));
    }
  }

  private Dataset<Row> after(Dataset<Row> present, Dataset<Row> staged) {
    Dataset<Row> old = narrow(present).as("o");
    Dataset<Row> replaced =
        narrow(staged.filter(col(Difference.CHANGE).notEqual(Difference.INSERT))).as("r");
    Column same =
        contract.key().stream()
            .map(name -> col("o." + name).equalTo(col("r." + name)))
            .reduce(Column::and)
            .orElseThrow();
    return old.join(replaced, same, "left_anti")
        .union(narrow(staged.filter(col(Difference.CHANGE).notEqual(Difference.DELETE))));
  }

  /** The key and the spans of rows, without what they say. */
  private Dataset<Row> narrow(Dataset<Row> rows) {
    return rows.select(
        Stream.concat(key.stream(), HistoryColumn.all().keySet().stream())
            .map(functions::col)
            .toArray(Column[]::new));
  }

  private KeyValueGroupedDataset<Row, Row> spans(Dataset<Row> rows) {
    List<Column> columns = new ArrayList<>(key.stream().map(functions::col).toList());
    HistoryColumn.all()
        .keySet()
        .forEach(
            name ->
                columns.add(
                    name.equals(HistoryColumn.IS_CURRENT)
                        ? col(name)
                        : unix_micros(col(name)).as(name)));
    return grouped(rows.select(columns.toArray(Column[]::new)));
  }

  private KeyValueGroupedDataset<Row, Row> deletes(Inputs inputs) {
    Derivation derivation = contract.derivation();
    String time = derivation.history().orElseThrow().time();
    List<Column> columns = new ArrayList<>(key.stream().map(functions::col).toList());
    Column instant = date_trunc("MILLISECOND", col(time).cast(DataTypes.TimestampType));
    columns.add(unix_micros(instant).as(BrokenSpans.DELETED_AT));
    return grouped(
        inputs
            .table(Inputs.name(derivation.inputs().get(0)))
            .filter(col(TechnicalColumn.DELETED).equalTo(lit(true)))
            .select(columns.toArray(Column[]::new)));
  }

  private KeyValueGroupedDataset<Row, Row> grouped(Dataset<Row> rows) {
    return rows.groupBy(key.stream().map(functions::col).toArray(Column[]::new))
        .as(Encoders.row(keySchema(rows)), Encoders.row(rows.schema()));
  }

  private StructType keySchema(Dataset<Row> rows) {
    StructType schema = new StructType();
    for (String name : key) {
      schema = schema.add(rows.schema().apply(name));
    }
    return schema;
  }

  private static Encoder<Row> found() {
    return Encoders.row(
        new StructType()
            .add(BrokenSpans.WHAT, DataTypes.StringType)
            .add(BrokenSpans.KEY, DataTypes.StringType));
  }

  /** Names the key only where its columns may be shown. */
  private FinlakeException refused(Row broken) {
    boolean shown =
        key.stream()
            .map(name -> contract.column(name).classification())
            .allMatch(it -> it == Classification.PUBLIC || it == Classification.INTERNAL);
    String what = broken.getAs(BrokenSpans.WHAT);
    return FinlakeException.of(
        ErrorCode.BROKEN_HISTORY,
        "the history of " + contract.id() + " would be broken, so nothing was published",
        what + (shown ? ", for " + key + " " + broken.<String>getAs(BrokenSpans.KEY) : ""),
        "correct the model "
            + contract.derivation().model()
            + "; the table is as it was before this batch");
  }
}
