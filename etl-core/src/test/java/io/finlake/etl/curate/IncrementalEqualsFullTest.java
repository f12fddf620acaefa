package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.RandomBank;
import io.finlake.etl.testing.SameRows;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table kept up to date batch by batch equals the same table computed at once. */
class IncrementalEqualsFullTest {
  private static final String TRANSACTION = "curated.payments.transaction";
  private static final String ACCOUNT = "curated.core.account";
  private static final String CUSTOMER = "curated.crm.customer";
  private static final String BALANCE = "curated.payments.account_daily_balance";
  private static final String SESSION = "curated.web.web_session";
  private static final String KPI = "curated.payments.daily_kpi";
  private static final String RISK = "curated.payments.transaction_risk";
  private static final String FUNNEL = "curated.web.channel_funnel";
  private static final String RECOMMENDATION = "curated.crm.product_recommendation";
  private static final String KPI_BY_PARTITION = "curated.payments.daily_kpi_by_partition";
  private static final List<String> TABLES =
      List.of(
          ACCOUNT,
          CUSTOMER,
          TRANSACTION,
          BALANCE,
          SESSION,
          KPI,
          KPI_BY_PARTITION,
          RISK,
          FUNNEL,
          RECOMMENDATION);
  private static final List<String> SOURCES =
      List.of(
          "processed.payments.transactions",
          "processed.core.accounts",
          "processed.market.fx_rates",
          "processed.web.page_views",
          "processed.crm.customers",
          "processed.crm.product_holdings",
          "processed.market.products");

  @Test
  void whateverArrivesInWhateverOrder(@TempDir Path root) {
    long seed = new Random().nextLong();
    System.out.println("incremental equals full, seed " + seed);
    Random random = new Random(seed);
    RandomBank bank = new RandomBank(random);
    CuratedLake lake = new CuratedLake(root, List.of(kpiByPartition()));
    // Days, accounts and moments are drawn from the same few each time: most rows come late.
    SOURCES.forEach(source -> lake.deliver(source, bank.rows(source, most(source))));
    built(lake);
    for (int round = 0; round < 2; round++) {
      SOURCES.stream()
          .filter(source -> random.nextInt(3) > 0)
          .forEach(source -> lake.deliver(source, bank.rows(source, 1 + random.nextInt(4))));
      built(lake);
    }
    for (String table : TABLES) {
      SameRows.assertSame(lake.rows(table), lake.wanted(table));
    }
  }

  /** Many holdings from the start: a rule needs several customers with both products. */
  private static int most(String source) {
    return source.endsWith("product_holdings") ? 40 : 15;
  }

  /** The same figures in a table of folders by day, so that the other kind of build is seen too. */
  private static Contract kpiByPartition() {
    String text =
        BankTables.contracts()
            .get(KPI)
            .text()
            .replace("id: payments.daily_kpi", "id: payments.daily_kpi_by_partition")
            .replace("name: daily_kpi", "name: daily_kpi_by_partition")
            .replace("by: key", "by: partition")
            .replace(
                "primaryKeyPosition: 1",
                "primaryKeyPosition: 1\n        partitioned: true\n        partitionKeyPosition: 1");
    return ContractFiles.alone(
        new ContractSource("payments/daily_kpi_by_partition/contract.yaml", text));
  }

  private static void built(CuratedLake lake) {
    List<CurateResult> results = lake.refresh(TABLES.toArray(String[]::new));
    results.forEach(result -> System.out.println(result));
    assertThat(results)
        .noneSatisfy(
            result -> assertThat(result.outcome()).isInstanceOf(CurateResult.Failed.class));
  }
}
