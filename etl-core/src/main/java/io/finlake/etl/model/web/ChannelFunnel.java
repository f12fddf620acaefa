package io.finlake.etl.model.web;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * How far the visits of a day got, by the channel that they came by and for {@value #ALL} together:
 * {@code visit}, {@code product}, {@code application}, {@code submission}. A visit counts on the
 * day on which it began, and for a step only if it took those before it in order.
 *
 * <p>A day and channel with a visit has all four steps, also with no visit left; a share of nothing
 * is absent.
 */
public final class ChannelFunnel implements Model {
  /** In {@code channel}: whatever the channel. */
  public static final String ALL = "all";

  private static final String SHARE = "DECIMAL(9,6)";

  /** A model has no state. */
  public ChannelFunnel() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    return inputs
        .table("curated.web.web_session")
        .select(
            col("started_on").as("funnel_date"),
            explode(array(col("channel"), lit(ALL))).as("channel"),
            col("product_viewed_at"),
            col("application_started_at"),
            col("application_submitted_at"))
        .groupBy("funnel_date", "channel")
        .agg(
            count(lit(1)).as("visits"),
            count("product_viewed_at").as("products"),
            count("application_started_at").as("applications"),
            count("application_submitted_at").as("submissions"))
        .select(
            col("funnel_date"),
            col("channel"),
            col("visits"),
            expr(
                "stack(4, 1, 'visit', visits, CAST(NULL AS BIGINT), 2, 'product', products, visits,"
                    + " 3, 'application', applications, products,"
                    + " 4, 'submission', submissions, applications)"
                    + " AS (position, step, sessions, before)"))
        .select(
            col("funnel_date"),
            col("channel"),
            col("step"),
            col("position"),
            col("sessions"),
            share(col("sessions"), col("visits")).as("share_of_visits"),
            share(col("sessions"), col("before")).as("share_of_step_before"));
  }

  private static Column share(Column part, Column whole) {
    Column exact = part.cast("DECIMAL(18,0)").divide(whole.cast("DECIMAL(18,0)"));
    return when(whole.gt(0), exact).cast(SHARE);
  }
}
