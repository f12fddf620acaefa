package io.finlake.etl.model.payments;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.collect_list;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.exp;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.filter;
import static org.apache.spark.sql.functions.greatest;
import static org.apache.spark.sql.functions.last;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.log;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.sort_array;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * Looks at each transaction beside the earlier ones of its account. Each method adds the evidence
 * of its signals as columns. No row is joined with another: windows see the past of the account,
 * and all of them keep to one distribution of the rows, by account. Called in the order that {@link
 * TransactionRisk} has, several of them keep to one order of the rows, too.
 */
final class RiskHistory {
  private static final String DEBIT = "debit";
  private static final long HOUR = 3_600_000L;
  private static final long MINUTE = 60_000L;

  private RiskHistory() {}

  /** {@code channel_jump}, and the number of earlier transactions as {@code history}. */
  static Dataset<Row> channelJump(Dataset<Row> transactions) {
    Column use = when(initiated(), struct(col("channel"), col("millis")));
    WindowSpec ofAccount = earlier("account_id");
    Column waited = col("millis").minus(col("use.millis"));
    return transactions
        .select(
            col("*"),
            last(use, true).over(ofAccount).as("use"),
            count(lit(1)).over(ofAccount).as("history"))
        .withColumn(
            "seen_channel_jump",
            when(
                initiated()
                    .and(col("channel").notEqual(col("use.channel")))
                    .and(waited.leq(RiskRules.SWITCH_SECONDS * 1_000L)),
                struct(
                    col("use.channel").as("from"),
                    col("channel").as("to"),
                    whole(waited, 1_000L).as("seconds"))))
        .drop("use");
  }

  /** {@code country_jump}: of one card, or of the account where no card is named. */
  static Dataset<Row> countryJump(Dataset<Row> transactions) {
    Column present =
        col("channel").isin(RiskRules.PRESENT.toArray()).and(col("country").isNotNull());
    Column place = when(present, struct(col("country"), col("millis")));
    Column travelled = col("millis").minus(col("place.millis"));
    return transactions
        .withColumn("place", last(place, true).over(earlier("account_id", "card_token")))
        .withColumn(
            "seen_country_jump",
            when(
                present
                    .and(col("country").notEqual(col("place.country")))
                    .and(travelled.leq(RiskRules.TRAVEL_MINUTES * MINUTE)),
                struct(
                    col("place.country").as("from"),
                    col("country").as("to"),
                    whole(travelled, MINUTE).as("minutes"))))
        .drop("place");
  }

  /**
   * {@code velocity_count} and {@code velocity_amount}: outgoing transactions of the last hour and
   * of the last 24, this one and those of the same moment included.
   */
  static Dataset<Row> velocity(Dataset<Row> transactions) {
    Column one = count(when(initiated(), 1));
    Column amount = sum(when(initiated(), euro()));
    Dataset<Row> counted =
        transactions.select(
            col("*"),
            one.over(lastMillis(HOUR)).as("count_hour"),
            amount.over(lastMillis(HOUR)).as("euro_hour"),
            one.over(lastMillis(24 * HOUR)).as("count_day"),
            amount.over(lastMillis(24 * HOUR)).as("euro_day"));
    Column often =
        col("count_hour")
            .gt(RiskRules.MOST_IN_AN_HOUR)
            .or(col("count_day").gt(RiskRules.MOST_IN_A_DAY));
    Column much =
        tooMuch("hour", RiskRules.MUCH_EURO_IN_AN_HOUR)
            .or(tooMuch("day", RiskRules.MUCH_EURO_IN_A_DAY));
    return counted
        .withColumn(
            "seen_velocity_count",
            when(
                initiated().and(often),
                struct(col("count_hour").as("last_hour"), col("count_day").as("last_24_hours"))))
        .withColumn(
            "seen_velocity_amount",
            when(
                initiated().and(much),
                struct(
                    col("euro_hour").as("euro_last_hour"),
                    col("euro_day").as("euro_last_24_hours"))));
  }

  private static Column tooMuch(String time, int limit) {
    return col("count_" + time).geq(RiskRules.LINKED).and(col("euro_" + time).geq(limit));
  }

  /**
   * {@code unusual_amount}: the modified z-score of the amount's logarithm among those of earlier
   * transactions of the same account, direction, channel and currency.
   */
  static Dataset<Row> unusualAmount(Dataset<Row> transactions) {
    WindowSpec alike =
        Window.partitionBy("account_id", "direction", "channel", "currency")
            .orderBy("millis", "transaction_id")
            .rowsBetween(-RiskRules.COMPARED, -1);
    Column large = euro().geq(RiskRules.LEAST_UNUSUAL_EURO);
    Column deviations = transform(col("earlier"), amount -> abs(amount.minus(col("typical"))));
    Column distance = col("size").minus(col("typical"));
    Dataset<Row> compared =
        transactions
            .withColumn("size", log(col("amount")))
            .withColumn("earlier", collect_list(col("size")).over(alike))
            .withColumn("earlier", when(large, sort_array(col("earlier"))))
            .withColumn("typical", median("earlier"))
            .withColumn("deviations", sort_array(deviations))
            .withColumn(
                "outlying",
                distance
                    .multiply(RiskRules.NORMAL)
                    .divide(greatest(median("deviations"), lit(RiskRules.LEAST_SPREAD))));
    return compared
        .withColumn(
            "seen_unusual_amount",
            when(
                size(col("earlier"))
                    .geq(RiskRules.LEAST_HISTORY)
                    .and(col("outlying").gt(RiskRules.OUTLIER)),
                struct(
                    exp(col("typical")).cast("DECIMAL(18,2)").as("median"),
                    exp(distance).cast("DECIMAL(18,1)").as("times"),
                    col("outlying").cast("DECIMAL(18,2)").as("modified_z"),
                    size(col("earlier")).as("compared_with"))))
        .drop("earlier", "deviations");
  }

  /** The middle of a sorted array, the lower one of two; null where it is empty. */
  private static Column median(String sorted) {
    return expr("get(" + sorted + ", (size(" + sorted + ") - 1) div 2)");
  }

  /** {@code new_payee}: an account with a history pays somebody for the first time. */
  static Dataset<Row> newPayee(Dataset<Row> transactions) {
    WindowSpec withCounterparty = earlier("account_id", "counterparty_iban");
    Column debit = col("direction").equalTo(DEBIT);
    return transactions
        .withColumn("payments", count(when(debit, 1)).over(withCounterparty))
        .withColumn(
            "seen_new_payee",
            when(
                transfer()
                    .and(debit)
                    .and(col("payments").equalTo(0))
                    .and(col("history").geq(RiskRules.LEAST_HISTORY))
                    .and(euro().geq(RiskRules.LEAST_NEW_PAYEE_EURO)),
                struct(euro().as("euro"), col("history").as("earlier_transactions"))));
  }

  /** {@code round_trip}: the newest payment the other way, of a like amount, days before. */
  static Dataset<Row> roundTrip(Dataset<Row> transactions) {
    WindowSpec withCounterparty =
        Window.partitionBy("account_id", "counterparty_iban")
            .orderBy("millis", "transaction_id")
            .rowsBetween(-RiskRules.ROUND_TRIP_PAYMENTS, -1);
    Column payment =
        struct(
            col("transaction_id"), col("direction"), col("currency"), col("amount"), col("millis"));
    Column ways = collect_list(when(transfer(), payment)).over(withCounterparty);
    return transactions
        .withColumn("ways", ways)
        .withColumn(
            "ways",
            when(
                transfer().and(euro().geq(RiskRules.LEAST_ROUND_TRIP_EURO)),
                filter(col("ways"), RiskHistory::isTheOtherWay)))
        .withColumn("way", when(size(col("ways")).gt(0), element_at(col("ways"), -1)))
        .withColumn(
            "seen_round_trip",
            when(
                col("way").isNotNull(),
                struct(
                    col("way.transaction_id").as("other_way"),
                    col("way.amount").as("amount"),
                    whole(col("millis").minus(col("way.millis")), HOUR).as("hours"))))
        .drop("ways", "way");
  }

  private static Column isTheOtherWay(Column payment) {
    Column difference = abs(payment.getField("amount").minus(col("amount")));
    Column since = col("millis").minus(payment.getField("millis"));
    return payment
        .getField("direction")
        .notEqual(col("direction"))
        .and(payment.getField("currency").equalTo(col("currency")))
        .and(since.leq(RiskRules.ROUND_TRIP_DAYS * 24 * HOUR))
        .and(difference.multiply(RiskRules.ROUND_TRIP_TOLERANCE).leq(payment.getField("amount")));
  }

  private static Column initiated() {
    return col("direction").equalTo(DEBIT).and(col("channel").isin(RiskRules.INITIATED.toArray()));
  }

  private static Column transfer() {
    return col("channel").equalTo(RiskRules.TRANSFER).and(col("counterparty_iban").isNotNull());
  }

  private static Column euro() {
    return col("amount_base");
  }

  private static Column whole(Column millis, long unit) {
    return millis.minus(millis.mod(unit)).divide(unit).cast("BIGINT");
  }

  private static WindowSpec earlier(String first, String... more) {
    return Window.partitionBy(first, more)
        .orderBy("millis", "transaction_id")
        .rowsBetween(Window.unboundedPreceding(), -1);
  }

  private static WindowSpec lastMillis(long millis) {
    return Window.partitionBy("account_id").orderBy("millis").rangeBetween(1 - millis, 0);
  }
}
