package io.finlake.etl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.FSError;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command has: its surroundings, and help. */
@Command(
    synopsisHeading = "Usage: ",
    descriptionHeading = "%n",
    parameterListHeading = "%nArguments:%n",
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "",
    sortOptions = false)
abstract class FinlakeCommand implements Callable<Integer> {
  /** The exit code of a command that did what it was asked. */
  static final int DONE = 0;

  private final Surroundings surroundings;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      order = Integer.MAX_VALUE,
      description = "Shows this help.")
  @SuppressWarnings("unused") // the parser shows help as soon as it is set
  private boolean help;

  FinlakeCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public final Integer call() {
    try {
      return execute();
    } catch (FSError disk) { // Hadoop's name for what a disk says, also that it is full
      throw new UncheckedIOException("a disk failed", new IOException(disk));
    }
  }

  /** Does the work and returns the exit code. */
  abstract int execute();

  final Surroundings surroundings() {
    return surroundings;
  }

  /** Says something to the person, on standard error. */
  final void say(String text) {
    surroundings.err().println(text);
  }
}
