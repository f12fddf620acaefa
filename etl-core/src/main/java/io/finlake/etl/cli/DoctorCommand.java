package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.doctor.Depth;
import io.finlake.etl.doctor.Examination;
import io.finlake.etl.doctor.Finding;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.LedgerRebuild;
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finlake doctor}: what is damaged, and what to do. */
@Command(
    name = "doctor",
    description = {
      "Names what is damaged in a lake, whom it concerns, and the command to run next: data files,",
      "logs and checkpoints of tables, the ledger, raw objects. Needs no Spark and changes nothing.",
      "Exit code 3 when anything is damaged.",
      "With --rebuild-ledger the ledger is made again from what is left of it and from the tables'",
      "commits. Nothing else may work on the lake meanwhile; killed and called again, it goes on."
    },
    footer = {
      "",
      "Examples:",
      "  finlake doctor --lake target/demo-lake",
      "  finlake doctor --lake target/demo-lake --deep --format json",
      "  finlake doctor --lake target/demo-lake --rebuild-ledger --dry-run"
    })
final class DoctorCommand extends FinlakeCommand {
  @Option(
      names = "--deep",
      description = "Reads every byte of tables and raw; without it, sizes and footers.")
  private boolean deep;

  @Option(names = "--rebuild-ledger", description = "Makes the ledger again.")
  private boolean rebuild;

  @Option(
      names = "--dry-run",
      description = "With --rebuild-ledger: shows what was lost and would be made again.")
  private boolean dryRun;

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  DoctorCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    if (rebuild ? deep : dryRun) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the options do not go together",
          rebuild ? "--deep looks, --rebuild-ledger makes" : "a look changes nothing by itself",
          rebuild ? "leave --deep out" : "leave --dry-run out, or add --rebuild-ledger");
    }
    LakeLocations locations = lake.locations(surroundings());
    List<Contract> known = contracts.load(surroundings());
    Configuration hadoop = new Configuration();
    Examination examination =
        new Examination(
            hadoop, locations, known, lake.argument() + contracts.argument(), Instant.now());
    if (!examination.isLake()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no lake at " + locations.control(),
          "nothing was ever processed there",
          "check --lake");
    }
    return rebuild
        ? rebuild(LedgerRebuild.look(hadoop, locations, examination.tables()))
        : look(examination);
  }

  private int look(Examination examination) {
    List<Finding> findings = examination.look(deep ? Depth.EVERY_BYTE : Depth.FOOTERS);
    Answer.Rows rows = Answer.of("damage", "table", "file", "what", "effect", "remedy");
    findings.forEach(
        it ->
            rows.row(
                it.damage().label(),
                it.where().table(),
                it.where().file(),
                it.text(),
                it.effect(),
                it.remedy()));
    if (findings.isEmpty()) {
      output.printIfData(rows.answer(), surroundings());
      say(
          "finlake: nothing is damaged"
              + (deep
                  ? ""
                  : "; every byte is looked at by: finlake doctor --deep" + lake.argument()));
      return DONE;
    }
    output.print(rows.answer(), surroundings());
    say("finlake: DAMAGED_LAKE: " + findings.size() + " things are damaged");
    return ErrorCode.DAMAGED_LAKE.actor().exitCode();
  }

  private int rebuild(LedgerRebuild ledger) {
    boolean needed = ledger.needed();
    Answer.Rows rows =
        Answer.of("table", "batches", "plans_lost", "records_lost", "nothing_tells_of");
    ledger
        .lines()
        .forEach(it -> rows.row(it.table(), it.batches(), it.plans(), it.records(), it.missing()));
    output.print(rows.answer(), surroundings());
    if (!needed) {
      say("finlake: the ledger lacks nothing");
      return DONE;
    }
    if (dryRun) {
      say("finlake: nothing was changed; leave --dry-run out to make the ledger again");
      return DONE;
    }
    ledger.apply();
    say(
        "finlake: the ledger is made again; what was damaged lies in control/_damaged."
            + " See: finlake reconcile"
            + lake.argument());
    return DONE;
  }
}
