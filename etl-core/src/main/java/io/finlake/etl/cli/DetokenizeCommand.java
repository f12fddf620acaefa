package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.port.Secrets;
import io.finlake.etl.protect.Detokenizer;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finlake detokenize}: the way back from a token, for who holds the key. */
@Command(
    name = "detokenize",
    description = {
      "Turns tokens back into their values. Every use is recorded in the lake, with who and why,",
      "before a value is shown; what cannot be recorded is not shown."
    },
    footer = {
      "",
      "Example:",
      "  finlake detokenize --lake target/demo-lake --domain card --reason 'chargeback 4711' \\",
      "      v1.kSJ0..."
    })
final class DetokenizeCommand extends LakeCommand {
  private static final int MOST_TOKENS = 1000;

  @Parameters(paramLabel = "TOKEN", arity = "1..*", description = "Tokens as the tables hold them.")
  private List<String> tokens = List.of();

  @Option(
      names = "--domain",
      paramLabel = "NAME",
      required = true,
      description = "The token domain that the column's contract names, for example card.")
  private String domain = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; it is recorded.")
  private String reason = "";

  @Mixin private SecretOptions secretOptions = new SecretOptions();

  private Optional<Secrets> secrets = Optional.empty();

  DetokenizeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  void check() {
    if (reason.isBlank() || tokens.size() > MOST_TOKENS) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "tokens are not opened",
          reason.isBlank() ? "--reason is blank" : "there are more than " + MOST_TOKENS,
          "say why, and open them in smaller numbers");
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
    Detokenizer detokenizer = Detokenizer.of(TokenKeys.from(secrets.orElseThrow()));
    Run run = Run.at(Instant.now());
    List<Detokenizer.Opened> opened = new ArrayList<>();
    for (String token : tokens) {
      opened.add(detokenizer.open(domain, token));
    }
    DetokenizationLog.of(lake).append(run, People.person(), reason, tokens, opened);
    Answer.Rows rows = Answer.of("token", "value");
    for (int i = 0; i < tokens.size(); i++) {
      rows.row(tokens.get(i), opened.get(i).value());
    }
    print(rows.answer());
    return DONE;
  }
}
