package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.generate.Generator;
import io.finlake.etl.generate.GeneratorSettings;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.run.Run;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake demo}: a small bank through the whole lake, in two daily deliveries. */
@Command(
    name = "demo",
    description = {
      "Generates a small bank, delivers its data in two daily deliveries, takes each through raw,",
      "processed and curated, and shows that every row and every cent is accounted for.",
      "The lake's folder is made anew; a folder that the demo did not make is never touched."
    },
    footer = {
      "",
      "Examples:",
      "  finlake demo",
      "  finlake demo --lake /tmp/my-demo --customers 500"
    })
final class DemoCommand extends FinlakeCommand {
  private static final int DAYS = 2;
  private static final long SEED = 7;
  private static final double ERRORS = 0.02;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description = "The lake's folder (default: target/demo-lake of finlake's own folder).")
  private Optional<String> folder = Optional.empty();

  @Option(
      names = "--customers",
      paramLabel = "N",
      defaultValue = "2000",
      description = "How many customers the bank has (default: ${DEFAULT-VALUE}).")
  private int customers;

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  DemoCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    GeneratorSettings settings =
        new GeneratorSettings(customers, DAYS, GeneratorSettings.DEFAULT_START, SEED, ERRORS);
    Path root = DemoFolder.place(folder, "demo-lake", surroundings());
    List<Contract> contracts = new ContractOptions().load(surroundings());
    DemoFolder demo = DemoFolder.fresh(root);
    LakeLocations locations = LakeLocations.under(root.toString());
    Secrets secrets = secretOptions.secrets(surroundings(), locations);
    try (LakeSession session = LakeSession.start(locations)) {
      say("generating a bank with " + customers + " customers and " + DAYS + " days");
      new Generator(session.spark()).generate(settings, demo.landing().toString());
      Lake lake = Lake.open(session.spark(), locations);
      DemoReport report = new DemoReport(surroundings(), lake, contracts);
      int exitCode = DONE;
      for (int day = 0; day < DAYS; day++) {
        say("delivery " + (day + 1) + " of " + DAYS + ", of " + settings.date(day));
        demo.deliver(
            settings.date(day), day + 1 < DAYS ? List.of(settings.date(day + 1)) : List.of());
        EngineRun run =
            new EngineRun(lake, contracts, Run.at(Instant.now()), secrets, surroundings());
        run.process(of(contracts, Zone.PROCESSED));
        run.curate(of(contracts, Zone.CURATED));
        report.add(run);
        exitCode = Math.max(exitCode, run.exitCode());
      }
      report.print(root);
      return exitCode;
    }
  }

  private static List<Contract> of(List<Contract> contracts, Zone zone) {
    return contracts.stream().filter(contract -> contract.zone() == zone).toList();
  }
}
