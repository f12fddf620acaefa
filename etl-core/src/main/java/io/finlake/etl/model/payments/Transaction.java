package io.finlake.etl.model.payments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.ExchangeRates;
import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import io.finlake.etl.curate.VersionInForce;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Every accepted transaction, once, with its amount in euro by the rate in force on its booking
 * date, and with its account and customer as they were at the moment of booking, as far as is known
 * now.
 *
 * <p>{@code rate_status} says how the euro amount came about: {@code base} (the transaction is in
 * euro), {@code in_force} (converted) or {@code missing} (no rate in force: rate, rate date and
 * euro amounts are null until one arrives). {@code account_version} and {@code customer_version}
 * say which version was taken: {@link VersionInForce}.
 */
public final class Transaction implements Model {
  private static final String TRANSACTIONS = "processed.payments.transactions";
  private static final String ACCOUNTS = "curated.core.account";
  private static final String CUSTOMERS = "curated.crm.customer";
  private static final String RATES = "processed.market.fx_rates";
  private static final VersionInForce ACCOUNT =
      new VersionInForce(
          "account_id", Map.of("customer_id", "customer_id", "product_code", "product_code"));
  private static final VersionInForce CUSTOMER =
      new VersionInForce(
          "customer_id", Map.of("segment", "customer_segment", "country", "customer_country"));

  /** A model has no state. */
  public Transaction() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> transactions = withVersions(moments(inputs.table(TRANSACTIONS)), inputs).as("t");
    Dataset<Row> rates = ExchangeRates.inForce(inputs.table(RATES)).as("r");
    Column inForce =
        col("t.currency")
            .equalTo(col("r.currency"))
            .and(col("t.booking_date").equalTo(col("r.day")));
    return described(transactions.join(rates, inForce, "left"));
  }

  @Override
  public Optional<Dataset<Row>> touched(String reference, Dataset<Row> changed, Inputs inputs) {
    Dataset<Row> transactions =
        moments(inputs.table(TRANSACTIONS))
            .select("transaction_id", "account_id", "booked_at", "currency", "booking_date");
    return switch (reference) {
      case ACCOUNTS ->
          Optional.of(
              ACCOUNT
                  .touched(transactions, "account_id", "booked_at", changed, inputs.table(ACCOUNTS))
                  .select("transaction_id"));
      case CUSTOMERS ->
          Optional.of(
              CUSTOMER
                  .touched(
                      ofCustomers(transactions, CUSTOMER.keys(changed), inputs),
                      "customer_id",
                      "booked_at",
                      changed,
                      inputs.table(CUSTOMERS))
                  .select("transaction_id"));
      case RATES -> {
        Dataset<Row> days = ExchangeRates.daysTouched(changed).as("d");
        Column same =
            col("t.currency")
                .equalTo(col("d.currency"))
                .and(col("t.booking_date").equalTo(col("d.day")));
        yield Optional.of(
            transactions.as("t").join(days, same, "left_semi").select("transaction_id"));
      }
      default -> Optional.empty();
    };
  }

  private static Dataset<Row> moments(Dataset<Row> transactions) {
    return transactions.withColumn("booked_at", date_trunc("MILLISECOND", col("booked_at")));
  }

  private static Dataset<Row> withVersions(Dataset<Row> transactions, Inputs inputs) {
    Dataset<Row> accounts =
        ACCOUNT.join(
            transactions, "account_id", "booked_at", inputs.table(ACCOUNTS), "account_version");
    return CUSTOMER.join(
        accounts, "customer_id", "booked_at", inputs.table(CUSTOMERS), "customer_version");
  }

  /** The transactions, with their customer, of accounts that any of the customers held. */
  private static Dataset<Row> ofCustomers(
      Dataset<Row> transactions, Dataset<Row> keys, Inputs inputs) {
    Dataset<Row> accounts = inputs.table(ACCOUNTS);
    Dataset<Row> held =
        accounts
            .join(keys, accounts.col("customer_id").equalTo(keys.col("_key")), "left_semi")
            .select(col("account_id").as("_held"))
            .distinct();
    Dataset<Row> theirs =
        transactions.join(
            held, transactions.col("account_id").equalTo(held.col("_held")), "left_semi");
    Dataset<Row> those =
        accounts.join(held, accounts.col("account_id").equalTo(held.col("_held")), "left_semi");
    return ACCOUNT.join(theirs, "account_id", "booked_at", those, "account_version");
  }

  private static Dataset<Row> described(Dataset<Row> joined) {
    Column inBase = col("t.currency").equalTo(ExchangeRates.BASE);
    Column rate = when(inBase, lit(1)).otherwise(col("r.rate")).cast("DECIMAL(18,8)");
    Column amountInBase = ExchangeRates.toBase(col("t.amount"), rate);
    return joined.select(
        col("t.transaction_id"),
        col("t.booking_date"),
        col("t.booked_at"),
        col("t.account_id"),
        col("t.account_version").notEqual(VersionInForce.UNKNOWN).as("account_known"),
        col("t.account_version"),
        col("t.customer_id"),
        col("t.product_code"),
        col("t.customer_version"),
        col("t.customer_segment"),
        col("t.customer_country"),
        col("t.card_number").as("card_token"),
        col("t.direction"),
        col("t.channel"),
        col("t.amount"),
        col("t.currency"),
        signed(col("t.amount")).as("signed_amount"),
        lit(ExchangeRates.BASE).as("base_currency"),
        rate.as("rate"),
        when(inBase, col("t.booking_date")).otherwise(col("r.rate_date")).as("rate_date"),
        when(inBase, "base")
            .when(col("r.rate").isNotNull(), "in_force")
            .otherwise("missing")
            .as("rate_status"),
        amountInBase.as("amount_base"),
        signed(amountInBase).as("signed_amount_base"),
        col("t.balance_after"),
        col("t.merchant"),
        col("t.merchant_category"),
        col("t.counterparty_iban"),
        col("t.country"),
        col("t.description"));
  }

  private static Column signed(Column amount) {
    return when(col("t.direction").equalTo("debit"), negate(amount)).otherwise(amount);
  }
}
