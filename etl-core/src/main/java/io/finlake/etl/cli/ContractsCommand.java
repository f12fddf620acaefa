package io.finlake.etl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finlake contracts}: what datasets promise. */
@Command(
    name = "contracts",
    synopsisSubcommandLabel = "COMMAND",
    description = "Checks, shows and compares contracts.")
final class ContractsCommand extends FinlakeCommand {
  @Spec private CommandSpec spec;

  ContractsCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    throw new ParameterException(spec.commandLine(), "say which: check, show or diff");
  }
}
