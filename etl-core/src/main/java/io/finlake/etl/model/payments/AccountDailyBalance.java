package io.finlake.etl.model.payments;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The balance of each account on each calendar day, from the first booking that the lake holds to
 * the last: the source states the balance before that first booking, and nothing about the days
 * before it. An account without bookings has one row, on the day since when it is as it is.
 *
 * <p>Opening balance plus credits minus debits is the closing balance, and the closing balance is
 * the next day's opening balance. Where the source states a balance after the day's last
 * transaction, {@code balance_agrees} says whether the closing balance equals it. Transactions in
 * another currency than the account's are counted in {@code other_currency_count} and change no
 * balance: nothing is converted here.
 *
 * <p>An account of which no version has arrived has {@code account_known} false, the currency of
 * its first transaction, its days with activity first to last, and no balances.
 */
public final class AccountDailyBalance implements Model {
  private static final String MONEY = "DECIMAL(28,2)";

  /** A model has no state. */
  public AccountDailyBalance() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> transactions = inputs.table("processed.payments.transactions");
    Dataset<Row> accounts = newestVersions(inputs.table("curated.core.account"));
    Dataset<Row> series = series(accounts, transactions);
    Dataset<Row> movements = movements(transactions, series);
    Dataset<Row> days =
        series.withColumn("balance_date", explode(sequence(col("first_day"), col("last_day"))));
    return balances(days.join(movements, movementKey(), "left"));
  }

  private static Dataset<Row> newestVersions(Dataset<Row> accounts) {
    Column version =
        struct(col("valid_from"), col("currency"), col("opening_balance"), col("customer_id"));
    return accounts
        .filter(col("recorded_to").isNull())
        .groupBy(col("account_id").as("known_id"))
        .agg(max(version).as("newest"))
        .select("known_id", "newest.*")
        .withColumnRenamed("currency", "account_currency");
  }

  /** One row an account: what is known of it and the days that it has rows for. */
  private static Dataset<Row> series(Dataset<Row> accounts, Dataset<Row> transactions) {
    Dataset<Row> activity =
        transactions
            .groupBy(col("account_id").as("active_id"))
            .agg(
                min("booking_date").as("first_activity"),
                max("booking_date").as("last_activity"),
                min(struct(col("booked_at"), col("transaction_id"), col("currency")))
                    .as("first_transaction"));
    return accounts
        .join(activity, col("known_id").equalTo(col("active_id")), "full_outer")
        .select(
            coalesce(col("known_id"), col("active_id")).as("account_id"),
            col("known_id").isNotNull().as("account_known"),
            col("customer_id"),
            coalesce(col("account_currency"), col("first_transaction.currency")).as("currency"),
            col("opening_balance"),
            coalesce(col("first_activity"), col("valid_from").cast("DATE")).as("first_day"),
            coalesce(col("last_activity"), col("valid_from").cast("DATE")).as("last_day"));
  }

  /** One row for an account and a day with activity. */
  private static Dataset<Row> movements(Dataset<Row> transactions, Dataset<Row> series) {
    Dataset<Row> known =
        series.select(col("account_id").as("series_id"), col("currency").as("account_currency"));
    Column own = col("currency").equalTo(col("account_currency"));
    Column credit = col("direction").equalTo("credit");
    Column last =
        max(when(own, struct(col("booked_at"), col("transaction_id"), col("balance_after"))));
    return transactions
        .join(known, col("account_id").equalTo(col("series_id")))
        .groupBy(col("account_id").as("moved_id"), col("booking_date"))
        .agg(
            sum(when(own.and(credit), col("amount")).otherwise(lit(0))).as("credits"),
            sum(when(own.and(credit.equalTo(false)), col("amount")).otherwise(lit(0))).as("debits"),
            count(when(own, 1)).as("transaction_count"),
            count(when(own.equalTo(false), 1)).as("other_currency_count"),
            last.getField("balance_after").as("reported_balance"));
  }

  private static Column movementKey() {
    return col("account_id")
        .equalTo(col("moved_id"))
        .and(col("balance_date").equalTo(col("booking_date")));
  }

  private static Dataset<Row> balances(Dataset<Row> days) {
    WindowSpec soFar =
        Window.partitionBy("account_id")
            .orderBy("balance_date")
            .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
    Column credits = coalesce(col("credits"), lit(0)).cast(MONEY);
    Column debits = coalesce(col("debits"), lit(0)).cast(MONEY);
    Dataset<Row> moved =
        days.withColumn("credits", credits)
            .withColumn("debits", debits)
            .withColumn("net", sum(col("credits").minus(col("debits"))).over(soFar))
            .withColumn("closing", col("opening_balance").plus(col("net")).cast(MONEY))
            .withColumn("opening", col("closing").minus(col("credits")).plus(col("debits")));
    return moved.select(
        col("account_id"),
        col("balance_date"),
        col("customer_id"),
        col("account_known"),
        col("currency"),
        col("opening").cast(MONEY).as("opening_balance"),
        col("credits"),
        col("debits"),
        col("closing").as("closing_balance"),
        coalesce(col("transaction_count"), lit(0L)).as("transaction_count"),
        coalesce(col("other_currency_count"), lit(0L)).as("other_currency_count"),
        col("reported_balance"),
        col("closing").equalTo(col("reported_balance")).as("balance_agrees"));
  }
}
