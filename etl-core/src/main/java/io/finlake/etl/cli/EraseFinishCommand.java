package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.erase.Forgetting;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finlake erase finish}. */
@Command(
    name = "finish",
    description = {
      "Removes the older versions of tables that erasures wait for, where their readers' time is",
      "over and no hold is on the dataset. Nothing due is a green nothing: call it every day."
    },
    footer = {"", "Example:", "  finlake erase finish --lake my-lake"})
final class EraseFinishCommand extends LakeCommand {
  @Option(
      names = "--now",
      description = "Does not wait for readers; only where nobody reads or writes the lake.")
  private boolean now;

  EraseFinishCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    Forgetting forgetting = new Forgetting(lake, contracts);
    List<Erasure> erasures = new ArrayList<>();
    for (Erasure erasure : lake.ledger().erasures().all()) {
      if (erasure.finished().isEmpty()) {
        erasures.add(
            forgetting.forget(
                erasure,
                Run.at(Instant.now()).processingTime(),
                now ? Forgetting.When.NOW : Forgetting.When.DUE));
      }
    }
    print(ErasureAnswer.list(erasures, forgetting));
    return DONE;
  }
}
