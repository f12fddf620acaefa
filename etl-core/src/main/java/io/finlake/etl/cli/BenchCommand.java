package io.finlake.etl.cli;

import io.finlake.etl.bench.HistoryCase;
import io.finlake.etl.bench.HistoryCase.Cost;
import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.run.Run;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake bench}: what work costs beside the whole, in bytes, files and CPU time. */
@Command(
    name = "bench",
    description = {
      "Measures what it costs to bring the history of customers up to date when a share of them",
      "changed, beside a build of the whole. The refreshed history must equal the one built whole.",
      "The folder is made anew; a folder that bench or demo did not make is never touched."
    },
    footer = {
      "",
      "Examples:",
      "  finlake bench --case history",
      "  finlake bench --case history --customers 5000000 --changed 0.01"
    })
final class BenchCommand extends FinlakeCommand {
  private static final Set<DatasetId> TABLES =
      Set.of(new DatasetId("crm", "customers"), new DatasetId("crm", "customer"));

  @Option(
      names = "--case",
      paramLabel = "NAME",
      defaultValue = "history",
      description = "Which case; there is one so far: history.")
  private String name = "";

  @Option(
      names = "--customers",
      paramLabel = "N",
      defaultValue = "200000",
      description = "How many customers there are (default: ${DEFAULT-VALUE}).")
  private int customers;

  @Option(
      names = "--changed",
      paramLabel = "SHARE",
      defaultValue = "0.01",
      description = "The share of them that changes (default: ${DEFAULT-VALUE}).")
  private double changed;

  @Option(
      names = "--lake",
      paramLabel = "DIR",
      description = "Where to (default: target/bench-lake of finlake's own folder).")
  private Optional<String> folder = Optional.empty();

  @Mixin private SecretOptions secretOptions = new SecretOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  BenchCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    requireArguments();
    Path root = DemoFolder.place(folder, "bench-lake", surroundings());
    List<Contract> contracts =
        new ContractOptions()
            .load(surroundings()).stream().filter(it -> TABLES.contains(it.id())).toList();
    DemoFolder.fresh(root);
    LakeLocations locations = LakeLocations.under(root.toString());
    Secrets secrets = secretOptions.secrets(surroundings(), locations);
    try (LakeSession session = LakeSession.start(locations)) {
      Lake lake = Lake.open(session.spark(), locations);
      List<Cost> costs =
          new HistoryCase(
                  session.spark(),
                  new HistoryCase.Place(
                      root.resolve("raw"),
                      locations.table(Zone.CURATED, new DatasetId("crm", "customer"))),
                  steps(lake, contracts, secrets),
                  this::say)
              .run(customers, changed);
      output.print(answer(costs), surroundings());
    }
    return DONE;
  }

  private void requireArguments() {
    if (!name.equals("history")) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no case " + name,
          "bench knows: history",
          "finlake bench --case history");
    }
    if (customers < 1_000 || customers > 99_999_999 || changed <= 0 || changed > 0.5) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          changed + " of " + customers + " customers cannot be measured",
          "it takes 1,000 to 99,999,999 customers and a share above 0 and up to 0.5",
          "finlake bench --customers 200000 --changed 0.01");
    }
  }

  private HistoryCase.Steps steps(Lake lake, List<Contract> contracts, Secrets secrets) {
    return new HistoryCase.Steps() {
      @Override
      public void process() {
        with(run -> run.process(of(Zone.PROCESSED)));
      }

      @Override
      public void refresh() {
        with(run -> run.curate(of(Zone.CURATED)));
      }

      @Override
      public void rebuild() {
        with(run -> run.rebuild(of(Zone.CURATED)));
      }

      private void with(Consumer<EngineRun> work) {
        EngineRun run =
            new EngineRun(lake, contracts, Run.at(Instant.now()), secrets, surroundings());
        work.accept(run);
        if (run.exitCode() != DONE) {
          throw new IllegalStateException("a step failed; nothing is measured");
        }
      }

      private List<Contract> of(Zone zone) {
        return contracts.stream().filter(contract -> contract.zone() == zone).toList();
      }
    };
  }

  /** Every figure beside that of the whole, which comes last. */
  private static Answer answer(List<Cost> costs) {
    Cost whole = costs.get(costs.size() - 1);
    Answer.Rows rows =
        Answer.of(
            "changed",
            "customers",
            "files",
            "rewritten",
            "of_files",
            "read_mb",
            "read_of_whole",
            "written_mb",
            "written_of_whole",
            "cpu_s",
            "cpu_of_whole");
    for (Cost cost : costs) {
      rows.row(
          cost.change(),
          cost.customers(),
          cost.files(),
          cost.rewritten(),
          ratio(cost.rewritten(), cost.files()),
          megabytes(cost.bytesRead()),
          ratio(cost.bytesRead(), whole.bytesRead()),
          megabytes(cost.bytesWritten()),
          ratio(cost.bytesWritten(), whole.bytesWritten()),
          People.seconds(cost.cpuMillis()),
          ratio(cost.cpuMillis(), whole.cpuMillis()));
    }
    return rows.answer();
  }

  private static BigDecimal ratio(long part, long whole) {
    return whole == 0
        ? BigDecimal.ZERO
        : BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 3, RoundingMode.HALF_UP);
  }

  private static BigDecimal megabytes(long bytes) {
    return BigDecimal.valueOf(bytes).divide(BigDecimal.valueOf(1L << 20), 1, RoundingMode.HALF_UP);
  }
}
