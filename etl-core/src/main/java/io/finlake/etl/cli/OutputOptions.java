package io.finlake.etl.cli;

import picocli.CommandLine.Option;

/** How an answer is printed. */
final class OutputOptions {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "How the answer is printed: ${COMPLETION-CANDIDATES} (default: table).")
  private OutputFormat format = OutputFormat.TABLE;

  /** Prints the answer on standard output. */
  void print(Answer answer, Surroundings surroundings) {
    switch (format) {
      case JSON -> JsonAnswer.print(answer, surroundings.out());
      case CSV -> CsvAnswer.print(answer, surroundings.out());
      case TABLE -> TableAnswer.print(answer, surroundings.outColumns(), surroundings.out());
    }
  }

  /** Prints an answer that has nothing to say to people, but that programs wait for. */
  void printIfData(Answer answer, Surroundings surroundings) {
    if (forPrograms()) {
      print(answer, surroundings);
    }
  }

  /** Whether programs read the answer rather than people. */
  boolean forPrograms() {
    return format != OutputFormat.TABLE;
  }
}
