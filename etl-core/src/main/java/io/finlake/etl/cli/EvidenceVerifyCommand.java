package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.evidence.Evidence;
import io.finlake.etl.evidence.EvidencePack;
import io.finlake.etl.explain.LakeView;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake evidence verify}. */
@Command(
    name = "verify",
    description = {
      "Checks a pack against itself: every file is there with the bytes that it was written with; and,",
      "when a lake is named, against the lake: the pack is made again and compared file by file.",
      "Exit code 3 when anything is other than it was."
    },
    footer = {
      "",
      "Examples:",
      "  finlake evidence verify target/evidence",
      "  finlake evidence verify target/evidence --lake target/demo-lake"
    })
final class EvidenceVerifyCommand extends FinlakeCommand {
  @Parameters(index = "0", paramLabel = "PACK", description = "The folder of the pack.")
  private String folder = "";

  @Option(
      names = "--sha256",
      paramLabel = "HASH",
      description = "The hash that was kept when the pack was made.")
  private Optional<String> kept = Optional.empty();

  @Mixin private LakeOptions lake = new LakeOptions();
  @Mixin private ContractOptions contracts = new ContractOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  EvidenceVerifyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  int execute() {
    EvidencePack pack = EvidencePack.read(surroundings().resolve(folder));
    Map<String, String> problems = new TreeMap<>(pack.problems());
    if (kept.filter(hash -> !hash.equals(pack.sha256())).isPresent()) {
      problems.put("SHA256SUMS", "its hash is not the one that was kept");
    }
    boolean withLake = lake.named(surroundings());
    if (withLake && problems.isEmpty()) {
      LakeLocations locations = lake.locations(surroundings());
      LakeView view = LakeView.of(new Configuration(), locations, contracts.load(surroundings()));
      pack.differences(new Evidence(view).of(pack.run().orElse("")))
          .forEach(name -> problems.put(name, "the lake says something else today"));
    }
    Answer.Rows rows = Answer.of("file", "state");
    TreeMap<String, String> states = new TreeMap<>();
    pack.parts().keySet().forEach(name -> states.put(name, "as it was written"));
    states.putAll(problems);
    states.forEach(rows::row);
    output.print(rows.answer(), surroundings());
    say(
        "finlake: "
            + (problems.isEmpty()
                ? "the pack "
                    + pack.sha256()
                    + " is whole"
                    + (withLake ? ", and the lake says the same" : "")
                : problems.size() + " files are not as they should be"));
    return problems.isEmpty() ? DONE : ErrorCode.DAMAGED_LAKE.actor().exitCode();
  }
}
