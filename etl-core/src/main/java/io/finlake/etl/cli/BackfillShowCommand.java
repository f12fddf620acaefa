package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.process.BackfillPlan;
import io.finlake.etl.process.Processing;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code finlake backfill show}. */
@Command(
    name = "show",
    description = "Shows a stored plan again, applied or not.",
    footer = {"", "Example:", "  finlake backfill show mended-fees --lake my-lake"})
final class BackfillShowCommand extends LakeCommand {
  @Parameters(paramLabel = "PLAN", description = "The plan's name.")
  private String name = "";

  BackfillShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    BackfillPlan plan = Processing.backfillPlan(lake, name);
    BackfillAnswer.story(plan).forEach(line -> say("finlake: " + line));
    print(BackfillAnswer.of(plan, output().forPrograms()));
    return DONE;
  }
}
