package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.process.BackfillPlan;
import io.finlake.etl.process.BackfillResult;
import io.finlake.etl.process.Processing;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code finlake backfill apply}. */
@Command(
    name = "apply",
    description = {
      "Applies a stored plan: exactly the rows that it showed, as one batch of the table, then the",
      "tables downstream. Refused when the lake, a contract or finlake is not what the plan was made",
      "with. Killed and run again it ends as if it had not been killed; a second time it does nothing."
    },
    footer = {"", "Example:", "  finlake backfill apply mended-fees --lake my-lake"})
final class BackfillApplyCommand extends LakeCommand {
  @Parameters(paramLabel = "PLAN", description = "The plan's name.")
  private String name = "";

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private Optional<Secrets> secrets = Optional.empty();

  BackfillApplyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  void prepare(LakeLocations locations, List<Contract> known) {
    secrets = Optional.of(secretOptions.secrets(surroundings(), locations));
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    BackfillPlan plan = Processing.backfillPlan(lake, name);
    EngineRun run =
        new EngineRun(
            lake, contracts, Run.at(Instant.now()), secrets.orElseThrow(), surroundings());
    BackfillResult result = run.processing().apply(plan);
    show(plan, result);
    if (!(result instanceof BackfillResult.NothingToChange)) {
      // Also after an apply that was killed before it came here; then only what lacks is built.
      run.curate(run.downstream(Zone.PROCESSED.label() + "." + plan.target().dataset()));
      Answer curated = run.curatedBatches();
      if (!output().forPrograms() && !curated.rows().isEmpty()) {
        surroundings().out().println();
        print(curated);
      }
    }
    return run.exitCode();
  }

  private void show(BackfillPlan plan, BackfillResult result) {
    Answer.Rows rows =
        Answer.of(
            "plan",
            "table",
            "batch",
            "read",
            "accepted",
            "quarantined",
            "duplicate",
            "superseded",
            "added",
            "changed",
            "removed",
            "money");
    if (result instanceof BackfillResult.Applied applied) {
      row(rows, plan, applied.record());
    } else if (result instanceof BackfillResult.AppliedBefore before) {
      say("finlake: " + plan.id() + " was applied before, as batch " + before.batch());
    } else {
      say("finlake: " + plan.id() + " changes nothing, so there is nothing to apply");
    }
    if (output().forPrograms() || result instanceof BackfillResult.Applied) {
      print(rows.answer());
    }
  }

  private void row(Answer.Rows rows, BackfillPlan plan, BatchRecord record) {
    Balance balance = record.balance();
    rows.row(
        plan.id(),
        plan.table().table(),
        record.number(),
        balance.read(),
        balance.outcomes().accepted(),
        balance.outcomes().quarantined(),
        balance.outcomes().duplicate(),
        balance.outcomes().superseded(),
        plan.table().added(),
        plan.table().changed(),
        plan.table().removed(),
        output().forPrograms() ? MoneyText.byCurrency(balance) : MoneyText.line(balance));
  }
}
