package io.finlake.etl.model.web;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lag;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Visits: the page views of one visitor, with less than {@value #INACTIVITY_MINUTES} minutes
 * between one and the next.
 *
 * <p>A view that comes exactly {@value #INACTIVITY_MINUTES} minutes after the one before it begins
 * a new session. Sessions cross midnight. Views at the same moment are ordered by their place in
 * the raw objects. The customer is the one that the session's last view with a customer names. How
 * the visit came about is what {@link Arrival} says of the first view; how far it got, and when, is
 * what {@link Steps} says of all.
 *
 * <p>A late view can move a session's beginning or join two sessions into one: rows then vanish and
 * others appear.
 */
public final class WebSession implements Model {
  /** So long without a view ends a session. */
  public static final int INACTIVITY_MINUTES = 30;

  /** A model has no state. */
  public WebSession() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    WindowSpec inOrder =
        Window.partitionBy("visitor_id").orderBy("viewed_at", "_object", "_offset", "_item");
    Column gap = unix_micros(col("viewed_at")).minus(unix_micros(col("previous_at")));
    Column first = col("previous_at").isNull().or(gap.geq(INACTIVITY_MINUTES * 60_000_000L));
    Dataset<Row> numbered =
        inputs
            .table("processed.web.page_views")
            .withColumn("previous_at", lag("viewed_at", 1).over(inOrder))
            .withColumn("begins", when(first, lit(1)).otherwise(lit(0)))
            .withColumn("session", sum("begins").over(inOrder));
    return sessions(numbered);
  }

  private static Dataset<Row> sessions(Dataset<Row> views) {
    Column place =
        struct(col("viewed_at"), col("_object"), col("_offset"), col("_item")).as("place");
    Column named = when(col("customer_id").isNotNull(), struct(place, col("customer_id")));
    Column step = Steps.of(col("method"), col("path"), col("status"));
    Dataset<Row> sessions =
        views
            .groupBy("visitor_id", "session")
            .agg(
                min(struct(place, col("path"), col("referrer"))).as("landing"),
                max(struct(place, col("path"))).as("leaving"),
                max(named).as("named"),
                collect_list(when(step.isNotNull(), struct(place, step.as("step")))).as("unsorted"),
                count(lit(1)).as("page_views"),
                count(when(col("status").geq(400), 1)).as("failed_views"))
            .withColumn("steps", sort_array(col("unsorted")));
    return described(Steps.reached(sessions, col("steps")));
  }

  private static Dataset<Row> described(Dataset<Row> sessions) {
    return sessions
        .withColumn("started_at", moment("landing.place.viewed_at"))
        .withColumn("ended_at", moment("leaving.place.viewed_at"))
        .select(
            col("visitor_id"),
            col("started_at"),
            col("ended_at"),
            col("started_at").cast("DATE").as("started_on"),
            unix_micros(col("ended_at"))
                .minus(unix_micros(col("started_at")))
                .divide(1000)
                .cast("BIGINT")
                .as("duration_millis"),
            col("page_views"),
            col("failed_views"),
            col("landing.path").as("landing_page"),
            col("leaving.path").as("exit_page"),
            col("named.customer_id").as("customer_id"),
            Arrival.channel(col("landing.referrer"), col("landing.path")).as("channel"),
            moment("product.place.viewed_at").as("product_viewed_at"),
            moment("application.place.viewed_at").as("application_started_at"),
            moment("submission.place.viewed_at").as("application_submitted_at"));
  }

  private static Column moment(String path) {
    return date_trunc("MILLISECOND", col(path));
  }
}
