package io.finlake.etl.model.crm;

import static org.apache.spark.sql.functions.array_join;
import static org.apache.spark.sql.functions.array_sort;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.collect_set;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.date_sub;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.ExchangeRates;
import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;

/**
 * Everything about one customer in one row: the person as of now, the products held, the balances,
 * what was spent and how the website was used.
 *
 * <p>Nothing depends on today. Balances are those of each account's last day with activity, in euro
 * by the rate in force on that day. The 30 days of spending end on the customer's own last booking
 * date. Customers that the CRM has not delivered, or has deleted, have no row.
 */
public final class Customer360 implements Model {
  private static final String BALANCES = "curated.payments.account_daily_balance";
  private static final String RATES = "processed.market.fx_rates";
  private static final String MONEY = "DECIMAL(28,2)";
  private static final List<String> PERSON =
      List.of(
          "updated_at",
          "first_name",
          "last_name",
          "birth_date",
          "segment",
          "city",
          "country",
          "kyc_status",
          "marketing_consent",
          "status",
          "created_on");

  /** A model has no state. */
  public Customer360() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> rates = ExchangeRates.inForce(inputs.table(RATES));
    Dataset<Row> joined =
        person(inputs.table("curated.crm.customer"))
            .join(holdings(inputs.table("processed.crm.product_holdings")), on(), "left")
            .join(money(inputs.table(BALANCES), rates), on(), "left")
            .join(spending(inputs.table("curated.payments.transaction")), on(), "left")
            .join(visits(inputs.table("curated.web.web_session")), on(), "left");
    for (String number :
        List.of(
            "holding_count",
            "account_count",
            "accounts_without_rate",
            "transactions_30d",
            "spend_30d_without_rate",
            "session_count",
            "page_views")) {
      joined = joined.withColumn(number, coalesce(col(number), lit(0L)));
    }
    for (String amount : List.of("balance_base", "spend_30d_base")) {
      joined = joined.withColumn(amount, coalesce(col(amount), lit(0).cast(MONEY)));
    }
    return joined;
  }

  @Override
  public Optional<Dataset<Row>> touched(String reference, Dataset<Row> changed, Inputs inputs) {
    if (!reference.equals(RATES)) {
      return Optional.empty();
    }
    // Only an account's last day counts; taking every day of the account touches a few more.
    Dataset<Row> days = ExchangeRates.daysTouched(changed).as("d");
    Column same =
        col("b.currency")
            .equalTo(col("d.currency"))
            .and(col("b.balance_date").equalTo(col("d.day")));
    return Optional.of(
        inputs.table(BALANCES).as("b").join(days, same, "left_semi").select("customer_id"));
  }

  private static scala.collection.Seq<String> on() {
    return scala.collection.JavaConverters.asScalaBuffer(List.of("customer_id")).toSeq();
  }

  private static Dataset<Row> person(Dataset<Row> customers) {
    return customers
        .filter("is_current")
        .withColumnRenamed("valid_from", "updated_at")
        .select("customer_id", PERSON.toArray(new String[0]));
  }

  private static Dataset<Row> holdings(Dataset<Row> holdings) {
    return holdings
        .groupBy("customer_id")
        .agg(
            countDistinct("product_code").as("holding_count"),
            array_join(array_sort(collect_set("product_code")), ",").as("holdings"));
  }

  private static Dataset<Row> money(Dataset<Row> daily, Dataset<Row> rates) {
    Column newest = max("balance_date").over(Window.partitionBy("customer_id", "account_id"));
    Dataset<Row> last =
        daily.withColumn("newest", newest).filter(col("balance_date").equalTo(col("newest")));
    // A balance of more than 16 digits before the point does not fit and is counted as not
    // converted.
    Column balance = col("closing_balance").cast("DECIMAL(18,2)");
    Column inBase = col("b.currency").equalTo(ExchangeRates.BASE);
    Column rate = when(inBase, lit(1)).otherwise(col("r.rate")).cast("DECIMAL(18,8)");
    Dataset<Row> valued =
        last.as("b")
            .join(
                rates.as("r"),
                col("b.currency")
                    .equalTo(col("r.currency"))
                    .and(col("b.balance_date").equalTo(col("r.day"))),
                "left")
            .select(
                col("b.customer_id"),
                col("b.currency"),
                col("b.closing_balance"),
                ExchangeRates.toBase(balance, rate).as("in_base"));
    return perCurrency(valued);
  }

  private static Dataset<Row> perCurrency(Dataset<Row> valued) {
    Column text = concat_ws(" ", col("currency"), col("balance").cast(MONEY).cast("STRING"));
    return valued
        .groupBy("customer_id", "currency")
        .agg(
            count(lit(1)).as("accounts"),
            sum("closing_balance").as("balance"),
            sum("in_base").as("in_base"),
            count(when(col("in_base").isNull(), 1)).as("without_rate"))
        .groupBy("customer_id")
        .agg(
            sum("accounts").as("account_count"),
            array_join(array_sort(collect_list(text)), ", ").as("balances"),
            sum("in_base").cast(MONEY).as("balance_base"),
            sum("without_rate").as("accounts_without_rate"));
  }

  private static Dataset<Row> spending(Dataset<Row> transactions) {
    Column last = max("booking_date").over(Window.partitionBy("customer_id"));
    Column recent = col("booking_date").gt(date_sub(col("last_booking_on"), 30));
    Column spent = recent.and(col("direction").equalTo("debit"));
    return transactions
        .withColumn("last_booking_on", last)
        .groupBy("customer_id", "last_booking_on")
        .agg(
            count(when(recent, 1)).as("transactions_30d"),
            sum(when(spent, col("amount_base"))).cast(MONEY).as("spend_30d_base"),
            count(when(spent.and(col("amount_base").isNull()), 1)).as("spend_30d_without_rate"));
  }

  private static Dataset<Row> visits(Dataset<Row> sessions) {
    return sessions
        .groupBy("customer_id")
        .agg(
            count(lit(1)).as("session_count"),
            sum("page_views").as("page_views"),
            max("ended_at").as("last_seen_at"));
  }
}
