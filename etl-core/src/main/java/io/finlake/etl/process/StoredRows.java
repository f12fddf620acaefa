package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.RULE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.Batch;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Staged rows as a batch writes them: in the columns of the table or of its quarantine. */
final class StoredRows {
  private final Contract contract;
  private final Batch batch;

  StoredRows(Contract contract, Batch batch) {
    this.contract = contract;
    this.batch = batch;
  }

  /** Accepted rows as the table stores them. */
  Dataset<Row> accepted(Dataset<Row> rows, StructType table) {
    return stored(tombstones(rows), table);
  }

  /**
   * Quarantined rows as the quarantine stores them.
   *
   * @param rows with {@code _rule}, the rule that the row broke by its key or object, which becomes
   *     one of its reasons
   */
  Dataset<Row> quarantined(Dataset<Row> rows, StructType quarantine) {
    Column byKey =
        struct(
            col(RULE).as("rule"),
            lit(null).cast("string").as("column"),
            lit("quarantine").as("severity"),
            lit(null).cast("string").as("text"));
    return stored(
        rows.withColumn(
            TechnicalColumn.REASONS,
            when(col(RULE).isNull(), col(TechnicalColumn.REASONS))
                .otherwise(concat(col(TechnicalColumn.REASONS), array(byKey)))),
        quarantine);
  }

  private Dataset<Row> stored(Dataset<Row> rows, StructType schema) {
    Set<String> staged = Set.of(rows.columns());
    List<Column> columns = new ArrayList<>();
    for (StructField field : schema.fields()) {
      if (staged.contains(field.name())) {
        refuseCast(field, rows.schema().apply(field.name()));
      }
      columns.add(value(field, staged).cast(field.dataType()).as(field.name()));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** A cast to the table's type would wrap, round or blank what does not fit, without a word. */
  private void refuseCast(StructField table, StructField rows) {
    if (!DataType.equalsIgnoreNullability(table.dataType(), rows.dataType())) {
      throw FinlakeException.of(
          ErrorCode.BAD_CONTRACT,
          "batch " + batch.number() + " of " + batch.table() + " is not written",
          table.name()
              + " is "
              + table.dataType().sql()
              + " in the table and "
              + rows.dataType().sql()
              + " by the contract that the batch was planned with",
          "give the batch up, then see 'finlake contracts diff': finlake process --dataset "
              + batch.dataset()
              + " --void "
              + batch.number());
    }
  }

  private Column value(StructField field, Set<String> staged) {
    String name = field.name();
    if (name.equals(TechnicalColumn.BATCH)) {
      return lit(batch.number());
    }
    if (name.equals(TechnicalColumn.PROCESSED_AT)) {
      return lit(Timestamp.from(batch.processingTime()));
    }
    if (staged.contains(name)) {
      return quoted(name);
    }
    return adds() && !name.startsWith("_") ? col(TechnicalColumn.UNKNOWN).getItem(name) : lit(null);
  }

  /** A tombstone keeps what identifies, orders and marks it; the rest of the row is gone. */
  private Dataset<Row> tombstones(Dataset<Row> rows) {
    if (!contract.landed().write().hidesDeleted()) {
      return rows;
    }
    List<Column> columns = new ArrayList<>();
    for (String name : rows.columns()) {
      Column kept = when(col(TechnicalColumn.DELETED), lit(null)).otherwise(quoted(name));
      columns.add(blanked(name) ? kept.as(name) : quoted(name));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private boolean blanked(String name) {
    WriteStrategy write = contract.landed().write();
    boolean ours = name.startsWith("_") && !name.equals(TechnicalColumn.UNKNOWN);
    return !ours
        && !contract.key().contains(name)
        && !write.versionColumns().contains(name)
        && write.deleteMarker().filter(marker -> marker.column().equals(name)).isEmpty();
  }

  private boolean adds() {
    return contract.landed().source().evolution() == RawSource.Evolution.ADD;
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}
