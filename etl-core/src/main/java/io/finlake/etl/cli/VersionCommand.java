package io.finlake.etl.cli;

import io.finlake.etl.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code finlake version}. */
@Command(
    name = "version",
    description = "Says which finlake, Java, Spark and Delta these are.",
    footer = {"", "Example:", "  finlake version --format json"})
final class VersionCommand extends FinlakeCommand {
  @Mixin private OutputOptions output;

  VersionCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    Answer answer =
        Answer.of("what", "version")
            .row("finlake", Run.version())
            .row("java", System.getProperty("java.version"))
            .row("spark", LibraryVersions.spark())
            .row("delta", LibraryVersions.delta())
            .answer();
    output.print(answer, surroundings());
    return DONE;
  }
}
