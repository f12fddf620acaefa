package io.finlake.etl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finlake hold}: what must not be destroyed. */
@Command(
    name = "hold",
    synopsisSubcommandLabel = "COMMAND",
    description = "Legal holds: what must not be erased or cleaned up, by whose order and why.")
final class HoldCommand extends FinlakeCommand {
  @Spec private CommandSpec spec;

  HoldCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    throw new ParameterException(spec.commandLine(), "say which: add, release or list");
  }
}
