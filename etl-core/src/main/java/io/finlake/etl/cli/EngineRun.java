package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.Curate;
import io.finlake.etl.curate.CurateResult;
import io.finlake.etl.curate.ExpectedChanges;
import io.finlake.etl.curate.Foresight;
import io.finlake.etl.error.Actor;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.maintain.Maintenance;
import io.finlake.etl.maintain.UpkeepResult;
import io.finlake.etl.plan.UpkeepSettings;
import io.finlake.etl.port.Progress;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.process.BackfillDraft;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.process.Processing;
import io.finlake.etl.protect.Protecting;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** One run over the lake: processes, curates, and keeps what happened and what failed. */
final class EngineRun {
  /** The most serious first: our bugs, refused data, wrong contracts, and what may pass. */
  private static final List<Actor> SERIOUSNESS =
      List.of(Actor.DEVELOPER, Actor.SOURCE, Actor.AUTHOR, Actor.TRANSIENT);

  private final Lake lake;
  private final List<Contract> contracts;
  private final Run run;
  private final TokenKeys keys;
  private final Progress progress;
  private final ErrorReport report;
  private final Consumer<String> notices;
  private final List<DatasetResult> processed = new ArrayList<>();
  private final List<CurateResult> curated = new ArrayList<>();
  private final Set<Integer> failures = new TreeSet<>();

  EngineRun(
      Lake lake, List<Contract> contracts, Run run, Secrets secrets, Surroundings surroundings) {
    this.lake = lake;
    this.contracts = List.copyOf(contracts);
    this.run = run;
    boolean tokens =
        contracts.stream().anyMatch(Protecting::needsKeys)
            || !lake.ledger().erasures().identities().isEmpty();
    this.keys = tokens ? TokenKeys.from(secrets) : TokenKeys.none();
    this.progress = People.progress(surroundings);
    this.report = new ErrorReport(surroundings);
    this.notices = surroundings.err()::println;
  }

  /** Takes landed objects of these datasets as far as they go. */
  void process(List<Contract> datasets) {
    List<DatasetResult> results = processing().run(datasets);
    processed.addAll(results);
    results.forEach(
        result ->
            result
                .failure()
                .ifPresent(
                    failure -> failures.add(report.failed(result.dataset().toString(), failure))));
  }

  /** Gives an unfinished batch up. */
  void giveUp(Contract contract, long batch) {
    processing().giveUp(contract, batch);
  }

  /** Raw to processed, as this run does it. */
  Processing processing() {
    int parallelism = Math.min(8, Math.max(2, Runtime.getRuntime().availableProcessors()));
    return new Processing(lake, run, keys, contracts, parallelism, progress);
  }

  /** Brings these curated tables up to date. */
  void curate(List<Contract> tables) {
    curated(engine().refresh(run, tables));
  }

  /** Builds these curated tables whole. */
  void rebuild(List<Contract> tables) {
    curated(engine().rebuild(run, tables));
  }

  /** What a backfill would change downstream. */
  Foresight.Found lookAhead(BackfillDraft draft) {
    ExpectedChanges changes =
        new ExpectedChanges(draft.identity(), draft.newColumns(), draft::changes);
    return new Foresight(curatedLake(), run, draft.scratch(), progress)
        .of(curatedContracts(), draft.plan().table().table(), changes);
  }

  /** The curated tables that read a table, directly or through others. */
  List<Contract> downstream(String table) {
    return Foresight.downstream(curatedContracts(), table);
  }

  private List<Contract> curatedContracts() {
    return contracts.stream().filter(contract -> contract.zone() == Zone.CURATED).toList();
  }

  private Curate engine() {
    return new Curate(curatedLake(), progress);
  }

  private Curate.Lake curatedLake() {
    return Curate.Lake.of(lake.spark(), lake.tables(), lake.ledger(), lake.locations(), contracts);
  }

  /**
   * Does what the numbers of the tables ask for that this run wrote, and says what it was. The
   * run's work is committed before: what fails here is said and does not make it a failure.
   */
  void maintain() {
    List<Contract> written = contracts.stream().filter(this::wrote).toList();
    if (written.isEmpty()) {
      return;
    }
    Maintenance maintenance =
        new Maintenance(
            lake, contracts, UpkeepSettings.standard(), run.processingTime(), Progress.silent());
    for (UpkeepResult result : maintenance.afterRun(written)) {
      notices.accept(
          result
              .failure()
              .map(why -> why.getMessage() + "; the run is done without it: finlake maintain")
              .orElseGet(() -> upkeep(result)));
    }
  }

  private boolean wrote(Contract contract) {
    return contract.zone() == Zone.PROCESSED
        ? processed.stream()
            .anyMatch(it -> it.dataset().equals(contract.id()) && !it.batches().isEmpty())
        : curated.stream()
            .anyMatch(
                it ->
                    it.table().equals(contract.id()) && it.outcome() instanceof CurateResult.Built);
  }

  private static String upkeep(UpkeepResult result) {
    return "maintained "
        + result.table()
        + ": "
        + result.rewritten()
        + " files became "
        + result.into()
        + ", "
        + result.removedFiles()
        + " that nobody needs were removed";
  }

  private void curated(List<CurateResult> results) {
    curated.addAll(results);
    for (CurateResult result : results) {
      if (result.outcome() instanceof CurateResult.Failed failed) {
        failures.add(report.failed(result.table().toString(), failed.error()));
      }
    }
  }

  /** The exit code: 0 when nothing failed, else that of the most serious failure. */
  int exitCode() {
    return exitCode(failures);
  }

  /** The most serious of the exit codes of what failed. */
  static int exitCode(Set<Integer> failures) {
    return SERIOUSNESS.stream()
        .map(Actor::exitCode)
        .filter(failures::contains)
        .findFirst()
        .orElse(FinlakeCommand.DONE);
  }

  /** What was processed, dataset by dataset. */
  List<DatasetResult> processed() {
    return List.copyOf(processed);
  }

  /** What was curated, table by table. */
  List<CurateResult> curated() {
    return List.copyOf(curated);
  }

  /** The batches of processed tables. */
  Answer processedBatches() {
    Answer.Rows rows =
        Answer.of(
            "table",
            "batch",
            "read",
            "accepted",
            "quarantined",
            "duplicate",
            "superseded",
            "money_read",
            "seconds");
    for (DatasetResult result : processed) {
      for (BatchRecord batch : result.batches()) {
        rows.row(
            result.dataset().toString(),
            batch.number(),
            batch.balance().read(),
            batch.balance().outcomes().accepted(),
            batch.balance().outcomes().quarantined(),
            batch.balance().outcomes().duplicate(),
            batch.balance().outcomes().superseded(),
            MoneyText.line(batch.balance()),
            People.seconds(batch.milliseconds()));
      }
    }
    return rows.answer();
  }

  /** The batches of curated tables. */
  Answer curatedBatches() {
    Answer.Rows rows =
        Answer.of("table", "batch", "computed", "inserted", "updated", "deleted", "seconds");
    for (CurateResult result : curated) {
      if (result.outcome() instanceof CurateResult.Built built) {
        for (CurateResult.BuiltBatch batch : built.batches()) {
          rows.row(
              result.table().toString(),
              batch.number(),
              batch.how(),
              batch.inserted(),
              batch.updated(),
              batch.deleted(),
              People.seconds(result.milliseconds()));
        }
      }
    }
    return rows.answer();
  }

  /** All batches as rows of the same columns, for programs. */
  Answer batches() {
    Answer.Rows rows =
        Answer.of(
            "zone",
            "table",
            "batch",
            "read",
            "accepted",
            "quarantined",
            "duplicate",
            "superseded",
            "money",
            "milliseconds");
    for (DatasetResult result : processed) {
      for (BatchRecord batch : result.batches()) {
        rows.row(
            Zone.PROCESSED.label(),
            result.dataset().toString(),
            batch.number(),
            batch.balance().read(),
            batch.balance().outcomes().accepted(),
            batch.balance().outcomes().quarantined(),
            batch.balance().outcomes().duplicate(),
            batch.balance().outcomes().superseded(),
            MoneyText.byCurrency(batch.balance()),
            batch.milliseconds());
      }
    }
    return rows.answer();
  }
}
