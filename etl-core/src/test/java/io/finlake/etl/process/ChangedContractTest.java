package io.finlake.etl.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.spark.sql.Encoders.STRING;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a table that exists makes of a contract that changed. */
class ChangedContractTest {
  private final SparkSession spark = SharedSession.spark();

  private final Contract contract =
      SmallContracts.payments("      format: json-lines", "{strategy: insert-once}");

  @TempDir private Path root;

  @Test
  void aWidenedTypeIsRefusedBeforeAnythingIsPlannedAndARebuildTakesItIn() throws IOException {
    Contract wider = changed("DECIMAL(18,2)", "DECIMAL(20,4)");
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\nnot json\n");
    assertThat(run(contract).failure()).isEmpty();
    land("b.jsonl", "{\"id\":\"p2\",\"v\":1,\"amount\":1.2345}\n");

    DatasetResult refused = run(wider);

    assertThat(refused.failure().orElseThrow().code()).isEqualTo(ErrorCode.BAD_CONTRACT);
    assertThat(refused.failure().orElseThrow())
        .hasMessageContaining("type widened of amount: DECIMAL(18,2) became DECIMAL(20,4)")
        // what was taken so far is read again; b.jsonl was never taken
        .hasMessageContaining("1 object of raw (38 bytes) read again, 1 row (")
        .hasMessageContaining("finlake process --dataset test.payments");
    Lake lake = lake();
    assertThat(lake.ledger().planned(lake.key(Zone.PROCESSED, contract.id()))).isEqualTo(1);
    assertThat(rows(contract)).containsExactly("p1 5.00");

    // The commands of the message: both folders aside, then the same command again.
    for (String zone : List.of("processed", "quarantine")) {
      Path folder = root.resolve(zone).resolve("test/payments");
      assertThat(refused.failure().orElseThrow())
          .hasMessageContaining("mv " + folder + " " + folder + ".before-1.0.0");
      Files.move(folder, folder.resolveSibling("payments.before-1.0.0"));
    }
    DatasetResult rebuilt = run(wider);
    assertThat(rebuilt.failure()).isEmpty();
    assertThat(rows(wider)).containsExactly("p1 5.0000", "p2 1.2345");
  }

  @Test
  void anotherKeyIsRefusedThoughTheColumnsAreTheSame() throws IOException {
    land("a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n");
    run(contract);

    DatasetResult refused =
        run(
            changed(
                "physicalType: BIGINT, required: true}",
                "physicalType: BIGINT, required: true, primaryKey: true, primaryKeyPosition: 2}"));

    assertThat(refused.failure().orElseThrow().code()).isEqualTo(ErrorCode.BAD_CONTRACT);
    assertThat(refused.failure().orElseThrow()).hasMessageContaining("key: id became id, v");
  }

  @Test
  void anAddedColumnAndANewRuleHoldFromTheNextBatchOn() throws IOException {
    land(
        "a.jsonl", "{\"id\":\"p1\",\"v\":1,\"amount\":5}\n{\"id\":\"p2\",\"v\":1,\"amount\":-1}\n");
    run(contract);
    Contract stricter =
        changed(
            "customProperties:",
            """
                  - {name: note, description: A note., logicalType: string, physicalType: STRING}
                quality:
                  - {name: positive, type: custom, engine: finlake, implementation: {holds: "amount > 0"}}
            customProperties:""");
    // p1 comes again without a note: the same content still. p3 breaks the new rule, p4 does not.
    land(
        "b.jsonl",
        """
        {"id": "p1", "v": 1, "amount": 5}
        {"id": "p3", "v": 1, "amount": -1, "note": "x"}
        {"id": "p4", "v": 1, "amount": 4, "note": "y"}
        """);

    DatasetResult taken = run(stricter);

    assertThat(taken.failure()).isEmpty();
    assertThat(taken.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(1L, 1L, 1L, 0L));
    assertThat(taken.batches().get(0).rules()).containsEntry("positive", 1L);
    // p2 breaks the rule too, but came before it.
    assertThat(rows(stricter)).containsExactly("p1 5.00", "p2 -1.00", "p4 4.00");
    assertThat(LakeTables.read(spark, lake().path(stricter)).where("note IS NOT NULL").count())
        .isEqualTo(1);
  }

  @Test
  void aRotatedTokenKeyMakesNewTokensAndARowThatComesAgainIsStillADuplicate() throws IOException {
    Contract carded =
        changed(
            "customProperties:",
            """
                  - name: card
                    description: A card.
                    logicalType: string
                    physicalType: STRING
                    classification: restricted
                    customProperties: [{property: protect, value: {token: card}}]
            customProperties:""");
    String first = "{\"id\":\"p1\",\"v\":1,\"amount\":5,\"card\":\"c1\"}\n";
    land("a.jsonl", first);
    run(carded, keys(1));
    land("b.jsonl", first + "{\"id\":\"p2\",\"v\":1,\"amount\":6,\"card\":\"c1\"}\n");

    DatasetResult rotated = run(carded, keys(1, 2));

    assertThat(rotated.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(1L, 0L, 1L, 0L));
    assertThat(
            LakeTables.read(spark, lake().path(carded))
                .orderBy("id")
                .select("card")
                .as(STRING())
                .collectAsList())
        .extracting(token -> token.substring(0, 3))
        .containsExactly("v1.", "v2.");
  }

  private static TokenKeys keys(Integer... versions) {
    List<String> names = Stream.of(versions).map(version -> "token-key-v" + version).toList();
    return TokenKeys.from(
        name ->
            names.contains(name)
                ? Optional.of(("a key of tests with 32 bytes: " + name).getBytes(UTF_8))
                : Optional.empty());
  }

  private Contract changed(String... replaced) {
    String text = contract.text();
    for (int i = 0; i < replaced.length; i += 2) {
      text = text.replace(replaced[i], replaced[i + 1]);
    }
    assertThat(text).isNotEqualTo(contract.text());
    return ContractFiles.alone(new ContractSource("test/payments/contract.yaml", text));
  }

  private void land(String name, String text) throws IOException {
    Path file = root.resolve("raw/test/payments").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private DatasetResult run(Contract by) {
    return run(by, TokenKeys.none());
  }

  private DatasetResult run(Contract by, TokenKeys keys) {
    Run run = Run.at(Instant.parse("2026-01-09T06:00:00Z"));
    return new Processing(lake(), run, keys, List.of(by), 2, Progress.silent())
        .run(List.of(by))
        .get(0);
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private List<String> rows(Contract by) {
    return LakeTables.read(spark, lake().path(by)).orderBy("id").collectAsList().stream()
        .map(row -> row.<String>getAs("id") + " " + row.getAs("amount"))
        .toList();
  }
}
