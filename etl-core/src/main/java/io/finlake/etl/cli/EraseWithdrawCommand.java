package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.erase.Erasing;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Progress;
import io.finlake.etl.process.Processing;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code finlake erase withdraw}. */
@Command(
    name = "withdraw",
    description = {
      "Takes back an erasure that was ordered and for which nothing was done, for example since a",
      "hold was placed: the person's rows are taken in again, and others can be erased. It stays on",
      "record. One that has taken anything out is gone on with instead."
    },
    footer = {"", "Example:", "  finlake erase withdraw 3 --lake my-lake"})
final class EraseWithdrawCommand extends LakeCommand {
  @Parameters(paramLabel = "NUMBER", description = "The erasure, as 'erase status' counts them.")
  private long number;

  EraseWithdrawCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    if (lake.ledger().erasures().all().stream().noneMatch(it -> it.number() == number)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no erasure " + number,
          "the lake has none of that number",
          "look at them: finlake erase status");
    }
    Processing processing =
        new Processing(
            lake, Run.at(Instant.now()), TokenKeys.none(), contracts, 1, Progress.silent());
    Erasure erasure = Erasing.withdraw(lake, contracts, processing, number);
    print(ErasureAnswer.of(erasure, List.of()));
    return DONE;
  }
}
