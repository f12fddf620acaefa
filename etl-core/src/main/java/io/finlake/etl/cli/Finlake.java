package io.finlake.etl.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The whole command line. Answers go to standard output, everything else to standard error, and the
 * exit code says who must act: 0 done, 2 the command line or a contract is wrong, 3 the data was
 * refused, 4 trying again may help, 1 a bug of ours.
 */
@Command(
    name = "finlake",
    description = "A financial data lake that can prove itself.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 2 the command line or a contract is wrong, 3 data refused,",
      "4 try again, 1 a bug of ours.",
      "",
      "Start with 'finlake demo'; 'finlake COMMAND --help' shows examples."
    })
public final class Finlake extends FinlakeCommand {
  @Spec private CommandSpec spec;

  private Finlake(Surroundings surroundings) {
    super(surroundings);
  }

  /**
   * Runs one command and returns its exit code. Never throws, except for an {@link Error} that
   * nobody can handle.
   */
  public static int run(Surroundings surroundings, String... arguments) {
    return commandLine(surroundings).execute(arguments);
  }

  /** The parser with all commands; for the tests and for shell completion. */
  static CommandLine commandLine(Surroundings surroundings) {
    CommandLine finlake = new CommandLine(new Finlake(surroundings));
    Commands.addTo(finlake, surroundings);
    ErrorReport report = new ErrorReport(surroundings);
    finlake.setOut(surroundings.out());
    finlake.setErr(surroundings.err());
    finlake.setCaseInsensitiveEnumValuesAllowed(true);
    finlake.setUsageHelpAutoWidth(false);
    finlake.setUsageHelpWidth(100);
    finlake.setUsageHelpLongOptionsMaxWidth(30);
    finlake.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    finlake.setParameterExceptionHandler((thrown, arguments) -> report.wrongCommandLine(thrown));
    finlake.setExecutionExceptionHandler((thrown, command, parsed) -> report.failed(thrown));
    return finlake;
  }

  /** Without a command there is nothing to do: what there is, and exit code 2. */
  @Override
  int execute() {
    throw new ParameterException(spec.commandLine(), "say what to do: no command was given");
  }
}
