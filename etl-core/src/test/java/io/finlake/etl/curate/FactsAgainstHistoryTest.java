package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When history changes late, exactly the facts within the changed interval are corrected. */
class FactsAgainstHistoryTest {
  private static final String TRANSACTIONS = "processed.payments.transactions";
  private static final String RATES = "processed.market.fx_rates";
  private static final String ACCOUNTS = "processed.core.accounts";
  private static final String CUSTOMERS = "processed.crm.customers";
  private static final String[] TABLES = {
    "curated.core.account", "curated.crm.customer", "curated.payments.transaction"
  };

  private String last = "";

  @Test
  void onlyTheFactsWithinTheChangedIntervalAreWritten(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    lake.deliver(
        TRANSACTIONS,
        BankTables.rows(
            TRANSACTIONS,
            """
            {"transaction_id": "T1", "account_id": "A1", "amount": 1.00, "currency": "EUR", "direction": "debit", "channel": "atm", "booked_at": "2026-01-02T10:00:00Z", "booking_date": "2026-01-02"}
            {"transaction_id": "T2", "account_id": "A1", "amount": 1.00, "currency": "EUR", "direction": "debit", "channel": "atm", "booked_at": "2026-01-04T10:00:00Z", "booking_date": "2026-01-04"}
            {"transaction_id": "T3", "account_id": "A1", "amount": 1.00, "currency": "EUR", "direction": "debit", "channel": "atm", "booked_at": "2026-01-08T10:00:00Z", "booking_date": "2026-01-08"}
            {"transaction_id": "T4", "account_id": "A2", "amount": 1.00, "currency": "EUR", "direction": "debit", "channel": "atm", "booked_at": "2026-01-04T10:00:00Z", "booking_date": "2026-01-04"}
            """));
    lake.deliver(
        RATES,
        BankTables.rows(
            RATES,
            """
            {"rate_date": "2026-01-05", "base": "EUR", "currency": "USD", "rate": 1.6}
            """));
    lake.deliver(
        ACCOUNTS,
        accounts(
            """
            {"account_id": "A1", "customer_id": "C1", "product_code": "P1", "updated_at": "2026-01-01T00:00:00Z", "change_number": 1, "_content_hash": "a", "_deleted": false, "_processed_at": "2026-01-09T00:00:00Z"}
            {"account_id": "A1", "customer_id": "C1", "product_code": "P2", "updated_at": "2026-01-06T00:00:00Z", "change_number": 2, "_content_hash": "b", "_deleted": false, "_processed_at": "2026-01-09T00:00:00Z"}
            {"account_id": "A2", "customer_id": "C1", "product_code": "P1", "updated_at": "2026-01-01T00:00:00Z", "change_number": 1, "_content_hash": "c", "_deleted": false, "_processed_at": "2026-01-09T00:00:00Z"}
            """));
    lake.deliver(
        CUSTOMERS,
        customers(
            """
            {"customer_id": "C1", "segment": "retail", "country": "CH", "updated_at": "2026-01-01T00:00:00Z", "change_number": 1, "_content_hash": "a", "_deleted": false, "_processed_at": "2026-01-09T00:00:00Z"}
            """));
    built(lake);

    // From 3 to 6 January the account had another product: only T2 lies there.
    lake.deliver(
        ACCOUNTS,
        accounts(
            """
            {"account_id": "A1", "customer_id": "C1", "product_code": "P9", "updated_at": "2026-01-03T00:00:00Z", "change_number": 3, "_content_hash": "d", "_deleted": false, "_processed_at": "2026-01-10T00:00:00Z"}
            """));
    built(lake);
    assertThat(facts(lake))
        .isEqualTo(
            Map.of(
                "T1",
                "1 P1 retail",
                "T2",
                "2 P9 retail",
                "T3",
                "1 P2 retail",
                "T4",
                "1 P1 retail"));
    assertThat(how(lake, 2)).isEqualTo("1 keys");

    // The customer became premium on the 4th at 8: T2 and T4 of that day, and T3 after it.
    lake.deliver(
        CUSTOMERS,
        customers(
            """
            {"customer_id": "C1", "segment": "premium", "country": "CH", "updated_at": "2026-01-04T08:00:00Z", "change_number": 2, "_content_hash": "b", "_deleted": false, "_processed_at": "2026-01-11T00:00:00Z"}
            """));
    built(lake);
    assertThat(facts(lake))
        .isEqualTo(
            Map.of(
                "T1",
                "1 P1 retail",
                "T2",
                "3 P9 premium",
                "T3",
                "3 P2 premium",
                "T4",
                "3 P1 premium"));

    // An unchanged version, and another city, say nothing that a fact shows.
    lake.deliver(
        CUSTOMERS,
        customers(
            """
            {"customer_id": "C1", "segment": "premium", "country": "CH", "city": "Bern", "updated_at": "2026-01-05T08:00:00Z", "change_number": 3, "_content_hash": "c", "_deleted": false, "_processed_at": "2026-01-12T00:00:00Z"}
            """));
    built(lake);
    assertThat(how(lake, 4)).isEqualTo("no touched keys");
    SameRows.assertSame(lake.rows(TABLES[2]), lake.wanted(TABLES[2]));
  }

  /** By transaction: the batch that wrote it, its product and its customer's segment. */
  private static Map<String, String> facts(CuratedLake lake) {
    return LakeTables.read(lake.spark.newSession(), lake.path(TABLES[2])).collectAsList().stream()
        .collect(
            Collectors.toMap(
                row -> row.getAs("transaction_id"),
                row ->
                    row.getAs("_batch")
                        + " "
                        + row.getAs("product_code")
                        + " "
                        + row.getAs("customer_segment")));
  }

  private String how(CuratedLake lake, long batch) {
    assertThat(lake.ledger.planned(lake.key(TABLES[2]))).isEqualTo(batch);
    return last;
  }

  private void built(CuratedLake lake) {
    for (CurateResult result : lake.refresh(TABLES)) {
      if (result.outcome() instanceof CurateResult.Failed failed) {
        throw failed.error();
      }
      if (result.outcome() instanceof CurateResult.Built done
          && result.table().toString().equals("payments.transaction")) {
        last = done.batches().get(0).how();
      }
    }
  }

  private static Dataset<Row> accounts(String lines) {
    return BankTables.rows(ACCOUNTS, lines);
  }

  private static Dataset<Row> customers(String lines) {
    return BankTables.rows(CUSTOMERS, lines);
  }
}
