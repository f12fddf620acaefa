package io.finlake.etl.model;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.model.payments.TransactionRisk;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class TransactionRiskTest {
  private static final String TRANSACTION = "curated.payments.transaction";
  private static final String RISK = "curated.payments.transaction_risk";

  @Test
  void aPlainTransactionHasNoSignalAndSaysWhatItIs() {
    Dataset<Row> rows =
        risk(
            """
            {"transaction_id": "T1", "account_id": "A1", "booked_at": "2026-01-05T10:00:00.250Z", "booking_date": "2026-01-05", "direction": "debit", "channel": "card_pos", "country": "DE", "currency": "USD", "amount": 9000.00}
            """);

    SameRows.assertSame(
        rows,
        BankTables.promised(
            RISK,
            """
            // without a rate no limit in euro is reached; nothing else to compare it with
            {"transaction_id": "T1", "account_id": "A1", "booked_at": "2026-01-05T10:00:00.250Z", "booking_date": "2026-01-05", "direction": "debit", "channel": "card_pos", "currency": "USD", "amount": 9000.00, "velocity_count": false, "velocity_amount": false, "unusual_amount": false, "country_jump": false, "channel_jump": false, "new_payee": false, "round_trip": false, "risk_score": 0, "risk_band": "none"}
            """));
  }

  @Test
  void moreThanFiveWithinAnHourAreManyAndTheHourIsHalfOpen() {
    Dataset<Row> rows =
        risk(
            """
            {"transaction_id": "T0", "account_id": "A1", "booked_at": "2026-01-05T10:00:00Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            {"transaction_id": "T1", "account_id": "A1", "booked_at": "2026-01-05T10:10:00Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            {"transaction_id": "T2", "account_id": "A1", "booked_at": "2026-01-05T10:20:00Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            {"transaction_id": "T3", "account_id": "A1", "booked_at": "2026-01-05T10:30:00Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            {"transaction_id": "T4", "account_id": "A1", "booked_at": "2026-01-05T10:40:00Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            {"transaction_id": "C5", "account_id": "A1", "booked_at": "2026-01-05T10:45:00Z", "direction": "credit", "channel": "transfer", "amount_base": 1.00}
            {"transaction_id": "F5", "account_id": "A1", "booked_at": "2026-01-05T10:45:00Z", "direction": "debit", "channel": "fee", "amount_base": 1.00}
            {"transaction_id": "X5", "account_id": "A2", "booked_at": "2026-01-05T10:45:00Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            {"transaction_id": "T5", "account_id": "A1", "booked_at": "2026-01-05T11:00:00Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            {"transaction_id": "T6", "account_id": "A1", "booked_at": "2026-01-05T11:09:59.999Z", "direction": "debit", "channel": "card_pos", "amount_base": 1.00}
            """);

    // Exactly an hour after T0 that one no longer counts: T1 to T5 are five. T6 makes six of them.
    // Money that comes in, fees and other accounts do not count.
    assertThat(evidence(rows))
        .isEqualTo(
            Map.of("T6", "20 low {\"velocity_count\":{\"last_hour\":6,\"last_24_hours\":7}}"));
  }

  @Test
  void muchMoneyInSeveralPiecesIsSeenAndOneLargePieceIsNot() {
    Dataset<Row> rows =
        risk(
            """
            {"transaction_id": "T1", "account_id": "A1", "booked_at": "2026-01-05T10:00:00Z", "direction": "debit", "channel": "transfer", "amount_base": 9000.00}
            {"transaction_id": "T2", "account_id": "A1", "booked_at": "2026-01-05T12:00:00Z", "direction": "debit", "channel": "transfer", "amount_base": 500.00}
            {"transaction_id": "T3", "account_id": "A1", "booked_at": "2026-01-05T20:00:00Z", "direction": "debit", "channel": "transfer", "amount_base": 499.99}
            {"transaction_id": "T4", "account_id": "A1", "booked_at": "2026-01-06T09:59:59.999Z", "direction": "debit", "channel": "transfer", "amount_base": 0.01}
            {"transaction_id": "T5", "account_id": "A1", "booked_at": "2026-01-06T10:00:00Z", "direction": "debit", "channel": "transfer", "amount_base": 500.00}
            {"transaction_id": "T6", "account_id": "A1", "booked_at": "2026-01-06T10:01:00Z", "direction": "debit", "channel": "transfer", "amount_base": 4499.99}
            """);

    // T3 is a cent short of 10,000, T4 is that cent; for T5 the 9,000 are a day ago; T6 is the
    // third
    // within the hour (T4, T5, T6) and makes it 5,000.
    assertThat(evidence(rows))
        .isEqualTo(
            Map.of(
                "T4",
                "25 low {\"velocity_amount\":"
                    + "{\"euro_last_hour\":0.01,\"euro_last_24_hours\":10000.00}}",
                "T6",
                "25 low {\"velocity_amount\":"
                    + "{\"euro_last_hour\":5000.00,\"euro_last_24_hours\":5999.99}}"));
  }

  @Test
  void anAmountIsComparedWithTheAccountsOwnEarlierOnesOfItsKind() {
    String history = tenPayments();
    Dataset<Row> rows =
        risk(
            history
                // 2.5 times the usual amount is within the least spread, 4 times is not
                + payment("N1", "2026-02-01T10", "EUR", "100.00")
                + payment("N2", "2026-02-02T10", "EUR", "160.00")
                // the first in dollars: nothing to compare it with
                + payment("N3", "2026-02-03T10", "USD", "160.00")
                // long before the others: they are the future of this one
                + payment("N0", "2025-02-02T10", "EUR", "160.00"));

    // ln 4 = 1.386; 0.6745 * 1.386 / 0.2 = 4.68. N0, N1 and the ten are the twelve before N2.
    assertThat(evidence(rows))
        .isEqualTo(
            Map.of(
                "N2",
                "25 low {\"unusual_amount\":{\"median\":40.00,\"times\":4.0,\"modified_z\":4.68,"
                    + "\"compared_with\":12}}"));
  }

  @Test
  void aCardIsNotInTwoCountriesWithinAnHour() {
    Dataset<Row> rows =
        risk(
            """
            {"transaction_id": "T1", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T10:00:00Z", "direction": "debit", "channel": "card_pos", "country": "DE"}
            {"transaction_id": "T2", "account_id": "A1", "card_token": "k2", "booked_at": "2026-01-05T10:10:00Z", "direction": "debit", "channel": "card_pos", "country": "FR"}
            {"transaction_id": "T3", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T10:20:00Z", "direction": "debit", "channel": "card_online", "country": "US"}
            {"transaction_id": "T4", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T10:25:01Z", "direction": "debit", "channel": "card_pos"}
            {"transaction_id": "T5", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T11:00:00Z", "direction": "debit", "channel": "atm", "country": "PL"}
            {"transaction_id": "T6", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T12:00:01Z", "direction": "debit", "channel": "atm", "country": "DE"}
            """);

    // The other card, the shop on the internet and the unknown country are no journeys. T5 is an
    // hour after T1, T6 a second more than that after T5.
    assertThat(evidence(rows))
        .isEqualTo(
            Map.of(
                "T5",
                "35 medium {\"country_jump\":{\"from\":\"DE\",\"to\":\"PL\",\"minutes\":60}}"));
  }

  @Test
  void twoChannelsWithinFiveMinutesAreSeen() {
    Dataset<Row> rows =
        risk(
            """
            {"transaction_id": "T1", "account_id": "A1", "booked_at": "2026-01-05T10:00:00Z", "direction": "debit", "channel": "atm"}
            {"transaction_id": "T2", "account_id": "A1", "booked_at": "2026-01-05T10:01:00Z", "direction": "credit", "channel": "transfer"}
            {"transaction_id": "T3", "account_id": "A1", "booked_at": "2026-01-05T10:05:00Z", "direction": "debit", "channel": "card_online"}
            {"transaction_id": "T4", "account_id": "A1", "booked_at": "2026-01-05T10:06:00Z", "direction": "debit", "channel": "card_online"}
            {"transaction_id": "T5", "account_id": "A1", "booked_at": "2026-01-05T10:11:01Z", "direction": "debit", "channel": "transfer"}
            """);

    assertThat(evidence(rows))
        .isEqualTo(
            Map.of(
                "T3",
                "10 low {\"channel_jump\":{\"from\":\"atm\",\"to\":\"card_online\",\"seconds\":300}}"));
  }

  @Test
  void theFirstLargePaymentToSomebodyIsSeenOnceTheAccountHasAHistory() {
    String history = tenPayments();
    String payees =
        """
        {"transaction_id": "N0", "account_id": "A1", "booked_at": "2025-12-01T10:00:00Z", "direction": "debit", "channel": "transfer", "counterparty_iban": "DE-early", "amount": 1000.00, "amount_base": 1000.00}
        {"transaction_id": "N1", "account_id": "A1", "booked_at": "2026-02-01T10:00:00Z", "direction": "debit", "channel": "transfer", "counterparty_iban": "DE-early", "amount": 1000.00, "amount_base": 1000.00}
        {"transaction_id": "N2", "account_id": "A1", "booked_at": "2026-02-03T10:00:00Z", "direction": "debit", "channel": "transfer", "counterparty_iban": "DE-small", "amount": 999.99, "amount_base": 999.99}
        {"transaction_id": "N3", "account_id": "A1", "booked_at": "2026-02-05T10:00:00Z", "direction": "debit", "channel": "transfer", "counterparty_iban": "DE-new", "amount": 1000.00, "amount_base": 1000.00}
        {"transaction_id": "N4", "account_id": "A1", "booked_at": "2026-02-07T10:00:00Z", "direction": "debit", "channel": "transfer", "counterparty_iban": "DE-new", "amount": 1000.00, "amount_base": 1000.00}
        """;

    // N0 is the account's own beginning, N1 goes to somebody known, N2 is small, N4 is the second.
    assertThat(evidence(risk(history + payees)))
        .isEqualTo(
            Map.of("N3", "20 low {\"new_payee\":{\"euro\":1000.00,\"earlier_transactions\":13}}"));

    // A late small payment to the same counterparty, and it is not new any more.
    String late =
        """
        {"transaction_id": "L1", "account_id": "A1", "booked_at": "2026-01-20T10:00:00Z", "direction": "debit", "channel": "transfer", "counterparty_iban": "DE-new", "amount": 1.00, "amount_base": 1.00}
        """;
    assertThat(evidence(risk(history + payees + late))).isEmpty();
  }

  @Test
  void likeMoneyThatComesBackWithinAWeekIsARoundTripAndNoIbanIsTold() {
    Dataset<Row> rows =
        risk(
            """
            {"transaction_id": "T1", "account_id": "A1", "booked_at": "2026-01-05T10:00:00Z", "direction": "debit", "channel": "transfer", "counterparty_iban": "DE-x", "currency": "EUR", "amount": 1000.00, "amount_base": 1000.00}
            {"transaction_id": "T2", "account_id": "A1", "booked_at": "2026-01-06T10:00:00Z", "direction": "credit", "channel": "transfer", "counterparty_iban": "DE-y", "currency": "EUR", "amount": 1000.00, "amount_base": 1000.00}
            {"transaction_id": "T3", "account_id": "A1", "booked_at": "2026-01-07T10:00:00Z", "direction": "credit", "channel": "transfer", "counterparty_iban": "DE-x", "currency": "USD", "amount": 1000.00, "amount_base": 900.00}
            {"transaction_id": "T4", "account_id": "A1", "booked_at": "2026-01-08T10:00:00Z", "direction": "credit", "channel": "direct_debit", "counterparty_iban": "DE-x", "currency": "EUR", "amount": 1000.00, "amount_base": 1000.00}
            {"transaction_id": "T5", "account_id": "A1", "booked_at": "2026-01-09T10:00:00Z", "direction": "credit", "channel": "transfer", "counterparty_iban": "DE-x", "currency": "EUR", "amount": 899.99, "amount_base": 899.99}
            {"transaction_id": "T6", "account_id": "A1", "booked_at": "2026-01-12T10:00:00Z", "direction": "credit", "channel": "transfer", "counterparty_iban": "DE-x", "currency": "EUR", "amount": 900.00, "amount_base": 900.00}
            {"transaction_id": "T7", "account_id": "A1", "booked_at": "2026-01-12T10:00:01Z", "direction": "credit", "channel": "transfer", "counterparty_iban": "DE-x", "currency": "EUR", "amount": 1000.00, "amount_base": 1000.00}
            """);

    // Another counterparty, another currency, a direct debit given back and an amount that is more
    // than a tenth less are none; T6 comes a week after T1, T7 a second more than that.
    assertThat(evidence(rows))
        .isEqualTo(
            Map.of(
                "T6",
                "30 medium {\"round_trip\":{\"other_way\":\"T1\",\"amount\":1000.00,\"hours\":168}}"));
  }

  @Test
  void signalsAddUpAndTheEvidenceNamesThemAll() {
    Dataset<Row> rows =
        risk(
            """
            {"transaction_id": "T1", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T10:00:00Z", "direction": "debit", "channel": "card_pos", "country": "DE", "amount_base": 3000.00}
            {"transaction_id": "T2", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T10:10:00Z", "direction": "debit", "channel": "card_pos", "country": "DE", "amount_base": 3000.00}
            {"transaction_id": "T3", "account_id": "A1", "card_token": "k1", "booked_at": "2026-01-05T10:12:00Z", "direction": "debit", "channel": "atm", "country": "ES", "amount_base": 100.00}
            """);

    assertThat(evidence(rows))
        .isEqualTo(
            Map.of(
                "T3",
                "70 high {\"velocity_amount\":"
                    + "{\"euro_last_hour\":6100.00,\"euro_last_24_hours\":6100.00},"
                    + "\"country_jump\":{\"from\":\"DE\",\"to\":\"ES\",\"minutes\":2},"
                    + "\"channel_jump\":{\"from\":\"card_pos\",\"to\":\"atm\",\"seconds\":120}}"));
  }

  /** On ten days in January, in euro. */
  private static String tenPayments() {
    return IntStream.range(0, 10)
        .mapToObj(i -> payment("H" + i, "2026-01-1" + i + "T10", "EUR", "40.00"))
        .collect(Collectors.joining());
  }

  private static String payment(String id, String hour, String currency, String amount) {
    return String.format(
        "{\"transaction_id\": \"%s\", \"account_id\": \"A1\", \"booked_at\": \"%s:00:00Z\","
            + " \"direction\": \"debit\", \"channel\": \"card_pos\", \"currency\": \"%s\","
            + " \"amount\": %s, \"amount_base\": %s}%n",
        id, hour, currency, amount, amount);
  }

  private static Dataset<Row> risk(String transactions) {
    Dataset<Row> rows = BankTables.rows(TRANSACTION, transactions);
    return new TransactionRisk()
        .rows(Inputs.of(Map.of(TRANSACTION, rows)))
        .select(BankTables.columns(RISK));
  }

  /** Score, band and evidence of the transactions with a signal. */
  private static Map<String, String> evidence(Dataset<Row> rows) {
    return rows.filter(col("risk_score").gt(0)).collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("transaction_id"),
                row ->
                    row.getAs("risk_score")
                        + " "
                        + row.getAs("risk_band")
                        + " "
                        + row.getAs("evidence")));
  }
}
