package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.ACCEPTED;
import static io.finlake.etl.process.Outcomes.OUTCOME;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.TechnicalColumn;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What becomes of the rows of a batch.
 *
 * @param exceptions the rows that are not accepted, by position, with outcome and rule
 * @param present the table's rows that were looked at
 */
record Decided(Dataset<Row> exceptions, Present present) {
  private static final String[] POSITION = {
    TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM
  };

  /** All rows with their outcome and rule. */
  Dataset<Row> join(Dataset<Row> staged) {
    return staged
        .join(exceptions, POSITION, "left")
        .withColumn(OUTCOME, coalesce(col(OUTCOME), lit(ACCEPTED)));
  }

  /** The accepted rows alone. */
  Dataset<Row> accepted(Dataset<Row> staged, Dataset<Row> exceptionRows) {
    return staged.join(exceptionRows, POSITION, "left_anti");
  }
}
