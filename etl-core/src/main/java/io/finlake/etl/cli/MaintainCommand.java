package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.maintain.Maintenance;
import io.finlake.etl.maintain.UpkeepResult;
import io.finlake.etl.plan.UpkeepSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finlake maintain}: upkeep of the lake's tables. */
@Command(
    name = "maintain",
    description = {
      "Puts small files together and rows in the order they are looked up by, where it pays, and",
      "removes files and log of versions that nobody needs any more: no reader of the last days,",
      "no curated table that has not read them yet, no unfinished batch, no legal hold. No row and",
      "no batch number changes. A table with an unfinished batch is left alone (exit code 4).",
      "'finlake run' does the same by itself where a table's own numbers ask for it."
    },
    footer = {
      "",
      "Examples:",
      "  finlake maintain --lake my-lake --dry-run",
      "  finlake maintain --lake my-lake",
      "  finlake maintain --lake my-lake --dataset payments.transactions --keep-days 14"
    })
final class MaintainCommand extends LakeCommand {
  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description =
          "Only this one, domain.name, and its quarantine; default: all, and control tables.")
  private Optional<String> dataset = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Shows what would be done and what holds the rest back, and changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--keep-days",
      paramLabel = "DAYS",
      defaultValue = "7",
      description =
          "How long readers may stay with an older version, at least 1 (default: ${DEFAULT-VALUE}).")
  private int keepDays;

  @Option(
      names = "--small-files",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "As many small files of a partition are put together, at least 2"
              + " (default: ${DEFAULT-VALUE}).")
  private int smallFiles;

  MaintainCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (keepDays < 1 || smallFiles < 2) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the lake is not maintained",
          keepDays < 1
              ? "--keep-days " + keepDays + " would take files from readers and batches at work"
              : "--small-files " + smallFiles + " would put single files together",
          "say --keep-days 1 or more, --small-files 2 or more");
    }
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    Optional<Contract> only =
        dataset.map(it -> chosen(dataset, contracts, List.of(Zone.PROCESSED, Zone.CURATED)).get(0));
    UpkeepSettings settings =
        UpkeepSettings.standard().keeping(Duration.ofDays(keepDays)).small(smallFiles);
    Maintenance maintenance =
        new Maintenance(lake, contracts, settings, Instant.now(), People.progress(surroundings()));
    List<UpkeepResult> results = dryRun ? maintenance.look(only) : maintenance.run(only);
    Answer answer = answer(results);
    if (output().forPrograms() || !answer.rows().isEmpty()) {
      print(answer);
    }
    if (results.stream().noneMatch(UpkeepResult::anything)) {
      say("finlake: there was nothing to do in " + results.size() + " tables");
    } else if (dryRun) {
      say("finlake: nothing was changed; without --dry-run it is done");
    }
    return exitCode(results);
  }

  /** All tables for programs; people see those of which there is something to say. */
  private Answer answer(List<UpkeepResult> results) {
    Answer.Rows rows =
        Answer.of(
            "table",
            "files",
            "bytes",
            "rewritten",
            "into",
            "clustered_by",
            "removed_files",
            "removed_bytes",
            "log_files",
            "kept");
    List<UpkeepResult> shown =
        output().forPrograms()
            ? results
            : results.stream().filter(it -> it.anything() || it.held()).toList();
    for (UpkeepResult result : shown) {
      rows.row(
          result.table(),
          result.files(),
          result.bytes(),
          result.rewritten(),
          result.into(),
          result.clusteredBy(),
          result.removedFiles(),
          result.removedBytes(),
          result.logFiles(),
          result.kept());
    }
    return rows.answer();
  }

  private int exitCode(List<UpkeepResult> results) {
    ErrorReport report = new ErrorReport(surroundings());
    Set<Integer> failures =
        results.stream()
            .flatMap(
                result -> result.failure().stream().map(why -> report.failed(result.table(), why)))
            .collect(Collectors.toSet());
    return EngineRun.exitCode(failures);
  }
}
