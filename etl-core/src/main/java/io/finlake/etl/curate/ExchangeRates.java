package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_add;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.negate;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.sequence;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Converts amounts into the base currency, EUR, exactly. Rates are quoted as the ECB quotes its
 * euro foreign exchange reference rates: one euro is {@code rate} units of the currency.
 *
 * <p>The rate in force on a day is the newest one with {@code rate_date} on that day or before it
 * and not more than {@value #DAYS_IN_FORCE} days before it: weekends and holidays are bridged, a
 * silent source is not.
 */
public final class ExchangeRates {
  /** The currency that amounts are converted into. */
  public static final String BASE = "EUR";

  /** How many days after its date a rate may still be used. */
  public static final int DAYS_IN_FORCE = 7;

  private ExchangeRates() {}

  /**
   * For every currency and day, the rate in force.
   *
   * @param rates {@code rate_date DATE, base STRING, currency STRING, rate DECIMAL(18,8)}; rows of
   *     another base and rates that are not above zero are left out
   * @return {@code currency STRING, day DATE, rate_date DATE, rate DECIMAL(18,8)}, one row for each
   *     currency and day that has one; none for {@link #BASE} itself
   */
  public static Dataset<Row> inForce(Dataset<Row> rates) {
    return rates
        .filter(
            col("base").equalTo(BASE).and(col("rate").gt(0)).and(col("currency").notEqual(BASE)))
        .select(
            col("currency"),
            col("rate_date"),
            col("rate"),
            explode(sequence(col("rate_date"), date_add(col("rate_date"), DAYS_IN_FORCE)))
                .as("day"))
        .groupBy("currency", "day")
        .agg(max(struct(col("rate_date"), col("rate"))).as("newest"))
        .select(
            col("currency"),
            col("day"),
            col("newest.rate_date").as("rate_date"),
            col("newest.rate").as("rate"));
  }

  /**
   * The days on which a changed rate may be in force, for models that say which keys it touches.
   *
   * @param changed {@code rate_date DATE, currency STRING}
   * @return {@code currency STRING, day DATE}, distinct
   */
  public static Dataset<Row> daysTouched(Dataset<Row> changed) {
    return changed
        .select(
            col("currency"),
            explode(sequence(col("rate_date"), date_add(col("rate_date"), DAYS_IN_FORCE)))
                .as("day"))
        .distinct();
  }

  /**
   * An amount in the base currency, rounded once from the exact quotient: half a cent and more away
   * from zero (HALF_UP), to the two minor units of the euro (ISO 4217).
   *
   * <p>Dividing decimals would round twice, first to the quotient's scale and then to cents. So
   * whole numbers are divided: with {@code A} the amount in cents and {@code R} the rate in units
   * of 10<sup>-8</sup>, the result in cents is {@code floor((2 * A * 10^8 + R) / (2 * R))}, exact
   * in 38 digits.
   *
   * @param amount DECIMAL(18,2)
   * @param rate DECIMAL(18,8), above zero
   * @return DECIMAL(28,2); null when the amount or the rate is
   */
  public static Column toBase(Column amount, Column rate) {
    Column cents = abs(amount).multiply(lit(100)).cast("DECIMAL(18,0)");
    Column units = rate.multiply(lit(100_000_000)).cast("DECIMAL(18,0)");
    Column doubled = cents.multiply(lit(200_000_000)).cast("DECIMAL(28,0)");
    Column numerator = doubled.plus(units).cast("DECIMAL(29,0)");
    Column denominator = units.multiply(lit(2)).cast("DECIMAL(19,0)");
    Column whole = numerator.minus(pmod(numerator, denominator)).cast("DECIMAL(29,0)");
    Column rounded = whole.divide(denominator).cast("DECIMAL(26,0)");
    Column size = rounded.multiply(expr("0.01BD")).cast("DECIMAL(28,2)");
    return when(amount.lt(0), negate(size)).otherwise(size);
  }
}
