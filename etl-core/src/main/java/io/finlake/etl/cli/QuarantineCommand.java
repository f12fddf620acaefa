package io.finlake.etl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finlake quarantine}: rows that broke a rule. */
@Command(
    name = "quarantine",
    synopsisSubcommandLabel = "COMMAND",
    description = "Shows rows that broke a rule, and why.")
final class QuarantineCommand extends FinlakeCommand {
  @Spec private CommandSpec spec;

  QuarantineCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    throw new ParameterException(spec.commandLine(), "say which: list or show");
  }
}
