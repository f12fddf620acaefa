package io.finlake.etl.cli;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.publish.HistoryViews;
import io.finlake.etl.publish.SqlDialect;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake contracts show}. */
@Command(
    name = "show",
    description = {
      "Lists all datasets, or the columns of one; with --views, the SQL statements that make the",
      "views of a history in another engine."
    },
    footer = {
      "",
      "Examples:",
      "  finlake contracts show",
      "  finlake contracts show payments.transactions",
      "  finlake contracts show crm.customer --views athena"
    })
final class ContractsShowCommand extends FinlakeCommand {
  @Parameters(arity = "0..1", paramLabel = "DATASET", description = "A dataset, domain.name.")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--views",
      paramLabel = "ENGINE",
      description = "Prints the views of a history as SQL: ${COMPLETION-CANDIDATES}.")
  private Optional<SqlDialect> views = Optional.empty();

  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  ContractsShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    List<Contract> known = contracts.load(surroundings());
    if (views.isPresent()) {
      printViews(known, views.get());
      return DONE;
    }
    Answer answer =
        dataset.map(name -> columns(ContractOptions.named(name, known))).orElse(datasets(known));
    output.print(answer, surroundings());
    return DONE;
  }

  private void printViews(List<Contract> known, SqlDialect dialect) {
    Contract history =
        dataset
            .map(name -> ContractOptions.named(name, known))
            .filter(HistoryViews::isHistory)
            .orElseThrow(() -> noHistory(known));
    String statements = String.join(";\n\n", new HistoryViews(history, dialect).statements());
    surroundings().out().println(statements + ";");
  }

  private static FinlakeException noHistory(List<Contract> known) {
    List<String> histories =
        known.stream()
            .filter(HistoryViews::isHistory)
            .map(contract -> contract.id().toString())
            .toList();
    return FinlakeException.of(
        ErrorCode.BAD_ARGUMENT,
        "--views goes with a history",
        "only histories have views",
        "name one of " + String.join(", ", histories));
  }

  private static Answer datasets(List<Contract> known) {
    Answer.Rows rows = Answer.of("dataset", "zone", "version", "columns", "rules", "owner");
    for (Contract contract : known) {
      rows.row(
          contract.id().toString(),
          contract.zone().label(),
          contract.version(),
          contract.columns().size(),
          contract.rules().size(),
          contract.owner());
    }
    return rows.answer();
  }

  private static Answer columns(Contract contract) {
    Answer.Rows rows =
        Answer.of("column", "type", "required", "key", "classification", "protection", "meaning");
    for (Column column : contract.columns()) {
      rows.row(
          column.name(),
          column.type().ddl(),
          column.required(),
          contract.key().contains(column.name()),
          column.classification().label(),
          protection(column.protection()),
          column.description());
    }
    return rows.answer();
  }

  private static Optional<String> protection(Protection protection) {
    if (protection instanceof Protection.Token token) {
      return Optional.of("token " + token.domain());
    }
    if (protection instanceof Protection.Mask mask) {
      return Optional.of("mask, last " + mask.visible() + " stay");
    }
    return protection instanceof Protection.Drop ? Optional.of("dropped") : Optional.empty();
  }
}
