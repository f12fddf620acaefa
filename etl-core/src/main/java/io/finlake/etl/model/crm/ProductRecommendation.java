package io.finlake.etl.model.crm;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.row_number;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * For each customer the products of the catalogue that the customer does not hold and that holders
 * of the same products do: rules from one product to one product with support, confidence and lift,
 * as association rules are defined (Agrawal, Imieliński and Swami 1993; lift: Brin and others
 * 1997).
 *
 * <p>Rules are counted over active holdings. A rule counts where at least {@value #LEAST_HOLDERS}
 * customers, and one in {@value #LEAST_SUPPORT_ONE_IN}, hold both products, and where its lift is
 * above one. A product is recommended by its best rule: highest confidence, then lift, then holders
 * of both, then the code. A customer has at most {@value #MOST} products, ranked likewise. What is
 * held but not active is neither recommended nor a reason to recommend.
 */
public final class ProductRecommendation implements Model {
  /** At least so many customers hold both products of a rule. */
  public static final int LEAST_HOLDERS = 3;

  /** At least one customer in so many holds both: a support of 0.1%. */
  public static final int LEAST_SUPPORT_ONE_IN = 1_000;

  /** At most so many products are recommended to a customer. */
  public static final int MOST = 5;

  private static final String COUNT = "DECIMAL(18,0)";

  /** A model has no state. */
  public ProductRecommendation() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> held = inputs.table("processed.crm.product_holdings");
    Dataset<Row> active =
        held.filter(col("status").equalTo("active")).select("customer_id", "product_code");
    Dataset<Row> offered =
        inputs
            .table("processed.market.products")
            .select(
                col("product_code").as("offered_code"),
                col("name").as("product_name"),
                col("category"));
    Dataset<Row> rules =
        rules(active).join(offered, col("product_code").equalTo(col("offered_code")));
    return best(candidates(active, held, rules));
  }

  /** One row for each pair of products that makes a rule. */
  private static Dataset<Row> rules(Dataset<Row> active) {
    Dataset<Row> pairs =
        active
            .groupBy("customer_id")
            .agg(collect_list("product_code").as("products"))
            .select(col("products"), explode(col("products")).as("because_code"))
            .select(col("because_code"), explode(col("products")).as("product_code"))
            .filter(col("because_code").notEqual(col("product_code")))
            .groupBy("because_code", "product_code")
            .agg(count(lit(1)).as("holders_of_both"));
    Dataset<Row> customers = active.agg(countDistinct("customer_id").as("customers"));
    Dataset<Row> counted =
        pairs
            .join(holders(active, "because_code", "because_holders"), "because_code")
            .join(holders(active, "product_code", "product_holders"), "product_code")
            .crossJoin(customers);
    Column both = col("holders_of_both");
    Column expected = col("because_holders").multiply(col("product_holders"));
    return counted
        .filter(
            both.geq(LEAST_HOLDERS)
                .and(both.multiply(LEAST_SUPPORT_ONE_IN).geq(col("customers")))
                .and(both.multiply(col("customers")).gt(expected)))
        .select(
            col("because_code"),
            col("product_code"),
            both,
            ratio(both, col("customers")).cast("DECIMAL(9,6)").as("support"),
            ratio(both, col("because_holders")).cast("DECIMAL(9,6)").as("confidence"),
            ratio(both.multiply(col("customers")), expected).cast("DECIMAL(18,6)").as("lift"));
  }

  private static Dataset<Row> holders(Dataset<Row> active, String product, String number) {
    return active.groupBy(col("product_code").as(product)).agg(count(lit(1)).as(number));
  }

  private static Column ratio(Column part, Column whole) {
    return part.cast(COUNT).divide(whole.cast(COUNT));
  }

  /** What each rule says to each customer who does not hold its product. */
  private static Dataset<Row> candidates(
      Dataset<Row> active, Dataset<Row> held, Dataset<Row> rules) {
    Dataset<Row> owned = held.select(col("customer_id"), col("product_code"));
    Column present =
        col("c.customer_id")
            .equalTo(col("o.customer_id"))
            .and(col("c.product_code").equalTo(col("o.product_code")));
    return active
        .select(col("customer_id"), col("product_code").as("because_code"))
        .join(rules, "because_code")
        .as("c")
        .join(owned.as("o"), present, "left_anti");
  }

  private static Dataset<Row> best(Dataset<Row> candidates) {
    Column[] strongest = {
      col("confidence").desc(), col("lift").desc(), col("holders_of_both").desc()
    };
    Column rule =
        row_number()
            .over(
                Window.partitionBy("customer_id", "product_code")
                    .orderBy(with(strongest, col("because_code"))));
    Column rank =
        row_number()
            .over(Window.partitionBy("customer_id").orderBy(with(strongest, col("product_code"))));
    return candidates
        .withColumn("rule", rule)
        .filter(col("rule").equalTo(1))
        .withColumn("rank", rank)
        .filter(col("rank").leq(MOST));
  }

  private static Column[] with(Column[] order, Column last) {
    Column[] all = java.util.Arrays.copyOf(order, order.length + 1);
    all[order.length] = last;
    return all;
  }
}
