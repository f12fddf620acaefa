package io.finlake.etl.model.web;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.get;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The steps of a visit on its way to a product: a page of a product or an offer, then the form of
 * an application, then an application that was sent. A step counts only after the one before it, as
 * in a closed funnel; a view that failed (status 400 and higher) is no step.
 */
final class Steps {
  private static final String PRODUCT = "product";
  private static final String APPLICATION = "application";
  private static final String SUBMISSION = "submission";
  private static final String PRODUCT_PAGES = "^/(products|offers)/.+";
  private static final String APPLICATION_PAGES = "^/apply(/.*)?$";

  private Steps() {}

  /** The step that a view may be, by itself; null when it is none. */
  static Column of(Column method, Column path, Column status) {
    Column page = substring_index(path, "?", 1);
    Column form = page.rlike(APPLICATION_PAGES);
    return when(status.geq(400), lit(null).cast("STRING"))
        .when(form.and(method.equalTo("POST")), SUBMISSION)
        .when(form, APPLICATION)
        .when(page.rlike(PRODUCT_PAGES), PRODUCT);
  }

  /**
   * Adds the first view of each step in order: {@code product}, {@code application} and {@code
   * submission}, each null where the visit did not get there.
   *
   * @param views of a visit that may be steps, in order: an array of {@code place, step}
   */
  static Dataset<Row> reached(Dataset<Row> visits, Column views) {
    return visits
        .withColumn(PRODUCT, get(filter(views, it -> is(it, PRODUCT)), lit(0)))
        .withColumn(APPLICATION, firstAfter(views, APPLICATION, PRODUCT))
        .withColumn(SUBMISSION, firstAfter(views, SUBMISSION, APPLICATION));
  }

  private static Column firstAfter(Column views, String step, String before) {
    Column earlier = col(before).getField("place");
    return get(filter(views, it -> is(it, step).and(it.getField("place").gt(earlier))), lit(0));
  }

  private static Column is(Column view, String step) {
    return view.getField("step").equalTo(step);
  }
}
