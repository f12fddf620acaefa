package io.finlake.etl.cli;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake quarantine show}. */
@Command(
    name = "show",
    description = "Shows quarantined rows of a dataset with every rule that each broke.",
    footer = {
      "",
      "Examples:",
      "  finlake quarantine show payments.transactions --lake target/demo-lake",
      "  finlake quarantine show core.cards --rule card_number_check --limit 5 --format json \\",
      "      --lake target/demo-lake"
    })
final class QuarantineShowCommand extends LakeCommand {
  @Parameters(paramLabel = "DATASET", description = "The dataset, domain.name.")
  private String dataset = "";

  @Option(names = "--rule", paramLabel = "RULE", description = "Only rows that broke this rule.")
  private Optional<String> rule = Optional.empty();

  @Option(names = "--batch", paramLabel = "NUMBER", description = "Only rows of this batch.")
  private Optional<Long> batch = Optional.empty();

  @Option(names = "--closed", description = "Rows that were taken out again, too.")
  private boolean closed;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "20",
      description = "The most rows that are shown (default: ${DEFAULT-VALUE}).")
  private int limit = 20;

  QuarantineShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (limit < 1 || limit > 1_000_000) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "--limit " + limit + " is not possible",
          "it must be 1 to 1000000",
          "give another number");
    }
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    List<Contract> landed = chosen(Optional.empty(), contracts, List.of(Zone.PROCESSED));
    Contract contract = ContractOptions.named(dataset, landed);
    Optional<Dataset<Row>> quarantined = QuarantineRows.of(lake, contract);
    if (quarantined.isEmpty()) {
      output().printIfData(Answer.of("_reasons").answer(), surroundings());
      say("nothing is in the quarantine of " + contract.id());
      return DONE;
    }
    SparkAnswer.First first = SparkAnswer.take(wanted(quarantined.get()), limit);
    print(first.answer());
    if (first.more()) {
      say("finlake: only the first " + limit + " rows are shown; --limit shows more");
    }
    return DONE;
  }

  /** In the order of batches and of the objects' records, reasons first. */
  private Dataset<Row> wanted(Dataset<Row> quarantined) {
    Dataset<Row> rows = closed ? quarantined : QuarantineRows.open(quarantined);
    if (rule.isPresent()) {
      Column rules = col(TechnicalColumn.REASONS).getField("rule");
      rows = rows.where(array_contains(rules, rule.get()));
    }
    if (batch.isPresent()) {
      rows = rows.where(col(TechnicalColumn.BATCH).equalTo(batch.get()));
    }
    Column[] columns =
        java.util.stream.Stream.concat(
                java.util.stream.Stream.of(TechnicalColumn.REASONS),
                java.util.stream.Stream.of(rows.columns())
                    .filter(name -> !name.equals(TechnicalColumn.REASONS)))
            .map(name -> col("`" + name + "`"))
            .toArray(Column[]::new);
    return rows.orderBy(
            col(TechnicalColumn.BATCH), col(TechnicalColumn.OBJECT), col(TechnicalColumn.OFFSET))
        .select(columns);
  }
}
