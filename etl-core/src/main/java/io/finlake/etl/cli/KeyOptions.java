package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.explain.RowKey;
import io.finlake.etl.protect.Detokenizer;
import io.finlake.etl.protect.TokenKeys;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which row a command asks about. */
final class KeyOptions {
  @Option(
      names = "--key",
      paramLabel = "KEY",
      required = true,
      description = {
        "The row: column=value,column=value, or the values of the table's key in their order.",
        "Values of columns that become tokens are given in clear and looked for by their tokens."
      })
  private String key = "";

  @Option(
      names = "--token",
      description =
          "Values of columns that become tokens are given as tokens; no secret is needed.")
  private boolean token;

  @Mixin private SecretOptions secrets = new SecretOptions();

  /** The key as the table holds it. */
  RowKey key(Contract contract, LakeLocations locations, Surroundings surroundings) {
    RowKey.Tokens tokens =
        (domain, value) ->
            token
                ? List.of(value)
                : Detokenizer.of(TokenKeys.from(secrets.secrets(surroundings, locations)))
                    .tokensOf(domain, value);
    return RowKey.parse(contract, key, tokens);
  }
}
