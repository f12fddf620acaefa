package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.Foresight;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.process.BackfillDraft;
import io.finlake.etl.process.BackfillPlan;
import io.finlake.etl.process.BackfillRequest;
import io.finlake.etl.process.Processing;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake backfill plan}. */
@Command(
    name = "plan",
    description = {
      "Reads objects again that were taken before, by the dataset's contract as it is now, and says",
      "what that changes: rows and money of the table, of its quarantine and of every table",
      "downstream. No table is changed; the plan is stored, so that it can be applied."
    },
    footer = {
      "",
      "Examples:",
      "  finlake backfill plan --dataset payments.transactions --lake my-lake --name mended-fees",
      "  finlake backfill plan --dataset core.cards --lake my-lake --from 2026-01-05 --to 2026-02-01",
      "  finlake backfill plan --dataset core.cards --lake my-lake --contract-version 1.1.0"
    })
final class BackfillPlanCommand extends LakeCommand {
  private static final String NAME = "[a-z0-9][a-z0-9-]{0,62}";

  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      required = true,
      description = "The dataset, domain.name.")
  private String dataset = "";

  @Option(
      names = "--from",
      paramLabel = "DAY",
      description = "The first landing day, as in the date folders of raw; default: the first.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--to",
      paramLabel = "DAY",
      description = "The day after the last one; default: no end.")
  private Optional<String> to = Optional.empty();

  @Option(
      names = "--raw-version",
      paramLabel = "BATCH",
      description = {
        "Raw as it was known after this batch: objects that later ones took count as not delivered."
      })
  private Optional<Long> rawVersion = Optional.empty();

  @Option(
      names = "--contract-version",
      paramLabel = "VERSION",
      description = {
        "The version of the contract, of those in --contracts or on record;",
        "default: the present one."
      })
  private Optional<String> contractVersion = Optional.empty();

  @Option(
      names = "--name",
      paramLabel = "PLAN",
      description = "What to call the plan; default: a name is made.")
  private Optional<String> name = Optional.empty();

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private Optional<Secrets> secrets = Optional.empty();
  private BackfillRequest request = BackfillRequest.everything();

  BackfillPlanCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    request =
        new BackfillRequest(
            from.map(BackfillPlanCommand::day), to.map(BackfillPlanCommand::day), rawVersion);
    if (name.filter(text -> !text.matches(NAME)).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "'" + name.get() + "' cannot be the name of a plan",
          "a name has small letters, digits and hyphens, at most 63",
          "choose another one, for example mended-fees");
    }
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
    List<Contract> landed = chosen(Optional.empty(), contracts, List.of(Zone.PROCESSED));
    Contract contract = ContractOptions.named(dataset, landed);
    EngineRun run =
        new EngineRun(
            lake, contracts, Run.at(Instant.now()), secrets.orElseThrow(), surroundings());
    Processing processing = run.processing();
    Contract by =
        contractVersion.map(version -> processing.contractOf(contract, version)).orElse(contract);
    try (BackfillDraft draft = processing.backfill(contract, by, request, name)) {
      Foresight.Found found =
          draft.plan().table().nothing()
              ? new Foresight.Found(List.of(), Map.of(), Map.of())
              : run.lookAhead(draft);
      BackfillPlan plan = draft.keep(found.effects(), found.versions(), found.contracts());
      BackfillAnswer.story(plan).forEach(line -> say("finlake: " + line));
      print(BackfillAnswer.of(plan, output().forPrograms()));
      say(
          plan.nothing()
              ? "finlake: nothing would change"
              : "finlake: nothing was changed; this is done by: finlake backfill apply "
                  + plan.id());
    }
    return DONE;
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException thrown) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "'" + text + "' is no day",
          "days are written year, month, day",
          "write it like 2026-01-05",
          thrown);
    }
  }
}
