package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.testing.JsonTable;
import io.finlake.etl.testing.SameRows;
import io.finlake.etl.testing.SharedSession;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ExchangeRatesTest {
  private static final String RATES =
      "rate_date DATE, base STRING, currency STRING, rate DECIMAL(18,8)";

  @Test
  void aRateIsInForceForAWeekUnlessANewerOneIs() {
    Dataset<Row> rates =
        JsonTable.of(
            RATES,
            """
            {"rate_date": "2026-01-05", "base": "EUR", "currency": "USD", "rate": 1.1}
            {"rate_date": "2026-01-07", "base": "EUR", "currency": "USD", "rate": 1.2}
            // another base, and no rate at all
            {"rate_date": "2026-01-05", "base": "USD", "currency": "CHF", "rate": 1.0}
            {"rate_date": "2026-01-05", "base": "EUR", "currency": "CHF", "rate": 0}
            """);

    Dataset<Row> inForce = ExchangeRates.inForce(rates).orderBy("day");

    assertThat(inForce.collectAsList().stream().map(Row::toString))
        .containsExactly(
            "[USD,2026-01-05,2026-01-05,1.10000000]",
            "[USD,2026-01-06,2026-01-05,1.10000000]", // the day before is bridged
            "[USD,2026-01-07,2026-01-07,1.20000000]", // the newer one takes over
            "[USD,2026-01-08,2026-01-07,1.20000000]",
            "[USD,2026-01-09,2026-01-07,1.20000000]",
            "[USD,2026-01-10,2026-01-07,1.20000000]",
            "[USD,2026-01-11,2026-01-07,1.20000000]",
            "[USD,2026-01-12,2026-01-07,1.20000000]",
            "[USD,2026-01-13,2026-01-07,1.20000000]",
            "[USD,2026-01-14,2026-01-07,1.20000000]"); // seven days after its date, and no further
  }

  @Test
  void anAmountIsRoundedOnceFromTheExactQuotient() {
    Dataset<Row> amounts =
        JsonTable.of(
            "amount DECIMAL(18,2), rate DECIMAL(18,8)",
            """
            {"amount": "1.00", "rate": "8"}
            {"amount": "-1.00", "rate": "8"}
            {"amount": "0.01", "rate": "2.00000001"}
            {"amount": "9999999999999999.99", "rate": "0.00000001"}
            {"amount": "1.00"}
            """);

    List<Row> rows =
        amounts.select(ExchangeRates.toBase(col("amount"), col("rate")).as("base")).collectAsList();

    assertThat(rows.stream().map(row -> row.getDecimal(0)))
        .containsExactly(
            new BigDecimal("0.13"), // 0.125: half a cent goes away from zero
            new BigDecimal("-0.13"), // on either side
            // 0.00499999997500...: rounded first to 14 digits and then to cents it stays below half
            new BigDecimal("0.00"),
            new BigDecimal("999999999999999999000000.00"), // the largest there is, without overflow
            null); // no rate, no amount
  }

  @Test
  void everyAmountAndRateGivesWhatExactDivisionGives() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      // A rate that makes the quotient fall on or next to half a cent, half of the time.
      BigDecimal rate = BigDecimal.valueOf(1 + random.nextInt(1_000_000_000), 8);
      BigDecimal near =
          rate.multiply(BigDecimal.valueOf(2L * random.nextInt(100_000) + 1, 3))
              .setScale(2, RoundingMode.HALF_EVEN);
      BigDecimal any = BigDecimal.valueOf(random.nextLong() % 1_000_000_000_000_000_000L, 2);
      rows.add(RowFactory.create(random.nextBoolean() ? near : any, rate));
    }
    Dataset<Row> amounts =
        SharedSession.spark()
            .createDataFrame(rows, StructType.fromDDL("amount DECIMAL(18,2), rate DECIMAL(18,8)"));

    List<Row> converted =
        amounts
            .select(col("amount"), col("rate"), ExchangeRates.toBase(col("amount"), col("rate")))
            .collectAsList();

    assertThat(converted)
        .as("seed %d", seed)
        .allSatisfy(
            row ->
                assertThat(row.getDecimal(2))
                    .isEqualTo(
                        row.getDecimal(0).divide(row.getDecimal(1), 2, RoundingMode.HALF_UP)));
  }

  @Test
  void aChangedRateTouchesItsDayAndTheSevenAfterIt() {
    Dataset<Row> changed =
        JsonTable.of(
            RATES, "{\"rate_date\": \"2026-01-30\", \"base\": \"EUR\", \"currency\": \"USD\"}");

    SameRows.assertSame(
        ExchangeRates.daysTouched(changed.union(changed)),
        JsonTable.of(
            "currency STRING, day DATE",
            """
            {"currency": "USD", "day": "2026-01-30"}
            {"currency": "USD", "day": "2026-01-31"}
            {"currency": "USD", "day": "2026-02-01"}
            {"currency": "USD", "day": "2026-02-02"}
            {"currency": "USD", "day": "2026-02-03"}
            {"currency": "USD", "day": "2026-02-04"}
            {"currency": "USD", "day": "2026-02-05"}
            {"currency": "USD", "day": "2026-02-06"}
            """));
  }
}
