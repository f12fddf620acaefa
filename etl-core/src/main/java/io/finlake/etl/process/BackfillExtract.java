package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.ACCEPTED;
import static io.finlake.etl.process.Outcomes.DUPLICATE;
import static io.finlake.etl.process.Outcomes.OUTCOME;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.plan.Batch;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.Collection;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The table after its latest full extract was made again: pure. A row that this extract brought and
 * that does not hold any more leaves the table; what an earlier extract said of its key is not
 * known and is not brought back.
 */
final class BackfillExtract {
  private final Contract contract;
  private final Batch batch;

  BackfillExtract(Contract contract, Batch batch) {
    this.contract = contract;
    this.batch = batch;
  }

  /**
   * All rows that the table is to have.
   *
   * @param accepted new and changed rows, in the columns of the table
   * @param outcomes all rows of the extract with what became of them
   * @param present the table's rows
   * @param objects the extract's
   */
  Dataset<Row> wanted(
      Dataset<Row> accepted,
      Dataset<Row> outcomes,
      Dataset<Row> present,
      Collection<String> objects) {
    String[] key = contract.key().toArray(new String[0]);
    Dataset<Row> delivered =
        outcomes
            .withColumn("_good", col(OUTCOME).isin(ACCEPTED, DUPLICATE))
            .groupBy(key())
            .agg(max("_good").as("_good"));
    Column mine = col(TechnicalColumn.OBJECT).isin(objects.toArray());
    Dataset<Row> kept =
        present
            .join(accepted.select(key()), key, "left_anti")
            .join(delivered, key, "left")
            .where(not(mine.and(not(coalesce(col("_good"), lit(false))))));
    return accepted.unionByName(vanished(kept, outcomes).drop("_good").select(columns(accepted)));
  }

  private Dataset<Row> vanished(Dataset<Row> kept, Dataset<Row> outcomes) {
    WriteStrategy.Vanished policy = ((WriteStrategy.Snapshot) contract.landed().write()).vanished();
    Column keyless =
        contract.key().stream().map(name -> quoted(name).isNull()).reduce(Column::or).orElseThrow();
    // A row whose key cannot be read may be any key's: then nobody can say which keys vanished.
    // An erased person's row has no key on purpose, and the table has no row of that person.
    Column erased =
        array_contains(col(TechnicalColumn.REASONS).getField("rule"), SubjectFence.ERASED);
    boolean unsure =
        !outcomes.where(keyless.and(not(coalesce(erased, lit(false))))).limit(1).isEmpty();
    if (unsure || policy == WriteStrategy.Vanished.KEEP) {
      return kept;
    }
    Column gone = col("_good").isNull();
    if (policy == WriteStrategy.Vanished.DELETE) {
      return kept.where(not(gone));
    }
    Column closes = gone.and(not(coalesce(col(TechnicalColumn.DELETED), lit(false))));
    return kept.withColumn("_closes", closes)
        .withColumn(
            TechnicalColumn.DELETED,
            when(col("_closes"), true).otherwise(col(TechnicalColumn.DELETED)))
        .withColumn(
            TechnicalColumn.BATCH,
            when(col("_closes"), batch.number()).otherwise(col(TechnicalColumn.BATCH)))
        .withColumn(
            TechnicalColumn.PROCESSED_AT,
            when(col("_closes"), lit(Timestamp.from(batch.processingTime())))
                .otherwise(col(TechnicalColumn.PROCESSED_AT)))
        .drop("_closes");
  }

  private Column[] key() {
    return contract.key().stream().map(BackfillExtract::quoted).toArray(Column[]::new);
  }

  private static Column[] columns(Dataset<Row> rows) {
    return Arrays.stream(rows.columns()).map(BackfillExtract::quoted).toArray(Column[]::new);
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}
