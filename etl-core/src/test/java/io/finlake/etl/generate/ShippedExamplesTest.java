package io.finlake.etl.generate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.testing.JsonTable;
import io.finlake.etl.testing.SameRows;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What lies beside a contract as its example becomes what lies there as expected; a second run
 * changes nothing.
 */
class ShippedExamplesTest {
  private static final Path SCHEMAS = Path.of("..", "schemas");

  @TempDir private Path root;

  @Test
  void examplesBecomeWhatTheyAreExpectedToBe() throws IOException {
    BankLake lake = new BankLake(SharedSession.spark(), root);
    for (Contract contract : lake.landed()) {
      land(contract);
    }

    List<DatasetResult> first = lake.process();
    List<DatasetResult> second = lake.process();

    assertThat(first)
        .hasSize(lake.landed().size())
        .allSatisfy(result -> assertThat(result.failure()).as("%s", result.dataset()).isEmpty())
        .allSatisfy(result -> assertThat(result.batches()).hasSize(1));
    assertThat(second).allSatisfy(result -> assertThat(result.batches()).isEmpty());
    for (Contract contract : lake.landed()) {
      SameRows.assertSame(shown(contract, lake), expected(contract));
    }
  }

  private void land(Contract contract) throws IOException {
    boolean hourly = contract.landed().source().layout().orElseThrow().contains("HH");
    Path folder =
        root.resolve("raw")
            .resolve(contract.landed().source().path())
            .resolve(hourly ? "2026/01/05/10" : "2026/01/05");
    Files.createDirectories(folder);
    for (Path example : FilesBelow.of(examples(contract))) {
      if (!example.endsWith("expected.jsonl")) {
        Files.copy(example, folder.resolve(example.getFileName()));
      }
    }
  }

  private static Dataset<Row> expected(Contract contract) throws IOException {
    String ddl =
        StoredColumns.of(contract).columns().stream()
            .filter(column -> !column.name().startsWith("_"))
            .map(column -> column.name() + " " + column.ddl())
            .collect(Collectors.joining(", "));
    return JsonTable.of(ddl, Files.readString(examples(contract).resolve("expected.jsonl")));
  }

  /** The table without finlake's own columns; a token differs by key, so it shows as a token. */
  private static Dataset<Row> shown(Contract contract, BankLake lake) {
    Column[] columns =
        StoredColumns.of(contract).names().stream()
            .filter(name -> !name.startsWith("_"))
            .map(
                name ->
                    contract.column(name).protection() instanceof Protection.Token
                        ? when(col(name).isNotNull(), lit("<token>")).as(name)
                        : col(name))
            .toArray(Column[]::new);
    return lake.table(Zone.PROCESSED, contract.id().toString()).select(columns);
  }

  private static Path examples(Contract contract) {
    return SCHEMAS.resolve(contract.id().path()).resolve("examples");
  }
}
