package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.prove.life.LifeChild;
import io.finlake.etl.run.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** The process of {@code finlake prove life}: every day a run, as the command does it. */
public final class ProveLife {
  private final LakeLocations locations;
  private final List<Contract> contracts;
  private final Surroundings surroundings;

  private ProveLife(LakeLocations locations, List<Contract> contracts, Surroundings surroundings) {
    this.locations = locations;
    this.contracts = contracts;
    this.surroundings = surroundings;
  }

  /**
   * Lives.
   *
   * @param arguments the folder of the proof, that of contracts, the seed, and how many days
   */
  public static void main(String[] arguments) {
    Path folder = Path.of(arguments[0]);
    LakeLocations locations = LakeLocations.under(LifeChild.lake(folder).toString());
    ProveLife life =
        new ProveLife(
            locations,
            ContractFiles.read(Path.of(arguments[1])).contracts(),
            Surroundings.ofThisProcess());
    try (LakeSession session = LakeSession.start(locations)) {
      LifeChild.live(
          folder,
          Long.parseLong(arguments[2]),
          Integer.parseInt(arguments[3]),
          session.spark(),
          life::run);
    }
  }

  private void run(Instant at) {
    Secrets secrets = new LocalSecrets(surroundings.environment(), surroundings.home());
    try (LakeSession session = LakeSession.start(locations)) {
      Lake lake = Lake.open(session.spark(), locations);
      EngineRun run = new EngineRun(lake, contracts, Run.at(at), secrets, surroundings);
      run.process(of(Zone.PROCESSED));
      run.curate(of(Zone.CURATED));
      run.maintain();
      if (run.exitCode() != 0) {
        throw new IllegalStateException("a run ended with exit code " + run.exitCode());
      }
    }
  }

  private List<Contract> of(Zone zone) {
    return contracts.stream().filter(contract -> contract.zone() == zone).toList();
  }
}
