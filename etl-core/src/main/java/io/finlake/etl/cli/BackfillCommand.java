package io.finlake.etl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code finlake backfill}: rows are made again from the objects that brought them. */
@Command(
    name = "backfill",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Makes rows again from the raw objects that brought them, after a contract was mended: shows",
      "what would change, then does exactly that."
    })
final class BackfillCommand extends FinlakeCommand {
  @Spec private CommandSpec spec;

  BackfillCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    throw new ParameterException(spec.commandLine(), "say which: plan, show or apply");
  }
}
