package io.finlake.etl.prove;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@code curated.proof.turnover}: what was paid each day, by currency; built whole. */
public final class Turnover implements Model {
  /** A model has no state. */
  public Turnover() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    return inputs
        .table("processed.proof.payments")
        .groupBy("paid_on", "currency")
        .agg(count(lit(1)).as("payments"), sum("amount").cast("DECIMAL(28,2)").as("amount"));
  }
}
