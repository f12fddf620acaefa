package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.erase.Erasing;
import io.finlake.etl.erase.Forgetting;
import io.finlake.etl.erase.Found;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake erase}: takes a person out of the lake. */
@Command(
    name = "erase",
    description = {
      "Takes a person out of raw, processed and curated tables and quarantine, as the contracts say,",
      "and keeps the person out: rows that come later are not accepted. What contracts keep by duty",
      "stays and is named. Older versions of tables go when their readers' time is over:",
      "'erase finish'. A killed erasure is gone on with by the same command."
    },
    footer = {
      "",
      "Examples:",
      "  finlake erase --lake my-lake --subject C00000001 --dry-run",
      "  finlake erase --lake my-lake --subject C00000001 --reason 'request of 2026-11-20'",
      "  finlake erase finish --lake my-lake",
      "  finlake erase status --lake my-lake --format json"
    })
final class EraseCommand extends LakeCommand {
  private static final int MOST_DAYS = 90;

  @Option(names = "--subject", paramLabel = "ID", description = "The person, by the person's id.")
  private Optional<String> subject = Optional.empty();

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; it is recorded.")
  private Optional<String> reason = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Shows rows and money of each table and records of raw; changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--keep-shared",
      description = "Leaves rows of keys that are another person's too, such as a joint account.")
  private boolean keepShared;

  @Option(
      names = "--grace-days",
      paramLabel = "DAYS",
      defaultValue = "7",
      description = "How long readers may still use older versions of tables (default: 7).")
  private int graceDays;

  @Option(
      names = "--now",
      description = "Removes older versions at once; only where nobody reads or writes the lake.")
  private boolean now;

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private Optional<Secrets> secrets = Optional.empty();

  EraseCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (subject.filter(id -> !id.isBlank()).isEmpty()) {
      throw refused("--subject is missing", "name the person by the id that the contracts mark");
    }
    if (!dryRun && reason.filter(text -> !text.isBlank()).isEmpty()) {
      throw refused("--reason is missing", "say why; it is recorded");
    }
    if (graceDays < 0 || graceDays > MOST_DAYS) {
      throw refused("--grace-days is " + graceDays, "choose 0 to " + MOST_DAYS);
    }
  }

  private static FinlakeException refused(String cause, String remedy) {
    return FinlakeException.of(ErrorCode.BAD_ARGUMENT, "nobody is erased", cause, remedy);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  void prepare(LakeLocations locations, List<Contract> known) {
    if (known.stream().allMatch(contract -> contract.subject().isEmpty())) {
      throw refused(
          "no contract says whose its rows are",
          "add the custom property subject to contracts; see docs/contracts.md");
    }
    secrets = Optional.of(secretOptions.secrets(surroundings(), locations));
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    Run run = Run.at(Instant.now());
    EngineRun engine = new EngineRun(lake, contracts, run, secrets.orElseThrow(), surroundings());
    Erasing erasing =
        new Erasing(
            lake,
            contracts,
            engine.processing(),
            SubjectHashes.of(TokenKeys.from(secrets.orElseThrow())),
            run);
    if (dryRun) {
      show(erasing);
      return DONE;
    }
    Erasure erasure =
        erasing.erase(
            subject.orElseThrow(),
            new LegalHold.Act(run.processingTime(), People.person(), reason.orElseThrow()),
            Duration.ofDays(graceDays),
            keepShared ? Erasing.Shared.KEEP : Erasing.Shared.REFUSE,
            () -> {
              engine.curate(chosen(Optional.empty(), contracts, List.of(Zone.CURATED)));
              return engine.exitCode() == DONE;
            });
    Forgetting forgetting = new Forgetting(lake, contracts);
    if (now) {
      Instant moment = Run.at(Instant.now()).processingTime();
      erasure = forgetting.forget(erasure, moment, Forgetting.When.NOW);
    }
    print(ErasureAnswer.of(erasure, forgetting.waiting(erasure)));
    return engine.exitCode();
  }

  private void show(Erasing erasing) {
    List<Found> found = erasing.find(subject.orElseThrow());
    print(ErasureAnswer.found(found));
    for (LegalHold hold : erasing.holds(subject.orElseThrow(), found)) {
      say("finlake: hold " + hold.number() + " forbids to erase: " + hold.placed().reason());
    }
    say("finlake: nothing was changed");
  }
}
