package io.finlake.etl.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.testing.BankTables;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The texts that engines are given. */
class HistoryViewsTest {
  private static final Instant YEAR_END = Instant.parse("2025-12-31T00:00:00Z");
  private static final Instant MARCH = Instant.parse("2026-03-03T12:30:00.123456Z");

  private final HistoryViews athena = views("curated.core.account", SqlDialect.ATHENA);
  private final HistoryViews spark = views("curated.core.account", SqlDialect.SPARK);

  private static HistoryViews views(String table, SqlDialect dialect) {
    return new HistoryViews(BankTables.contracts().get(table), dialect);
  }

  @Test
  void athenaGetsTwoViewsAndAPreparedStatement() {
    String columns =
        "SELECT \"account_id\", \"customer_id\", \"iban\", \"product_code\", \"currency\","
            + " \"status\", \"opened_on\", \"opening_balance\", \"valid_from\","
            + " \"valid_to\", \"recorded_from\", \"recorded_to\", \"is_current\", \"_batch\","
            + " \"_processed_at\"\n";
    assertThat(athena.statements())
        .containsExactly(
            "CREATE OR REPLACE VIEW \"curated\".\"account_current\" AS\n"
                + columns
                + "FROM \"curated\".\"account\"\n"
                + "WHERE \"valid_to\" IS NULL AND \"recorded_to\" IS NULL",
            "CREATE OR REPLACE VIEW \"curated\".\"account_believed\" AS\n"
                + columns
                + "FROM \"curated\".\"account\"\n"
                + "WHERE \"recorded_to\" IS NULL",
            "PREPARE account_as_of FROM\n"
                + columns
                + "FROM \"curated\".\"account\"\n"
                + "CROSS JOIN (SELECT CAST(? AS timestamp(3)) AS as_of,"
                + " CAST(? AS timestamp(3)) AS believed_on) AS asked\n"
                + "WHERE \"valid_from\" <= asked.as_of"
                + " AND (\"valid_to\" IS NULL OR \"valid_to\" > asked.as_of)"
                + " AND \"recorded_from\" <= asked.believed_on"
                + " AND (\"recorded_to\" IS NULL OR \"recorded_to\" > asked.believed_on)");
  }

  @Test
  void spansHoldTheirBeginningAndNotTheirEnd() {
    assertThat(where(spark, new AsOf(Optional.of(YEAR_END), Optional.of(MARCH))))
        .isEqualTo(
            "`valid_from` <= TIMESTAMP '2025-12-31 00:00:00.000 UTC'"
                + " AND (`valid_to` IS NULL OR `valid_to` > TIMESTAMP '2025-12-31 00:00:00.000 UTC')"
                + " AND `recorded_from` <= TIMESTAMP '2026-03-03 12:30:00.123 UTC'"
                + " AND (`recorded_to` IS NULL"
                + " OR `recorded_to` > TIMESTAMP '2026-03-03 12:30:00.123 UTC')");
  }

  @Test
  void withoutATimeOfTheBeliefThePresentOneAnswers() {
    assertThat(where(spark, new AsOf(Optional.of(YEAR_END), Optional.empty())))
        .endsWith(" AND `recorded_to` IS NULL");
    assertThat(where(spark, AsOf.believedNow())).isEqualTo("`recorded_to` IS NULL");
  }

  @Test
  void onlyHistoriesHaveViews() {
    assertThat(
            List.of(
                    "curated.payments.daily_kpi",
                    "processed.crm.customers",
                    "curated.crm.customer",
                    "curated.core.account")
                .stream()
                .filter(it -> HistoryViews.isHistory(BankTables.contracts().get(it))))
        .containsExactly("curated.crm.customer", "curated.core.account");
    assertThatThrownBy(() -> views("curated.payments.daily_kpi", SqlDialect.SPARK))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("payments.daily_kpi");
  }

  @Test
  void aNameCannotEndItsQuotes() {
    assertThat(SqlDialect.SPARK.name("a`b")).isEqualTo("`a``b`");
    assertThat(SqlDialect.ATHENA.name("a\"b")).isEqualTo("\"a\"\"b\"");
  }

  private static String where(HistoryViews views, AsOf asked) {
    String select = views.asOf("rows", asked);
    return select.substring(select.indexOf("WHERE ") + "WHERE ".length());
  }
}
