package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.LoadResult;
import io.finlake.etl.contract.Problem;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.screen.RuleCompiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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

  /** The folder as a command line takes it, with a space before; empty when none was given. */
  String argument() {
    return folder.map(named -> " --contracts " + named).orElse("");
  }

  /** What loading the contracts gave, problems included: those of rules that do not compile too. */
  LoadResult read(Surroundings surroundings) {
    Optional<String> given = folder.or(() -> surroundings.variable("FINLAKE_CONTRACTS"));
    LoadResult loaded =
        given
            .map(named -> ContractFiles.read(surroundings.resolve(named)))
            .orElseGet(
                () ->
                    ContractFiles.read(ContractOptions.class.getClassLoader(), ContractFiles.BANK));
    String place =
        given
            .map(named -> surroundings.resolve(named).toString())
            .orElse("classpath:" + ContractFiles.BANK);
    List<Problem> problems = new ArrayList<>(loaded.problems());
    for (Contract contract : loaded.sound()) {
      for (RuleCompiler.Fault fault : RuleCompiler.problems(contract)) {
        problems.add(
            new Problem(
                place + "/" + contract.id().path() + "/contract.yaml",
                line(contract, fault.rule()),
                "rule " + fault.rule(),
                fault.text(),
                "correct the rule"));
      }
    }
    return new LoadResult(loaded.sound(), problems);
  }

  /** Where a contract names a rule; the first line when the rule's name is made up. */
  private static int line(Contract contract, String rule) {
    Pattern named = Pattern.compile("\\bname:\\s*[\"']?" + Pattern.quote(rule) + "\\b");
    List<String> lines = contract.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (named.matcher(lines.get(i)).find()) {
        return i + 1;
      }
    }
    return 1;
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
