package io.finlake.etl.cli;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import picocli.CommandLine.Option;

/** How many rows of each table are shown. */
final class LimitOption {
  private static final int MOST = 10_000;

  @Option(
      names = "--limit",
      paramLabel = "ROWS",
      defaultValue = "20",
      description = "The most rows that are shown of each table (default: ${DEFAULT-VALUE}).")
  private int limit = 20;

  /**
   * The limit.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when it is out of range
   */
  int rows() {
    if (limit < 1 || limit > MOST) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "--limit " + limit + " is not possible",
          "it must be 1 to " + MOST,
          "give another number");
    }
    return limit;
  }
}
