package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.process.Processing;
import io.finlake.etl.process.ReplayRequest;
import io.finlake.etl.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake quarantine replay}. */
@Command(
    name = "replay",
    description = {
      "Takes open rows of a dataset's quarantine through its contract as it is now, after the",
      "contract was mended or with corrected values. Rows keep the place they came from; what is",
      "accepted leaves quarantine and stays on record there. A second replay changes nothing."
    },
    footer = {
      "",
      "Corrections are JSON lines; the first three say which row, as 'quarantine show' does:",
      "  {\"_object\": \"core/cards/2026/01/05/cards.txt\", \"_offset\": 158, \"_item\": 0,",
      "   \"expiry\": \"2029-09\"}",
      "The file is kept in raw, since it may hold what only raw may hold.",
      "",
      "Examples:",
      "  finlake quarantine replay core.accounts --lake my-lake --dry-run",
      "  finlake quarantine replay core.accounts --lake my-lake --rule status_known",
      "  finlake quarantine replay core.cards --lake my-lake --corrections cards.jsonl"
    })
final class QuarantineReplayCommand extends LakeCommand {
  @Parameters(paramLabel = "DATASET", description = "The dataset, domain.name.")
  private String dataset = "";

  @Option(
      names = "--rule",
      paramLabel = "RULE",
      description = "Only rows that broke this rule; may be given several times.")
  private List<String> rules = new ArrayList<>();

  @Option(
      names = "--corrections",
      paramLabel = "FILE",
      description = "Values that take the place of delivered ones.")
  private Optional<String> corrections = Optional.empty();

  @Option(
      names = "--dry-run",
      description = "Shows what would become of the rows, and changes nothing.")
  private boolean dryRun;

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private Optional<Secrets> secrets = Optional.empty();

  QuarantineReplayCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (corrections.isPresent() && !Files.isRegularFile(file())) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the corrections cannot be read",
          file() + " is no file",
          "name a file of JSON lines; --help shows one");
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
    Run run = Run.at(Instant.now());
    Processing processing =
        new EngineRun(lake, contracts, run, secrets.orElseThrow(), surroundings()).processing();
    Optional<String> kept = corrections.map(given -> keep(lake, contract, run));
    ReplayRequest request = new ReplayRequest(rules, kept);
    if (dryRun) {
      preview(lake, contract, processing, request);
    } else {
      replay(contract, processing.replay(contract, request));
    }
    return DONE;
  }

  private void preview(Lake lake, Contract contract, Processing processing, ReplayRequest request) {
    try {
      Answer.Rows rows = rows();
      row(rows, contract, Optional.empty(), processing.previewReplay(contract, request));
      print(rows.answer());
      say("finlake: nothing was changed; without --dry-run the rows are taken");
    } finally {
      request.corrections().ifPresent(path -> remove(lake, path));
    }
  }

  private void replay(Contract contract, List<BatchRecord> batches) {
    Answer.Rows rows = rows();
    for (BatchRecord batch : batches) {
      row(rows, contract, Optional.of(batch.number()), batch.balance());
    }
    if (batches.isEmpty()) {
      say("finlake: nothing of what was asked for leaves the quarantine of " + contract.id());
    }
    print(rows.answer());
  }

  private static Answer.Rows rows() {
    return Answer.of(
        "table", "batch", "read", "accepted", "quarantined", "duplicate", "superseded", "money");
  }

  private void row(Answer.Rows rows, Contract contract, Optional<Long> batch, Balance balance) {
    rows.row(
        contract.id().toString(),
        batch,
        balance.read(),
        balance.outcomes().accepted(),
        balance.outcomes().quarantined(),
        balance.outcomes().duplicate(),
        balance.outcomes().superseded(),
        output().forPrograms() ? MoneyText.byCurrency(balance) : MoneyText.line(balance));
  }

  /** Puts the corrections into raw, under the run's id; the path below raw. */
  private String keep(Lake lake, Contract contract, Run run) {
    String path = "_corrections/" + contract.id().path() + "/" + run.id() + ".jsonl";
    var place = place(lake, path);
    try (FileSystem files = FileSystem.newInstance(place.toUri(), lake.configuration());
        FSDataOutputStream out = files.create(place, false)) {
      out.write(Files.readAllBytes(file()));
    } catch (IOException thrown) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the corrections cannot be kept in raw",
          thrown.getMessage(),
          "make " + file() + " readable and raw writable",
          thrown);
    }
    return path;
  }

  private static void remove(Lake lake, String path) {
    lake.tables().drop(place(lake, path).toString());
  }

  private static org.apache.hadoop.fs.Path place(Lake lake, String path) {
    return new org.apache.hadoop.fs.Path(lake.locations().zone(Zone.RAW) + "/" + path);
  }

  private Path file() {
    return surroundings().resolve(corrections.orElseThrow());
  }
}
