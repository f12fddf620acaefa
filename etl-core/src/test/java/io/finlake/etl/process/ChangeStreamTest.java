package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
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
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change stream to the source's table as it is, whatever the order in which messages arrive. */
class ChangeStreamTest {
  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path root;

  @Test
  void theTableFollowsTheSourcesLogAndNotTheArrival() throws IOException {
    Contract contract = contract();
    land(
        "a.jsonl",
        // p1 changes twice within the batch, the newer message first
        message("u", 300, "p1", 3),
        message("c", 100, "p1", 1),
        message("u", 200, "p1", 2),
        // p2 is deleted before its insert comes; p3 becomes p4
        message("d", 250, "p2", 9),
        "{\"op\":\"u\",\"before\":{\"id\":\"p3\",\"v\":1},\"after\":{\"id\":\"p4\",\"v\":2},"
            + source(260)
            + "}",
        // no change of a row, and a truncation that nobody applies
        "null",
        "{\"ts_ms\":1767607200000}",
        "{\"op\":\"t\",\"before\":null,\"after\":null," + source(400) + "}");
    DatasetResult first = run(contract);
    land("b.jsonl", message("c", 150, "p2", 1), message("c", 90, "p3", 1));
    DatasetResult second = run(contract);

    assertThat(first.failure()).isEmpty();
    // 3 of p1, p2's delete, two of p3 and p4, the truncation; two messages are filtered
    assertThat(first.batches().get(0).balance().read()).isEqualTo(7);
    assertThat(first.batches().get(0).balance().filtered()).isEqualTo(2);
    assertThat(outcomes(first)).isEqualTo(new Balance.Split<>(4L, 1L, 0L, 2L));
    assertThat(first.batches().get(0).rules()).containsEntry("envelope", 1L);
    // both inserts are older than the deletes that came before them
    assertThat(outcomes(second)).isEqualTo(new Balance.Split<>(0L, 0L, 0L, 2L));
    assertThat(rows(contract)).containsExactly("p1 3", "p4 2");
  }

  private static Contract contract() {
    String told =
        """
              - {name: op, logicalType: string, physicalType: STRING, required: true, \
        customProperties: [{property: from, value: $operation}]}
              - {name: position, logicalType: string, physicalType: STRING, required: true, \
        customProperties: [{property: from, value: $sequence}]}
        customProperties:
        """;
    String text =
        SmallContracts.payments(
                "      format: json-lines\n      envelope: debezium", "{strategy: insert-once}")
            .text()
            .replace("customProperties:\n", told)
            .replace(
                "strategy: insert-once",
                "strategy: upsert, sequence: position, delete: {column: op, values: [delete]}");
    return ContractFiles.read(List.of(new ContractSource("test/payments/contract.yaml", text)))
        .contracts()
        .get(0);
  }

  private static String message(String op, int position, String id, int v) {
    String image = "{\"id\":\"%s\",\"v\":%d}".formatted(id, v);
    boolean gone = op.equals("d");
    return "{\"op\":\"%s\",\"before\":%s,\"after\":%s,%s}"
        .formatted(op, gone ? image : "null", gone ? "null" : image, source(position));
  }

  private static String source(int position) {
    return "\"source\":{\"connector\":\"mysql\",\"db\":\"bank\",\"table\":\"payments\","
        + "\"file\":\"binlog.000001\",\"pos\":"
        + position
        + ",\"row\":0}";
  }

  private void land(String name, String... messages) throws IOException {
    Path file = root.resolve("raw/test/payments").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.join("\n", messages) + "\n");
  }

  private DatasetResult run(Contract contract) {
    Run run = Run.at(Instant.parse("2026-01-12T06:00:00Z"));
    return new Processing(lake(), run, TokenKeys.none(), List.of(contract), 2, Progress.silent())
        .run(List.of(contract))
        .get(0);
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private static Balance.Split<Long> outcomes(DatasetResult result) {
    return result.batches().get(0).balance().outcomes();
  }

  private List<String> rows(Contract contract) {
    return LakeTables.read(spark, lake().path(contract))
        .where("NOT _deleted")
        .selectExpr("concat_ws(' ', id, v)")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
