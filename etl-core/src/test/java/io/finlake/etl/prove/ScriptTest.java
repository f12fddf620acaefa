package io.finlake.etl.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptTest {
  @TempDir private Path folder;

  private Script script(Size size) {
    return Script.of(Ground.make(folder.resolve(size.name()), 1, size), folder.resolve("lake"));
  }

  @Test
  void theLongOneHasEveryCommandThatChangesALake() {
    assertThat(script(Size.LONG).lines().stream().map(Script.Line::name).distinct())
        .contains(
            "run",
            "quarantine replay",
            "backfill plan",
            "backfill apply",
            "maintain",
            "erase",
            "erase finish",
            "reconcile");
  }

  @Test
  void theContractsOfEverySizeAreSoundAndEveryDatasetIsDelivered() throws Exception {
    for (Size size : Size.values()) {
      Ground ground = Ground.make(folder.resolve("ground-" + size), 1, size);
      List<Contract> contracts = ground.known();
      assertThat(contracts).hasSize(size.datasets().size());
      for (Contract contract : contracts) {
        boolean delivered =
            Files.exists(ground.delivery(Ground.day(0)).resolve(contract.id().path()));
        assertThat(delivered).isEqualTo(contract.zone() == Zone.PROCESSED);
      }
    }
  }

  @Test
  void contractsAreMendedForAReplayAndForABackfill() {
    Ground ground = Ground.make(folder.resolve("mended"), 1, Size.LONG);
    assertThat(ground.known().stream().filter(it -> it.version().toString().equals("2.0.0")))
        .extracting(contract -> contract.id().name())
        .containsExactlyInAnyOrder("accounts", "payments", "people", "visits");
  }
}
