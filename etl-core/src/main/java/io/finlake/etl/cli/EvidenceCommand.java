package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.evidence.Evidence;
import io.finlake.etl.evidence.EvidencePack;
import io.finlake.etl.explain.LakeView;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake evidence}: what a run did, for an auditor. */
@Command(
    name = "evidence",
    description = {
      "Writes a folder that says what a run did: inputs with sizes and hashes, contracts, balances in",
      "rows and money, rules, table versions, and a digest of the rows of each table; each file with",
      "its SHA-256. No value of any row is in it. The same run gives the same bytes each time. Needs",
      "no Spark. 'finlake evidence verify' checks a pack."
    },
    footer = {
      "",
      "Examples:",
      "  finlake evidence latest --lake target/demo-lake --out target/evidence",
      "  finlake evidence verify target/evidence --lake target/demo-lake"
    })
final class EvidenceCommand extends FinlakeCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "RUN",
      description = {
        "The run, as 'finlake reconcile' shows it, or its first 8 letters; or: latest, the run that",
        "recorded a batch last."
      })
  private Optional<String> run = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder to write (default: evidence-RUN in this one).")
  private Optional<String> out = Optional.empty();

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  EvidenceCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    String wanted = run.orElse(Evidence.LATEST);
    LakeLocations locations = lake.locations(surroundings());
    LakeView view = LakeView.of(new Configuration(), locations, contracts.load(surroundings()));
    EvidencePack pack = new Evidence(view).of(wanted);
    String id = pack.run().orElse(wanted);
    Path folder = surroundings().resolve(out.orElse("evidence-" + id));
    pack.write(folder);
    output.print(
        Answer.of("run", "folder", "files", "sha256")
            .row(id, folder.toString(), pack.parts().size(), pack.sha256())
            .answer(),
        surroundings());
    say("finlake: keep the SHA-256 elsewhere: by it the pack is known to be this one");
    return DONE;
  }
}
