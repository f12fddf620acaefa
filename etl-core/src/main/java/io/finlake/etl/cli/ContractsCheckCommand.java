package io.finlake.etl.cli;

import io.finlake.etl.contract.LoadResult;
import io.finlake.etl.contract.Problem;
import io.finlake.etl.error.Actor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code finlake contracts check}. */
@Command(
    name = "check",
    description = {
      "Checks all contracts and lists every problem of every file with its place.",
      "Exit code 0 when there is none, 2 when there is one."
    },
    footer = {
      "",
      "Examples:",
      "  finlake contracts check",
      "  finlake contracts check --contracts my-contracts --format json"
    })
final class ContractsCheckCommand extends FinlakeCommand {
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  ContractsCheckCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    LoadResult loaded = contracts.read(surroundings());
    Answer.Rows rows = Answer.of("file", "line", "place", "problem", "remedy");
    for (Problem problem : loaded.problems()) {
      rows.row(problem.file(), problem.line(), problem.place(), problem.text(), problem.remedy());
    }
    if (loaded.problems().isEmpty()) {
      output.printIfData(rows.answer(), surroundings());
      say(loaded.sound().size() + " contracts, no problem");
      return DONE;
    }
    output.print(rows.answer(), surroundings());
    return Actor.AUTHOR.exitCode();
  }
}
