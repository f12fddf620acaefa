package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.erase.Forgetting;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finlake erase status}. */
@Command(
    name = "status",
    description = {
      "Lists erasures and what they still wait for; with --erasure the whole record of one, which is",
      "its proof: what was removed, written again, kept and why. People are shown as keyed hashes."
    },
    footer = {
      "",
      "Examples:",
      "  finlake erase status --lake my-lake",
      "  finlake erase status --lake my-lake --erasure 1 --format json"
    })
final class EraseStatusCommand extends LakeCommand {
  @Option(names = "--erasure", paramLabel = "NUMBER", description = "The record of this one.")
  private Optional<Long> number = Optional.empty();

  EraseStatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    Forgetting forgetting = new Forgetting(lake, contracts);
    List<Erasure> erasures = lake.ledger().erasures().all();
    if (number.isEmpty()) {
      print(ErasureAnswer.list(erasures, forgetting));
      return DONE;
    }
    Erasure erasure =
        erasures.stream()
            .filter(it -> it.number() == number.get())
            .findFirst()
            .orElseThrow(
                () ->
                    FinlakeException.of(
                        ErrorCode.BAD_ARGUMENT,
                        "there is no erasure " + number.get(),
                        "the lake has " + erasures.size(),
                        "look at them: finlake erase status"));
    print(ErasureAnswer.of(erasure, forgetting.waiting(erasure)));
    return DONE;
  }
}
