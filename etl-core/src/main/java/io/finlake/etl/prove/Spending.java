package io.finlake.etl.prove;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@code curated.proof.spending}: what each person paid, by currency; built by key. */
public final class Spending implements Model {
  /** A model has no state. */
  public Spending() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    return inputs
        .table("processed.proof.payments")
        .groupBy("person_id", "currency")
        .agg(count(lit(1)).as("payments"), sum("amount").cast("DECIMAL(28,2)").as("amount"));
  }
}
