package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.port.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where secrets lie on this machine. */
final class SecretOptions {
  @Option(
      names = "--secrets",
      paramLabel = "DIR",
      description = {
        "The folder of secrets, a file for each.",
        "Default: $FINLAKE_SECRETS, else ~/.config/finlake/secrets."
      })
  private Optional<String> folder = Optional.empty();

  /**
   * The secrets. When there is no token key at all and the lake on this machine is new, one is
   * made, and a notice says where. A lake that was written before has tokens of a key that must be
   * found, so none is made for it.
   */
  Secrets secrets(Surroundings surroundings, LakeLocations locations) {
    LocalSecrets secrets = new LocalSecrets(surroundings.environment(), folder(surroundings));
    if (LakeOptions.local(locations) && Files.notExists(Path.of(locations.control()))) {
      secrets
          .createFirstTokenKey()
          .ifPresent(
              file ->
                  surroundings
                      .err()
                      .println(
                          "A new key for tokens was made: "
                              + file
                              + ". Keep it: without it no token can be turned back."));
    }
    return secrets;
  }

  private Path folder(Surroundings surroundings) {
    return folder
        .or(() -> surroundings.variable("FINLAKE_SECRETS"))
        .map(surroundings::resolve)
        .orElseGet(
            () ->
                surroundings
                    .variable("XDG_CONFIG_HOME")
                    .map(Path::of)
                    .orElse(surroundings.home().resolve(".config"))
                    .resolve("finlake")
                    .resolve("secrets"));
  }
}
