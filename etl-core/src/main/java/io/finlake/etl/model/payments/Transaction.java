package io.finlake.etl.model.payments;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_trunc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.ExchangeRates;
import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Every accepted transaction, once, with its amount in euro by the rate in force on its booking
 * date and with the customer and product of its account.
 *
 * <p>{@code rate_status} says how the euro amount came about: {@code base} (the transaction is in
 * euro), {@code in_force} (converted) or {@code missing} (no rate in force: rate, rate date and
 * euro amounts are null until one arrives). {@code account_known} is false, and customer and
 * product are null, until a version of the account arrives. Customer and product are those of the
 * account's newest version.
 */
public final class Transaction implements Model {
  private static final String TRANSACTIONS = "processed.payments.transactions";
  private static final String ACCOUNTS = "processed.core.accounts";
  private static final String RATES = "processed.market.fx_rates";

  /** A model has no state. */
  public Transaction() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> transactions = inputs.table(TRANSACTIONS).as("t");
    Dataset<Row> accounts = newestVersions(inputs.table(ACCOUNTS)).as("a");
    Dataset<Row> rates = ExchangeRates.inForce(inputs.table(RATES)).as("r");
    Dataset<Row> joined =
        transactions
            .join(accounts, col("t.account_id").equalTo(col("a.account_id")), "left")
            .join(
                rates,
                col("t.currency")
                    .equalTo(col("r.currency"))
                    .and(col("t.booking_date").equalTo(col("r.day"))),
                "left");
    return described(joined);
  }

  @Override
  public Optional<Dataset<Row>> touched(String reference, Dataset<Row> changed, Inputs inputs) {
    Dataset<Row> transactions = inputs.table(TRANSACTIONS).as("t");
    if (reference.equals(ACCOUNTS)) {
      Dataset<Row> accounts = changed.select("account_id").distinct().as("a");
      Column same = col("t.account_id").equalTo(col("a.account_id"));
      return Optional.of(transactions.join(accounts, same, "left_semi").select("transaction_id"));
    }
    if (reference.equals(RATES)) {
      Dataset<Row> days = ExchangeRates.daysTouched(changed).as("d");
      Column same =
          col("t.currency")
              .equalTo(col("d.currency"))
              .and(col("t.booking_date").equalTo(col("d.day")));
      return Optional.of(transactions.join(days, same, "left_semi").select("transaction_id"));
    }
    return Optional.empty();
  }

  private static Dataset<Row> newestVersions(Dataset<Row> accounts) {
    return accounts
        .groupBy("account_id")
        .agg(max(struct(col("updated_at"), col("customer_id"), col("product_code"))).as("newest"))
        .select(col("account_id"), col("newest.customer_id"), col("newest.product_code"));
  }

  private static Dataset<Row> described(Dataset<Row> joined) {
    Column inBase = col("t.currency").equalTo(ExchangeRates.BASE);
    Column rate = when(inBase, lit(1)).otherwise(col("r.rate")).cast("DECIMAL(18,8)");
    Column amountInBase = ExchangeRates.toBase(col("t.amount"), rate);
    return joined.select(
        col("t.transaction_id"),
        col("t.booking_date"),
        date_trunc("MILLISECOND", col("t.booked_at")).as("booked_at"),
        col("t.account_id"),
        coalesce(col("a.account_id").isNotNull(), lit(false)).as("account_known"),
        col("a.customer_id"),
        col("a.product_code"),
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
