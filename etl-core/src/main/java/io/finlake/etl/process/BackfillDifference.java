package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.OUTCOME;
import static io.finlake.etl.process.Outcomes.QUARANTINED;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.TechnicalColumn;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What turns the rows that are there into those that a backfill makes: pure. Rows are compared by
 * all that they say and by where they came from, not by the batch that brought them nor by when.
 */
final class BackfillDifference {
  /** STRING: {@code insert}, {@code update} or {@code delete}; in quarantine {@code upsert}. */
  static final String CHANGE = "_change";

  /** STRUCT: the row as it would be; null where it would be gone. */
  static final String NEW = "n";

  /** STRUCT: the row as it is; null where there is none. */
  static final String OLD = "o";

  static final String INSERT = "insert";
  static final String UPDATE = "update";
  static final String DELETE = "delete";
  private static final String SAME = "same";

  /** What became of an open row that is not among the rows of its object any more. */
  static final String GONE = "gone";

  private static final Set<String> OURS =
      Set.of(
          TechnicalColumn.BATCH,
          TechnicalColumn.PROCESSED_AT,
          TechnicalColumn.CLOSED_BATCH,
          TechnicalColumn.CLOSED_AS);

  private BackfillDifference() {}

  /**
   * A row for every difference: {@link #CHANGE}, {@link #NEW}, {@link #OLD}.
   *
   * @param wanted and {@code present}: the same columns, those of the table
   * @param identity the columns that tell rows apart, never null
   */
  static Dataset<Row> ofTable(Dataset<Row> wanted, Dataset<Row> present, List<String> identity) {
    return beside(wanted, present, identity)
        .withColumn(
            CHANGE,
            when(col(OLD).isNull(), INSERT)
                .when(col(NEW).isNull(), DELETE)
                .when(col(SAME), SAME)
                .otherwise(UPDATE))
        .where(not(col(CHANGE).equalTo(SAME)))
        .select(CHANGE, NEW, OLD);
  }

  /**
   * Rows of quarantine as they are to be: new ones, and those that are taken out.
   *
   * @param held the rows that break a rule now
   * @param open the rows that are open, in the same columns
   * @param outcomes what became of all rows that were read, by position
   * @param batch that opens and closes them
   */
  static Dataset<Row> ofQuarantine(
      Dataset<Row> held, Dataset<Row> open, Dataset<Row> outcomes, long batch) {
    List<String> position = List.of(OpenRows.position());
    Dataset<Row> differing =
        beside(held, open, position)
            .where(col(OLD).isNull().or(col(NEW).isNull()).or(not(col(SAME))));
    Dataset<Row> opened = differing.where(col(NEW).isNotNull()).select(NEW + ".*");
    Dataset<Row> went =
        outcomes
            .where(not(col(OUTCOME).equalTo(QUARANTINED)))
            .select(
                Stream.concat(position.stream(), Stream.of(OUTCOME))
                    .map(BackfillDifference::quoted)
                    .toArray(Column[]::new));
    Dataset<Row> closed =
        differing
            .where(col(OLD).isNotNull())
            .select(col(OLD + ".*"), col(NEW).isNotNull().as("_again"))
            .join(went, OpenRows.position(), "left")
            .withColumn(TechnicalColumn.CLOSED_BATCH, lit(batch))
            .withColumn(
                TechnicalColumn.CLOSED_AS,
                when(col("_again"), QUARANTINED).otherwise(coalesce(col(OUTCOME), lit(GONE))))
            .drop("_again", OUTCOME);
    return opened.unionByName(closed).withColumn(CHANGE, lit("upsert"));
  }

  /** Rows in the columns of a table; what they do not have is absent. */
  static Dataset<Row> in(StructType table, Dataset<Row> rows) {
    Set<String> there = Set.of(rows.columns());
    return rows.select(
        Stream.of(table.fields())
            .map(
                field ->
                    (there.contains(field.name()) ? quoted(field.name()) : lit(null))
                        .cast(field.dataType())
                        .as(field.name()))
            .toArray(Column[]::new));
  }

  /**
   * Rows beside each other, whole and as what is compared. That is one value a side: a condition of
   * many columns makes Spark's planner infer constraints of all of their combinations.
   */
  private static Dataset<Row> beside(
      Dataset<Row> wanted, Dataset<Row> present, List<String> identity) {
    Column sameRow =
        identity.stream()
            .map(name -> col("n.`" + name + "`").equalTo(col("o.`" + name + "`")))
            .reduce(Column::and)
            .orElseThrow();
    return wanted
        .select(packed(wanted).as(NEW), said(wanted).as("_says"))
        .join(
            present.select(packed(wanted).as(OLD), said(wanted).as("_said")), sameRow, "full_outer")
        .withColumn(SAME, col("_says").eqNullSafe(col("_said")))
        .drop("_says", "_said");
  }

  private static Column packed(Dataset<Row> rows) {
    return struct(
        Arrays.stream(rows.columns()).map(BackfillDifference::quoted).toArray(Column[]::new));
  }

  /**
   * The order in which a row's broken rules are listed is that of the contract, and says nothing.
   */
  private static Column said(Dataset<Row> rows) {
    return struct(
        Arrays.stream(rows.columns())
            .filter(name -> !OURS.contains(name))
            .map(
                name ->
                    name.equals(TechnicalColumn.REASONS)
                        ? sort_array(quoted(name)).as(name)
                        : quoted(name))
            .toArray(Column[]::new));
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}
