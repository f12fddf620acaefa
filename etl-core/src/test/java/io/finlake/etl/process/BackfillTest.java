package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are made again from the objects that brought them. */
class BackfillTest {
  private static final Map<String, String> STRATEGIES =
      Map.of(
          "appended", "{strategy: append}",
          "once", "{strategy: insert-once}",
          "newest", "{strategy: upsert, sequence: v}",
          "versions", "{strategy: history, time: at, sequence: v}");

  private final SparkSession spark = SharedSession.spark();
  private final long seed = new Random().nextLong();

  @TempDir private Path root;

  @Test
  void aMendedContractAndABackfillGiveTheLakeThatHadItFromTheBeginning() throws IOException {
    Random random = new Random(seed);
    Path mendedLate = root.resolve("late");
    Path mendedFirst = root.resolve("first");
    List<Contract> wrong = contracts("amount < 50", "[]");
    List<Contract> right = contracts("amount < 80", "[none]");
    for (int day = 5; day <= 7; day++) {
      for (String dataset : STRATEGIES.keySet()) {
        String text = lines(random);
        for (Path lake : List.of(mendedLate, mendedFirst)) {
          land(lake, "test/" + dataset + "/2026/01/0" + day + "/a.jsonl", text);
        }
      }
      run(mendedLate, wrong);
      run(mendedFirst, right);
    }

    for (Contract contract : right) {
      try (BackfillDraft unchanged =
          processing(mendedLate, wrong)
              .backfill(
                  named(wrong, contract), named(wrong, contract), everything(), Optional.empty())) {
        assertThat(unchanged.plan().nothing())
            .as("seed %s: nothing is new for %s", seed, contract.id())
            .isTrue();
      }
      List<String> before = table(mendedLate, contract);
      BackfillPlan plan = plan(mendedLate, right, contract, everything());
      assertThat(table(mendedLate, contract)).isEqualTo(before);
      BackfillResult result = processing(mendedLate, right).apply(plan);

      assertThat(result).isInstanceOf(BackfillResult.Applied.class);
      assertThat(table(mendedLate, contract))
          .as("seed %s: %s", seed, contract.id())
          .isEqualTo(table(mendedFirst, contract));
      assertThat(open(mendedLate, contract))
          .as("seed %s: quarantine of %s", seed, contract.id())
          .isEqualTo(open(mendedFirst, contract));
      assertThat(((BackfillResult.Applied) result).record().balance().balanced()).isTrue();
    }
    // What was made again is no delivery: nothing is taken twice.
    assertThat(run(mendedLate, right)).allSatisfy(it -> assertThat(it.batches()).isEmpty());
  }

  /** Versions of few keys, some twice, some with an amount that only the mended contract reads. */
  private static String lines(Random random) {
    StringBuilder lines = new StringBuilder();
    for (int line = 0; line < 12; line++) {
      String amount =
          random.nextInt(5) == 0 ? "\"none\"" : String.valueOf(random.nextInt(3) * 30 + 10);
      lines.append(
          "{\"id\":\"k%d\",\"v\":%d,\"amount\":%s,\"at\":\"2026-01-0%dT00:00:00Z\"}%n"
              .formatted(
                  random.nextInt(6), random.nextInt(3), amount, 1 + random.nextInt(3)));
    }
    return lines.toString();
  }

  private static List<Contract> contracts(String holds, String nulls) {
    return STRATEGIES.keySet().stream()
        .sorted()
        .map(name -> contract(name, STRATEGIES.get(name), holds, nulls))
        .toList();
  }

  private static Contract contract(String name, String write, String holds, String nulls) {
    boolean keyed = !write.contains("append");
    String text =
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: test.%1$s
        version: 1.0.0
        status: active
        name: %1$s
        domain: test
        description: {purpose: Of a test.}
        team: {name: testers}
        schema:
          - name: %1$s
            logicalType: object
            properties:
              - {name: id, description: The id., logicalType: string, physicalType: STRING, required: true%2$s}
              - {name: v, description: The version., logicalType: integer, physicalType: BIGINT, required: true}
              - name: amount
                description: The amount.
                logicalType: number
                physicalType: "DECIMAL(18,2)"
                customProperties: [{property: nulls, value: %5$s}]
                quality: [{name: amount_small, type: custom, engine: finlake, implementation: {holds: "%4$s"}}]
              - {name: at, description: Its time., logicalType: timestamp, physicalType: TIMESTAMP, required: true}
        customProperties:
          - {property: source, value: {format: json-lines, layout: yyyy/MM/dd}}
          - {property: write, value: %3$s}
          - {property: measures, value: [{column: amount, currency: EUR}]}
        """
            .formatted(
                name,
                keyed ? ", primaryKey: true, primaryKeyPosition: 1" : "",
                write,
                holds,
                nulls);
    return ContractFiles.alone(new ContractSource("test/" + name + "/contract.yaml", text));
  }

  private static Contract named(List<Contract> contracts, Contract like) {
    return contracts.stream().filter(it -> it.id().equals(like.id())).findFirst().orElseThrow();
  }

  private static BackfillRequest everything() {
    return BackfillRequest.everything();
  }

  private BackfillPlan plan(
      Path lake, List<Contract> contracts, Contract contract, BackfillRequest request) {
    try (BackfillDraft draft =
        processing(lake, contracts).backfill(contract, contract, request, Optional.empty())) {
      return draft.keep(List.of(), Map.of(), Map.of());
    }
  }

  private static void land(Path lake, String name, String text) throws IOException {
    Path file = lake.resolve("raw").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<DatasetResult> run(Path lake, List<Contract> contracts) {
    List<DatasetResult> results = processing(lake, contracts).run(contracts);
    assertThat(results).allSatisfy(result -> assertThat(result.failure()).isEmpty());
    return results;
  }

  private Processing processing(Path lake, List<Contract> contracts) {
    Run run = Run.at(Instant.parse("2026-01-09T06:00:00Z"));
    return new Processing(lake(lake), run, TokenKeys.none(), contracts, 2, Progress.silent());
  }

  private Lake lake(Path lake) {
    return Lake.open(spark, LakeLocations.under(lake.toString()));
  }

  private List<String> table(Path lake, Contract contract) {
    return rows(lake(lake).path(contract), "true");
  }

  private List<String> open(Path lake, Contract contract) {
    String path = lake(lake).quarantine(contract.id());
    return lake(lake).tables().exists(path) ? rows(path, "_closed_batch IS NULL") : List.of();
  }

  /** All that rows say and where they come from, without the batch and its time. */
  private List<String> rows(String path, String where) {
    return LakeTables.read(spark, path)
        .where(where)
        .drop("_batch", "_processed_at", "_closed_batch", "_closed_as")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }
}
