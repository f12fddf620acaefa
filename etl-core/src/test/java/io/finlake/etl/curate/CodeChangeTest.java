package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.testing.BankTables;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table that another version of the code has built. */
class CodeChangeTest {
  private static final String VIEWS = "processed.web.page_views";
  private static final String SESSION = "curated.web.web_session";

  @Test
  void aTableIsRefusedUntilItIsRebuiltWhereItsContractSaysSo(@TempDir Path root) {
    Contract contract = refusing();
    CuratedLake lake = new CuratedLake(root, List.of(contract));
    Curate engine = lake.engine(CurateSettings.standard());
    lake.deliver(VIEWS, views("v1", "2026-01-05T10:00:00Z"));
    engine.refresh(CuratedLake.run("one"), List.of(contract));
    lake.deliver(VIEWS, views("v2", "2026-01-05T11:00:00Z"));

    CurateResult refused = engine.refresh(CuratedLake.run("two"), List.of(contract)).get(0);
    long rowsBefore = lake.rows(SESSION).count();
    CurateResult rebuilt = engine.rebuild(CuratedLake.run("two"), List.of(contract)).get(0);
    lake.deliver(VIEWS, views("v3", "2026-01-05T12:00:00Z"));
    CurateResult next = engine.refresh(CuratedLake.run("two"), List.of(contract)).get(0);

    assertThat(refused.outcome())
        .isInstanceOfSatisfying(
            CurateResult.Failed.class,
            failed ->
                assertThat(failed.error())
                    .hasMessageContaining("its model was one+")
                    .hasMessageContaining("finlake curate --dataset web.web_session --rebuild"));
    assertThat(rowsBefore).isEqualTo(1);
    assertThat(how(rebuilt)).startsWith("whole");
    assertThat(how(next)).isEqualTo("1 keys");
    assertThat(lake.rows(SESSION).count()).isEqualTo(3);
  }

  private static String how(CurateResult result) {
    return ((CurateResult.Built) result.outcome()).batches().get(0).how();
  }

  private static org.apache.spark.sql.Dataset<org.apache.spark.sql.Row> views(
      String visitor, String at) {
    return BankTables.rows(
        VIEWS,
        "{\"viewed_at\": \"%s\", \"viewed_on\": \"2026-01-05\", \"visitor_id\": \"%s\","
                .formatted(at, visitor)
            + " \"method\": \"GET\", \"path\": \"/home\", \"status\": 200}");
  }

  private static Contract refusing() {
    Contract shipped = BankTables.contracts().get(SESSION);
    String text =
        shipped.text().replaceFirst("(?m)^( +)class: (.*)$", "$1class: $2\n$1codeChange: refuse");
    return ContractFiles.alone(new ContractSource(shipped.id().path() + "/contract.yaml", text));
  }
}
