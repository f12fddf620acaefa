package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a curated table that exists makes of a contract that changed. */
class ChangedContractTest {
  private static final String VIEWS = "processed.web.page_views";
  private static final String SESSION = "curated.web.web_session";

  @Test
  void anAddedColumnIsTakenInAndFilledByTheNextBuild(@TempDir Path root) {
    String now = BankTables.contracts().get(SESSION).text();
    String before = now.replaceFirst("(?s)      - name: landing_page\\n.*?(?=      - name:)", "");
    assertThat(before).isNotEqualTo(now);
    CuratedLake lake = new CuratedLake(root, List.of(contract(before)));
    lake.deliver(VIEWS, view("10:00"));
    built(lake);
    assertThat(lake.rows(SESSION).columns()).doesNotContain("landing_page");

    CuratedLake grown = new CuratedLake(root, List.of(contract(now)));
    CurateResult.BuiltBatch batch = built(grown);

    assertThat(batch.how()).startsWith("whole");
    assertThat(grown.rows(SESSION).select("landing_page").first().getString(0)).isEqualTo("/");
    SameRows.assertSame(grown.rows(SESSION), grown.wanted(SESSION));
    // And goes on by key.
    grown.deliver(VIEWS, view("12:00"));
    assertThat(built(grown).how()).isEqualTo("1 keys");
    SameRows.assertSame(grown.rows(SESSION), grown.wanted(SESSION));
  }

  @Test
  void aChangedTypeIsRefusedWithWhatMakingTheTableAnewCosts(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    lake.deliver(VIEWS, view("10:00"));
    built(lake);
    String text = BankTables.contracts().get(SESSION).text();

    CuratedLake changed =
        new CuratedLake(
            root,
            List.of(
                contract(
                    text.replace("physicalType: BIGINT", "physicalType: DECIMAL(20,0)")
                        .replace("logicalType: integer", "logicalType: number"))));
    CurateResult result = changed.refresh(SESSION).get(0);

    FinlakeException error = (FinlakeException) ((CurateResult.Failed) result.outcome()).error();
    assertThat(error.code()).isEqualTo(ErrorCode.BAD_CONTRACT);
    assertThat(error)
        .hasMessageContaining("is stored as BIGINT and the contract says DECIMAL(20,0)")
        .hasMessageContaining("1 input (")
        .hasMessageContaining("1 row (")
        .hasMessageContaining("finlake curate --dataset web.web_session");
    assertThat(lake.ledger.planned(lake.key(SESSION))).isEqualTo(1);
  }

  private static Contract contract(String text) {
    return ContractFiles.alone(new ContractSource("web/web_session/contract.yaml", text));
  }

  private static CurateResult.BuiltBatch built(CuratedLake lake) {
    CurateResult result = lake.refresh(SESSION).get(0);
    if (result.outcome() instanceof CurateResult.Failed failed) {
      throw failed.error();
    }
    return ((CurateResult.Built) result.outcome()).batches().get(0);
  }

  private static Dataset<Row> view(String time) {
    return BankTables.rows(
        VIEWS,
        """
        {"visitor_id": "V1", "viewed_at": "2026-01-05T%s:00Z", "viewed_on": "2026-01-05", "path": "/", "status": 200, "_object": "o", "_offset": 0, "_item": 0}
        """
            .formatted(time));
  }
}
