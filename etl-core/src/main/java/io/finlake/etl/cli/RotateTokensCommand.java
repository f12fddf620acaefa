package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.process.OldTokens;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake rotate-tokens}: one value has one token again after a key was rotated. */
@Command(
    name = "rotate-tokens",
    description = {
      "Makes tokens of older keys anew with the newest (token-key-v<N>), in processed tables and in",
      "quarantine, a batch for each dataset; curated tables follow. Nothing else of a row changes.",
      "A token that cannot be opened stops its dataset before anything of it is changed. A dataset",
      "with an unfinished batch is left alone (exit code 4). A killed run is gone on with by the",
      "next; where there is nothing to do nothing is done."
    },
    footer = {
      "",
      "Examples:",
      "  finlake rotate-tokens --lake my-lake --dry-run",
      "  finlake rotate-tokens --lake my-lake",
      "  finlake rotate-tokens --lake my-lake --dataset core.cards"
    })
final class RotateTokensCommand extends LakeCommand {
  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description = "Only this one, domain.name, and its quarantine; default: all with tokens.")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Shows how many rows and files hold tokens of older keys; changes nothing.")
  private boolean dryRun;

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private Optional<Secrets> secrets = Optional.empty();

  RotateTokensCommand(Surroundings surroundings) {
    super(surroundings);
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
    Run run = Run.at(Instant.now());
    EngineRun engine = new EngineRun(lake, contracts, run, secrets.orElseThrow(), surroundings());
    List<Contract> those =
        engine.processing().withTokens(chosen(dataset, contracts, List.of(Zone.PROCESSED)));
    Answer.Rows rows = Answer.of("table", "rows", "files", "batch", "followed_by");
    Set<Integer> failures = new TreeSet<>();
    List<Contract> sound = new ArrayList<>();
    boolean anything = false;
    for (Contract contract : those) {
      try {
        List<OldTokens> old = engine.processing().oldTokens(contract);
        List<BatchRecord> batches = dryRun ? List.of() : engine.processing().rotateTokens(contract);
        anything |= !batches.isEmpty() || old.stream().anyMatch(it -> !it.none());
        add(rows, old, batches, followers(engine, contract));
        sound.add(contract);
      } catch (FinlakeException expected) {
        failures.add(new ErrorReport(surroundings()).failed(contract.id().toString(), expected));
      }
    }
    if (!dryRun) {
      follow(engine, sound, it -> lake.tables().exists(lake.path(it)));
      failures.addAll(engine.exitCode() == DONE ? Set.of() : Set.of(engine.exitCode()));
    }
    print(rows.answer());
    if (dryRun) {
      say("finlake: nothing was changed");
    } else if (!anything && failures.isEmpty()) {
      say("finlake: every token is of the newest key; there was nothing to do");
    }
    return EngineRun.exitCode(failures);
  }

  /** Curated tables read the changed rows as they read any: those of a killed run, too. */
  private static void follow(EngineRun engine, List<Contract> rotated, Predicate<Contract> built) {
    Set<Contract> followers = new LinkedHashSet<>();
    rotated.forEach(contract -> followers.addAll(downstream(engine, contract)));
    followers.removeIf(built.negate());
    if (!followers.isEmpty()) {
      engine.curate(List.copyOf(followers));
    }
  }

  private static List<Contract> downstream(EngineRun engine, Contract contract) {
    return engine.downstream(contract.zone().label() + "." + contract.id());
  }

  private static String followers(EngineRun engine, Contract contract) {
    return downstream(engine, contract).stream()
        .map(it -> it.zone().label() + "." + it.id())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static void add(
      Answer.Rows rows, List<OldTokens> old, List<BatchRecord> batches, String followers) {
    Optional<Long> batch = batches.stream().map(BatchRecord::number).max(Long::compare);
    for (OldTokens table : old) {
      boolean quarantine = table.table().startsWith(Zone.QUARANTINE.label());
      rows.row(
          table.table(),
          table.rows(),
          table.files(),
          batch,
          quarantine ? Optional.empty() : Optional.of(followers));
    }
  }
}
