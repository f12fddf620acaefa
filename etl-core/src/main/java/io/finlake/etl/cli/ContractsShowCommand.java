package io.finlake.etl.cli;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code finlake contracts show}. */
@Command(
    name = "show",
    description = "Lists all datasets, or the columns of one.",
    footer = {
      "",
      "Examples:",
      "  finlake contracts show",
      "  finlake contracts show payments.transactions"
    })
final class ContractsShowCommand extends FinlakeCommand {
  @Parameters(arity = "0..1", paramLabel = "DATASET", description = "A dataset, domain.name.")
  private Optional<String> dataset = Optional.empty();

  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  ContractsShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    List<Contract> known = contracts.load(surroundings());
    Answer answer =
        dataset.map(name -> columns(ContractOptions.named(name, known))).orElse(datasets(known));
    output.print(answer, surroundings());
    return DONE;
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
