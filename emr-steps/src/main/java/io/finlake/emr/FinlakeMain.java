package io.finlake.emr;

import io.finlake.etl.cli.Finlake;
import io.finlake.etl.cli.Surroundings;

/** The main class for {@code spark-submit}: runs a command and ends with its exit code. */
public final class FinlakeMain {
  private FinlakeMain() {}

  /**
   * Runs one command.
   *
   * <p>Success returns instead of exiting, since a cluster takes an early exit of the driver for a
   * failure, whatever its code. Libraries that print to standard output are sent to standard error:
   * only answers belong there.
   */
  public static void main(String[] arguments) {
    Surroundings surroundings = Surroundings.ofThisProcess();
    System.setOut(System.err);
    int exitCode = Finlake.run(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}
