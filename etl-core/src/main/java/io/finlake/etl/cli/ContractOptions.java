package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.LoadResult;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.List;
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

  /** What loading the contracts gave, problems included. */
  LoadResult read(Surroundings surroundings) {
    return folder
        .or(() -> surroundings.variable("FINLAKE_CONTRACTS"))
        .map(given -> ContractFiles.read(surroundings.resolve(given)))
        .orElseGet(
            () -> ContractFiles.read(ContractOptions.class.getClassLoader(), ContractFiles.BANK));
  }

  /**
   * The contracts.
   *
   * @throws FinlakeException {@code BAD_CONTRACT} with all problems when there is any
   */
  List<Contract> load(Surroundings surroundings) {
    return read(surroundings).contracts();
  }

  /**
   * A dataset as a person wrote it.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when it is no name, {@code UNKNOWN_DATASET} when
   *     no contract has it
   */
  static Contract named(String text, List<Contract> contracts) {
    DatasetId dataset;
    try {
      dataset = DatasetId.parse(text);
    } catch (IllegalArgumentException e) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "'" + text + "' is not the name of a dataset",
          String.valueOf(e.getMessage()),
          "write it like payments.transactions",
          e);
    }
    return contracts.stream()
        .filter(contract -> contract.id().equals(dataset))
        .findFirst()
        .orElseThrow(
            () ->
                FinlakeException.of(
                    ErrorCode.UNKNOWN_DATASET,
                    "there is no dataset " + dataset,
                    "no contract has that id",
                    "choose one of: " + names(contracts)));
  }

  private static String names(List<Contract> contracts) {
    return String.join(
        ", ", contracts.stream().map(contract -> contract.id().toString()).sorted().toList());
  }
}
