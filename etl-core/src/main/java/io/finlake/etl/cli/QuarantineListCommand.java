package io.finlake.etl.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finlake quarantine list}. */
@Command(
    name = "list",
    description = {
      "Counts open rows by the rule they broke, with their owner and how long the oldest waits.",
      "A row that broke several rules counts for each."
    },
    footer = {
      "",
      "Examples:",
      "  finlake quarantine list --lake target/demo-lake",
      "  finlake quarantine list --lake target/demo-lake --dataset payments.transactions"
    })
final class QuarantineListCommand extends LakeCommand {
  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description = "Only this one, domain.name; default: all.")
  private Optional<String> dataset = Optional.empty();

  QuarantineListCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    List<List<Object>> counts = new ArrayList<>();
    for (Contract contract : chosen(dataset, contracts, List.of(Zone.PROCESSED))) {
      QuarantineRows.of(lake, contract).ifPresent(rows -> counts.addAll(byRule(contract, rows)));
    }
    List<String> columns =
        List.of(
            "table", "owner", "rule", "column", "severity", "rows", "oldest_days", "last_batch");
    print(new Answer(columns, counts));
    return DONE;
  }

  private static List<List<Object>> byRule(Contract contract, Dataset<Row> rows) {
    Dataset<Row> counted =
        QuarantineRows.open(rows)
            .select(
                explode(col(TechnicalColumn.REASONS)).as("reason"),
                col(TechnicalColumn.BATCH),
                col(TechnicalColumn.PROCESSED_AT))
            .groupBy(col("reason.rule"), col("reason.column"), col("reason.severity"))
            .agg(
                count(lit(1)).as("rows"),
                datediff(current_timestamp(), min(TechnicalColumn.PROCESSED_AT)).as("oldest_days"),
                max(TechnicalColumn.BATCH).as("last_batch"))
            .orderBy(col("rows").desc(), col("rule"), col("column"))
            .select(
                lit(contract.id().toString()).as("table"),
                lit(contract.owner()).as("owner"),
                col("rule"),
                col("column"),
                col("severity"),
                col("rows"),
                col("oldest_days"),
                col("last_batch"));
    return SparkAnswer.take(counted, 10_000).answer().rows();
  }
}
