package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.erase.Amounts;
import io.finlake.etl.erase.Expired;
import io.finlake.etl.erase.Expiring;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake expire}: takes what is past its retention out of the lake. */
@Command(
    name = "expire",
    description = {
      "Takes rows and raw objects that are past the retention of their contract out of processed",
      "tables, quarantine and raw; curated tables follow. What is on legal hold stays. Nothing past",
      "its retention is a green nothing: call it every day. A killed run is gone on with by the next."
    },
    footer = {
      "",
      "Examples:",
      "  finlake expire --lake my-lake --dry-run",
      "  finlake expire --lake my-lake --dry-run --on 2028-01-01",
      "  finlake expire --lake my-lake"
    })
final class ExpireCommand extends LakeCommand {
  @Option(
      names = "--dry-run",
      description = "Shows rows and money of each table and objects of raw; changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--on",
      paramLabel = "DATE",
      description = "With --dry-run: what will be past its retention on that day.")
  private Optional<LocalDate> on = Optional.empty();

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private Optional<Secrets> secrets = Optional.empty();

  ExpireCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (on.isPresent() && !dryRun) {
      throw refused("--on goes with --dry-run", "what leaves is decided by today alone");
    }
  }

  private static FinlakeException refused(String cause, String remedy) {
    return FinlakeException.of(ErrorCode.BAD_ARGUMENT, "nothing leaves the lake", cause, remedy);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  void prepare(LakeLocations locations, List<Contract> known) {
    secrets = Optional.of(secretOptions.secrets(surroundings(), locations));
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    boolean none = contracts.stream().allMatch(contract -> contract.retention().isEmpty());
    if (none && lake.ledger().erasures().all().stream().noneMatch(Erasure::open)) {
      throw refused(
          "no contract has a retention",
          "add slaProperties with the property retention to contracts; see docs/contracts.md");
    }
    boolean people =
        LegalHolds.of(lake).all().stream()
            .anyMatch(it -> it.inForce() && it.target() instanceof LegalHold.Target.Subject);
    TokenKeys keys = people ? TokenKeys.from(secrets.orElseThrow()) : TokenKeys.none();
    Run run = Run.at(Instant.now());
    EngineRun engine = new EngineRun(lake, contracts, run, secrets.orElseThrow(), surroundings());
    Expiring expiring = new Expiring(lake, contracts, engine.processing(), keys, run);
    if (dryRun) {
      LocalDate today = LocalDate.ofInstant(run.processingTime(), ZoneOffset.UTC);
      print(answer(expiring.find(on.orElse(today))));
      say("finlake: nothing was changed");
      return DONE;
    }
    Optional<Erasure> expired =
        expiring.expire(
            new LegalHold.Act(run.processingTime(), People.person(), "past their retention"),
            () -> {
              engine.curate(chosen(Optional.empty(), contracts, List.of(Zone.CURATED)));
              return engine.exitCode() == DONE;
            });
    print(
        expired
            .map(record -> ErasureAnswer.of(record, List.of()))
            .orElseGet(() -> answer(List.of())));
    if (expired.isEmpty()) {
      say("finlake: nothing is past its retention; look ahead: finlake expire --dry-run --on DATE");
    }
    return engine.exitCode();
  }

  private static Answer answer(List<Expired> found) {
    Answer.Rows rows =
        Answer.of(
            "table",
            "kept_for",
            "before",
            "rows",
            "quarantined",
            "money",
            "raw_objects",
            "followed_by",
            "held_by");
    for (Expired dataset : found) {
      rows.row(
          dataset.contract().zone().label() + "." + dataset.contract().id(),
          dataset.contract().retention().orElseThrow().text(),
          dataset.cutoff().toString(),
          dataset.rows().table(),
          dataset.rows().quarantine(),
          Amounts.text(dataset.rows().money()),
          (long) dataset.objects().size(),
          dataset.followers().stream()
              .map(Object::toString)
              .sorted()
              .collect(Collectors.joining(", ")),
          dataset.held());
    }
    return rows.answer();
  }
}
