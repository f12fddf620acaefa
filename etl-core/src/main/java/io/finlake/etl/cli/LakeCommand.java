package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command over a lake: contracts are loaded before Spark starts, and Spark is stopped after. */
abstract class LakeCommand extends FinlakeCommand {
  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  LakeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** Checks the command's own options; before anything slow. */
  void check() {}

  /** Does the work on the open lake. */
  abstract int work(Lake lake, List<Contract> contracts);

  /** Whether a lake that was never written may be made. */
  abstract boolean makesLake();

  @Override
  final int execute() {
    check();
    LakeLocations locations = lake.locations(surroundings());
    List<Contract> known = contracts.load(surroundings());
    prepare(locations, known);
    try (LakeSession session = LakeSession.start(locations)) {
      if (!makesLake() && !Lake.exists(session.spark(), locations)) {
        throw FinlakeException.of(
            ErrorCode.BAD_ARGUMENT,
            "there is no lake at " + locations.control(),
            "nothing was ever processed there",
            "check --lake, or process what has landed: finlake run --lake "
                + parent(locations.zone(Zone.RAW))
                + "; where tables lie without a ledger: finlake doctor");
      }
      return work(Lake.open(session.spark(), locations), known);
    }
  }

  /** Something to do after the contracts are known and before Spark starts. */
  void prepare(LakeLocations locations, List<Contract> known) {}

  /** Prints the answer on standard output. */
  final void print(Answer answer) {
    output.print(answer, surroundings());
  }

  final OutputOptions output() {
    return output;
  }

  /** The contracts of one dataset, or all of those zones. */
  static List<Contract> chosen(
      Optional<String> dataset, List<Contract> contracts, List<Zone> zones) {
    List<Contract> those =
        contracts.stream().filter(contract -> zones.contains(contract.zone())).toList();
    return dataset.map(name -> List.of(ContractOptions.named(name, those))).orElse(those);
  }

  private static String parent(String raw) {
    return raw.substring(0, Math.max(0, raw.lastIndexOf('/')));
  }
}
