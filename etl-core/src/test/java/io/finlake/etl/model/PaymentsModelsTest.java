package io.finlake.etl.model;

import io.finlake.etl.curate.Inputs;
import io.finlake.etl.model.payments.AccountDailyBalance;
import io.finlake.etl.model.payments.Transaction;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.JsonTable;
import io.finlake.etl.testing.SameRows;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class PaymentsModelsTest {
  private static final String TRANSACTIONS = "processed.payments.transactions";
  private static final String ACCOUNTS = "curated.core.account";
  private static final String CUSTOMERS = "curated.crm.customer";
  private static final String RATES = "processed.market.fx_rates";

  @Test
  void aTransactionHasItsEuroAmountAndWhatWasInForceWhenItWasBooked() {
    Dataset<Row> transactions =
        BankTables.rows(
            TRANSACTIONS,
            """
            {"transaction_id": "T1", "account_id": "A1", "amount": 10.00, "currency": "EUR", "direction": "debit", "booked_at": "2026-01-05T09:59:59.999999Z", "booking_date": "2026-01-05"}
            {"transaction_id": "T2", "account_id": "A1", "amount": 10.00, "currency": "USD", "direction": "credit", "booked_at": "2026-01-11T10:00:00Z", "booking_date": "2026-01-11"}
            {"transaction_id": "T3", "account_id": "A9", "amount": 10.00, "currency": "USD", "direction": "debit", "booked_at": "2026-01-13T10:00:00Z", "booking_date": "2026-01-13"}
            {"transaction_id": "T4", "account_id": "A1", "amount": 10.00, "currency": "EUR", "direction": "debit", "booked_at": "2026-01-01T00:00:00Z", "booking_date": "2026-01-01"}
            {"transaction_id": "T5", "account_id": "A1", "amount": 10.00, "currency": "EUR", "direction": "debit", "booked_at": "2026-01-12T00:00:00Z", "booking_date": "2026-01-12"}
            """);
    Dataset<Row> accounts =
        BankTables.rows(
            ACCOUNTS,
            """
            {"account_id": "A1", "customer_id": "C1", "product_code": "P1", "valid_from": "2026-01-02T00:00:00Z", "valid_to": "2026-01-05T10:00:00Z"}
            {"account_id": "A1", "customer_id": "C2", "product_code": "P2", "valid_from": "2026-01-05T10:00:00Z", "valid_to": "2026-01-12T00:00:00Z"}
            {"account_id": "A1", "customer_id": "C8", "product_code": "P8", "valid_from": "2026-01-05T10:00:00Z", "recorded_to": "2026-01-08T00:00:00Z"}
            """);
    Dataset<Row> customers =
        BankTables.rows(
            CUSTOMERS,
            """
            {"customer_id": "C1", "segment": "retail", "country": "CH", "valid_from": "2026-01-05T00:00:00Z"}
            {"customer_id": "C2", "segment": "premium", "country": "DE", "valid_from": "2026-01-01T00:00:00Z"}
            """);
    Dataset<Row> rates =
        BankTables.rows(
            RATES,
            """
            {"rate_date": "2026-01-05", "base": "EUR", "currency": "USD", "rate": 1.6}
            {"rate_date": "2026-01-12", "base": "EUR", "currency": "CHF", "rate": 0.9}
            """);

    Dataset<Row> rows =
        new Transaction()
            .rows(
                Inputs.of(
                    Map.of(
                        TRANSACTIONS,
                        transactions,
                        ACCOUNTS,
                        accounts,
                        CUSTOMERS,
                        customers,
                        RATES,
                        rates)));

    SameRows.assertSame(
        rows.select(
            "transaction_id",
            "account_known",
            "account_version",
            "customer_id",
            "customer_version",
            "customer_segment",
            "customer_country",
            "signed_amount",
            "rate",
            "rate_date",
            "rate_status",
            "signed_amount_base"),
        JsonTable.of(
            "transaction_id STRING, account_known BOOLEAN, account_version STRING,"
                + " customer_id STRING, customer_version STRING, customer_segment STRING,"
                + " customer_country STRING, signed_amount DECIMAL(18,2), rate DECIMAL(18,8),"
                + " rate_date DATE, rate_status STRING, signed_amount_base DECIMAL(28,2)",
            """
            // in euro already; a microsecond before the account changed hands
            {"transaction_id": "T1", "account_known": true, "account_version": "in_force", "customer_id": "C1", "customer_version": "in_force", "customer_segment": "retail", "customer_country": "CH", "signed_amount": -10.00, "rate": 1, "rate_date": "2026-01-05", "rate_status": "base", "signed_amount_base": -10.00}
            // six days after the rate it is still in force: 10 / 1.6; C8 is no longer believed
            {"transaction_id": "T2", "account_known": true, "account_version": "in_force", "customer_id": "C2", "customer_version": "in_force", "customer_segment": "premium", "customer_country": "DE", "signed_amount": 10.00, "rate": 1.6, "rate_date": "2026-01-05", "rate_status": "in_force", "signed_amount_base": 6.25}
            // eight days after it is not; and nobody has told of the account
            {"transaction_id": "T3", "account_known": false, "account_version": "unknown", "customer_version": "unknown", "signed_amount": -10.00, "rate_status": "missing"}
            // older than the first versions of account and customer: these are taken
            {"transaction_id": "T4", "account_known": true, "account_version": "before_first_version", "customer_id": "C1", "customer_version": "before_first_version", "customer_segment": "retail", "customer_country": "CH", "signed_amount": -10.00, "rate": 1, "rate_date": "2026-01-01", "rate_status": "base", "signed_amount_base": -10.00}
            // at the very moment of its end the account is deleted; its last version is taken
            {"transaction_id": "T5", "account_known": true, "account_version": "deleted", "customer_id": "C2", "customer_version": "in_force", "customer_segment": "premium", "customer_country": "DE", "signed_amount": -10.00, "rate": 1, "rate_date": "2026-01-12", "rate_status": "base", "signed_amount_base": -10.00}
            """));
  }

  @Test
  void balancesChainOverEveryCalendarDayAndAreChecked() {
    Dataset<Row> transactions =
        BankTables.rows(
            TRANSACTIONS,
            """
            {"transaction_id": "T2", "account_id": "A1", "amount": 30.00, "currency": "EUR", "direction": "debit", "booked_at": "2026-01-05T11:00:00Z", "booking_date": "2026-01-05", "balance_after": 120.00}
            {"transaction_id": "T1", "account_id": "A1", "amount": 50.00, "currency": "EUR", "direction": "credit", "booked_at": "2026-01-05T10:00:00Z", "booking_date": "2026-01-05", "balance_after": 150.00}
            {"transaction_id": "T3", "account_id": "A1", "amount": 20.00, "currency": "EUR", "direction": "debit", "booked_at": "2026-01-07T10:00:00Z", "booking_date": "2026-01-07", "balance_after": 95.00}
            {"transaction_id": "T4", "account_id": "A1", "amount": 7.00, "currency": "USD", "direction": "debit", "booked_at": "2026-01-07T09:00:00Z", "booking_date": "2026-01-07", "balance_after": 0.00}
            {"transaction_id": "T5", "account_id": "A9", "amount": 1.00, "currency": "CHF", "direction": "credit", "booked_at": "2026-01-06T09:00:00Z", "booking_date": "2026-01-06", "balance_after": 1.00}
            """);
    Dataset<Row> accounts =
        BankTables.rows(
            ACCOUNTS,
            """
            // the newest interval counts, though the account is gone; what is no longer believed does not
            {"account_id": "A1", "valid_from": "2025-01-01T00:00:00Z", "valid_to": "2026-01-01T00:00:00Z", "customer_id": "C0", "currency": "CHF", "opening_balance": 7.00}
            {"account_id": "A1", "valid_from": "2026-01-01T00:00:00Z", "valid_to": "2026-01-09T00:00:00Z", "customer_id": "C1", "currency": "EUR", "opening_balance": 100.00}
            {"account_id": "A1", "valid_from": "2026-01-02T00:00:00Z", "recorded_to": "2026-01-03T00:00:00Z", "customer_id": "C9", "currency": "USD", "opening_balance": 9.00}
            {"account_id": "A2", "valid_from": "2026-01-03T08:00:00Z", "customer_id": "C1", "currency": "EUR", "opening_balance": 5.00}
            """);

    Dataset<Row> rows =
        new AccountDailyBalance()
            .rows(Inputs.of(Map.of(TRANSACTIONS, transactions, ACCOUNTS, accounts)));

    SameRows.assertSame(
        rows.select(BankTables.columns("curated.payments.account_daily_balance")),
        BankTables.promised(
            "curated.payments.account_daily_balance",
            """
            // 100 + 50 - 30, and the last booking of the day says the same
            {"account_id": "A1", "balance_date": "2026-01-05", "customer_id": "C1", "account_known": true, "currency": "EUR", "opening_balance": 100, "credits": 50, "debits": 30, "closing_balance": 120, "transaction_count": 2, "other_currency_count": 0, "reported_balance": 120, "balance_agrees": true}
            // a day without bookings
            {"account_id": "A1", "balance_date": "2026-01-06", "customer_id": "C1", "account_known": true, "currency": "EUR", "opening_balance": 120, "credits": 0, "debits": 0, "closing_balance": 120, "transaction_count": 0, "other_currency_count": 0}
            // the hub says 95: a booking of 5 is missing; the one in dollars changes no balance
            {"account_id": "A1", "balance_date": "2026-01-07", "customer_id": "C1", "account_known": true, "currency": "EUR", "opening_balance": 120, "credits": 0, "debits": 20, "closing_balance": 100, "transaction_count": 1, "other_currency_count": 1, "reported_balance": 95, "balance_agrees": false}
            // without bookings: the day of its newest version
            {"account_id": "A2", "balance_date": "2026-01-03", "customer_id": "C1", "account_known": true, "currency": "EUR", "opening_balance": 5, "credits": 0, "debits": 0, "closing_balance": 5, "transaction_count": 0, "other_currency_count": 0}
            // nobody has told of the account: no balance is claimed
            {"account_id": "A9", "balance_date": "2026-01-06", "account_known": false, "currency": "CHF", "credits": 1, "debits": 0, "transaction_count": 1, "other_currency_count": 0, "reported_balance": 1}
            """));
  }
}
