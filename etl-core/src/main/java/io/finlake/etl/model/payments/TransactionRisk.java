package io.finlake.etl.model.payments;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_millis;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What is odd about each transaction, judged by the account's own transactions up to it and nothing
 * else: signals, their evidence and a score from 0 to {@value RiskRules#HIGHEST}, the sum of the
 * weights of the signals seen.
 *
 * <p>Transactions of an account are in the order of {@code booked_at}, then {@code transaction_id}.
 * A late one changes what is said of those after it. Amounts are added up in euro; one without a
 * rate counts as a transaction, adds nothing, and reaches no limit in euro. An amount is compared
 * with earlier ones of its own currency only.
 *
 * <p>{@code evidence} is JSON: a field for each signal seen, with the numbers that it was judged
 * by. It holds ids of transactions, but no IBAN, no card and no text.
 */
public final class TransactionRisk implements Model {
  /** A model has no state. */
  public TransactionRisk() {}

  @Override
  public Dataset<Row> rows(Inputs inputs) {
    Dataset<Row> judged =
        inputs
            .table("curated.payments.transaction")
            .select(
                col("account_id"),
                col("transaction_id"),
                col("booked_at"),
                col("booking_date"),
                col("direction"),
                col("channel"),
                col("country"),
                col("currency"),
                col("amount"),
                col("amount_base"),
                col("card_token"),
                col("counterparty_iban"),
                unix_millis(col("booked_at")).as("millis"));
    judged = RiskHistory.channelJump(judged);
    judged = RiskHistory.velocity(judged);
    judged = RiskHistory.countryJump(judged);
    judged = RiskHistory.unusualAmount(judged);
    judged = RiskHistory.newPayee(judged);
    return described(RiskHistory.roundTrip(judged));
  }

  private static Dataset<Row> described(Dataset<Row> judged) {
    List<RiskSignal> signals = Arrays.asList(RiskSignal.values());
    Column sum = lit(0);
    List<Column> evidence = new ArrayList<>();
    List<Column> seen = new ArrayList<>();
    for (RiskSignal signal : signals) {
      sum = sum.plus(when(signal.seen().isNotNull(), signal.weight()).otherwise(0));
      evidence.add(signal.seen().as(signal.label()));
      seen.add(signal.seen().isNotNull().as(signal.label()));
    }
    Column score = least(sum, lit(RiskRules.HIGHEST));
    Column band =
        when(score.geq(RiskRules.HIGH), "high")
            .when(score.geq(RiskRules.MEDIUM), "medium")
            .when(score.gt(0), "low")
            .otherwise("none");
    Column json =
        to_json(struct(evidence.toArray(Column[]::new)), Map.of("ignoreNullFields", "true"));
    Stream<Column> what =
        Stream.of("transaction_id", "account_id", "booked_at", "booking_date", "direction")
            .map(functions::col);
    Stream<Column> judgement =
        Stream.of(
            score.as("risk_score"), band.as("risk_band"), when(sum.gt(0), json).as("evidence"));
    return judged.select(
        Stream.of(
                what,
                Stream.of("channel", "currency", "amount", "amount_base").map(functions::col),
                seen.stream(),
                judgement)
            .flatMap(it -> it)
            .toArray(Column[]::new));
  }
}
