package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code finlake run}, {@code process} and {@code curate}: take what has landed into processed
 * tables, and what processed tables gained into curated ones. Nothing new is a fast, green nothing.
 */
abstract class RunCommand extends LakeCommand {
  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description = "Only this one, domain.name; default: all.")
  private Optional<String> dataset = Optional.empty();

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private final List<Zone> zones;
  private Optional<Secrets> secrets = Optional.empty();

  private RunCommand(Surroundings surroundings, List<Zone> zones) {
    super(surroundings);
    this.zones = zones;
  }

  @Override
  boolean makesLake() {
    return true;
  }

  @Override
  void prepare(LakeLocations locations, List<Contract> known) {
    chosen(dataset, known, zones);
    secrets = Optional.of(secretOptions.secrets(surroundings(), locations));
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    EngineRun run =
        new EngineRun(
            lake, contracts, Run.at(Instant.now()), secrets.orElseThrow(), surroundings());
    List<Contract> those = chosen(dataset, contracts, zones);
    if (givenUp().isPresent()) {
      giveUp(run, those);
      return DONE;
    }
    List<Contract> landed = those.stream().filter(it -> it.zone() == Zone.PROCESSED).toList();
    List<Contract> derived = those.stream().filter(it -> it.zone() == Zone.CURATED).toList();
    if (!landed.isEmpty()) {
      run.process(landed);
    }
    if (!derived.isEmpty() && rebuilds()) {
      run.rebuild(derived);
    } else if (!derived.isEmpty()) {
      run.curate(derived);
    }
    show(run);
    if (maintains()) {
      // After the answer, which does not wait for it.
      run.maintain(those);
    }
    return run.exitCode();
  }

  /** Whether tables are looked after at the end; only {@code run} does. */
  boolean maintains() {
    return false;
  }

  /** The batch to give up instead of processing; only {@code process} has one. */
  Optional<Long> givenUp() {
    return Optional.empty();
  }

  /** Whether curated tables are built whole; only {@code curate} can be told to. */
  boolean rebuilds() {
    return false;
  }

  private void giveUp(EngineRun run, List<Contract> those) {
    if (dataset.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "no batch was given up",
          "--void speaks of a batch of one dataset, and none is named",
          "name it with --dataset");
    }
    long number = givenUp().orElseThrow();
    run.giveUp(those.get(0), number);
    say(
        "batch "
            + number
            + " of "
            + dataset.get()
            + " was given up; its objects may be planned anew");
  }

  private void show(EngineRun run) {
    if (output().forPrograms()) {
      print(run.batches());
      return;
    }
    Answer processed = run.processedBatches();
    Answer curated = run.curatedBatches();
    if (!processed.rows().isEmpty()) {
      print(processed);
    }
    if (!curated.rows().isEmpty()) {
      surroundings().out().println();
      print(curated);
    }
    if (processed.rows().isEmpty() && curated.rows().isEmpty()) {
      say("nothing new");
    }
  }

  /** {@code finlake run}. */
  @Command(
      name = "run",
      description = {
        "Processes what has landed and brings curated tables up to date. A dataset that fails does",
        "not stop the others; the exit code is then that of the most serious failure. At the end",
        "tables are maintained that have come to have many small files, and once a day those with",
        "files that nobody needs any more."
      },
      footer = {
        "",
        "Examples:",
        "  finlake run --lake my-lake",
        "  finlake run --lake my-lake --dataset payments.transactions --format json"
      })
  static final class Everything extends RunCommand {
    private static final String MAINTAIN = "FINLAKE_MAINTAIN";
    private static final String ON = "on";
    private static final String OFF = "off";

    @Option(
        names = "--no-maintain",
        description =
            "Leaves upkeep to 'finlake maintain'. Default: $FINLAKE_MAINTAIN (on or off).")
    private boolean noUpkeep;

    Everything(Surroundings surroundings) {
      super(surroundings, List.of(Zone.PROCESSED, Zone.CURATED));
    }

    @Override
    void check() {
      String said = surroundings().variable(MAINTAIN).orElse(ON);
      if (!said.equals(ON) && !said.equals(OFF)) {
        throw FinlakeException.of(
            ErrorCode.BAD_ARGUMENT,
            "it is not clear whether the run maintains tables",
            MAINTAIN + " is '" + said + "'",
            "set it to on or off");
      }
    }

    @Override
    boolean maintains() {
      return !noUpkeep && surroundings().variable(MAINTAIN).orElse(ON).equals(ON);
    }
  }

  /** {@code finlake process}. */
  @Command(
      name = "process",
      description = "Takes what has landed in raw into processed tables.",
      footer = {
        "",
        "Examples:",
        "  finlake process --lake my-lake",
        "  finlake process --lake my-lake --dataset crm.customers",
        "  finlake process --lake my-lake --dataset crm.customers --void 3"
      })
  static final class OnlyProcess extends RunCommand {
    @Option(
        names = "--void",
        paramLabel = "BATCH",
        description = {
          "Gives the dataset's unfinished batch up: its number is used without rows,",
          "and its objects may be planned anew."
        })
    private Optional<Long> givenUp = Optional.empty();

    OnlyProcess(Surroundings surroundings) {
      super(surroundings, List.of(Zone.PROCESSED));
    }

    @Override
    Optional<Long> givenUp() {
      return givenUp;
    }
  }

  /** {@code finlake curate}. */
  @Command(
      name = "curate",
      description = "Brings curated tables up to date with what their inputs gained.",
      footer = {
        "",
        "Examples:",
        "  finlake curate --lake my-lake",
        "  finlake curate --lake my-lake --dataset crm.customer_360",
        "  finlake curate --lake my-lake --dataset crm.customer_360 --rebuild"
      })
  static final class OnlyCurate extends RunCommand {
    @Option(
        names = "--rebuild",
        description = {
          "Builds the tables whole: after their model's code changed where the contract",
          "says codeChange: refuse, or to be sure."
        })
    private boolean rebuild;

    OnlyCurate(Surroundings surroundings) {
      super(surroundings, List.of(Zone.CURATED));
    }

    @Override
    boolean rebuilds() {
      return rebuild;
    }
  }
}
