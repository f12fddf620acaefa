package io.finlake.etl.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which contracts a command works with. */
final class ContractOptions {
  @Option(
      names = "--contracts",
      paramLabel = "DIR",
      description = {
        "The folder of contracts, <domain>/<name>/contract.yaml each.",
        "Default: $FINLAKE_CONTRACTS, else the bank that ships with finlake."
      })
  private Optional<String> folder = Optional.empty();

  /** The folder of contracts; empty for those that ship with finlake. */
  Optional<Path> folder(Surroundings surroundings) {
    return folder.or(() -> surroundings.variable("FINLAKE_CONTRACTS")).map(surroundings::resolve);
  }
}
