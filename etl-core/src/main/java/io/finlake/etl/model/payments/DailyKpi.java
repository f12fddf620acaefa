package io.finlake.etl.model.payments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The figures of each day, one row for a figure: {@code kpi} names it, {@code channel} and {@code
 * currency} say what it is broken down by ({@value #ALL} where it is not).
 *
 * <p>By channel and currency of the day's bookings: {@code transactions}, {@code volume} (in that
 * currency), {@code volume_base} (in euro) and {@code without_rate} (transactions that {@code
 * volume_base} lacks because no rate was in force). For the day: {@code active_customers} (with a
 * booking), {@code new_customers} (by the date that the CRM states), {@code page_views} and {@code
 * sessions} (by the date of their beginning). A figure without any row that day has no row.
 */
public final class DailyKpi implements Model {
  /** In {@code channel} and {@code currency}: not broken down. */
  public static final String ALL = "all";

  private static final String VALUE = "DECIMAL(28,2)";

  /** A model has no state. */
  public DailyKpi() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> transactions = inputs.table("curated.payments.transaction");
    Dataset<Row> customers = inputs.table("curated.crm.customer").filter("recorded_to IS NULL");
    Dataset<Row> views = inputs.table("processed.web.page_views");
    Dataset<Row> sessions = inputs.table("curated.web.web_session");
    Column customer = countDistinct("customer_id");
    return bookings(transactions)
        .union(figure(transactions, "booking_date", "active_customers", customer))
        .union(figure(customers, "created_on", "new_customers", customer))
        .union(figure(views, "viewed_on", "page_views", count(lit(1))))
        .union(figure(sessions, "started_on", "sessions", count(lit(1))));
  }

  private static Dataset<Row> bookings(Dataset<Row> transactions) {
    Column unrated = when(col("rate_status").equalTo("missing"), 1);
    return transactions
        .groupBy(col("booking_date").as("kpi_date"), col("channel"), col("currency"))
        .agg(
            count(lit(1)).cast(VALUE).as("transactions"),
            sum("amount").cast(VALUE).as("volume"),
            sum("amount_base").cast(VALUE).as("volume_base"),
            count(unrated).cast(VALUE).as("without_rate"))
        .select(
            col("kpi_date"),
            expr(
                "stack(4, 'transactions', transactions, 'volume', volume, 'volume_base',"
                    + " coalesce(volume_base, CAST(0 AS DECIMAL(28,2))), 'without_rate',"
                    + " without_rate) AS (kpi, value)"),
            col("channel"),
            col("currency"))
        .select("kpi_date", "kpi", "channel", "currency", "value");
  }

  private static Dataset<Row> figure(Dataset<Row> rows, String date, String kpi, Column value) {
    return rows.groupBy(col(date).as("kpi_date"))
        .agg(value.cast(VALUE).as("value"))
        .select(
            col("kpi_date"),
            lit(kpi).as("kpi"),
            lit(ALL).as("channel"),
            lit(ALL).as("currency"),
            col("value"));
  }
}
