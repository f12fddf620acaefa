package io.finlake.etl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finlake quarantine}: rows that broke a rule. */
@Command(
    name = "quarantine",
    synopsisSubcommandLabel = "COMMAND",
    description = "Rows that broke a rule: shows them and why, and takes them again.")
final class QuarantineCommand extends FinlakeCommand {
  @Spec private CommandSpec spec;

  QuarantineCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    throw new ParameterException(spec.commandLine(), "say which: list, show or replay");
  }
}
