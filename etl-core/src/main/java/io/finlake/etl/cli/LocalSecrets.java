package io.finlake.etl.cli;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.port.Secrets;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Secrets of this machine. A secret is first looked for in the environment variable {@code
 * FINLAKE_SECRET_<NAME>} (upper case, {@code -} becomes {@code _}), whose value is Base64, then in
 * the file {@code <folder>/<name>}, whose bytes are the secret as they are. A file that others than
 * its owner can read is refused.
 */
final class LocalSecrets implements Secrets {
  private static final String TOKEN_KEY_PREFIX = "token-key-v";
  private static final String FIRST_TOKEN_KEY = TOKEN_KEY_PREFIX + "1";

  private static final int KEY_BYTES = 32;
  private static final Set<PosixFilePermission> OWNER_ONLY = EnumSet.of(OWNER_READ, OWNER_WRITE);

  private final Map<String, String> environment;
  private final Path folder;

  LocalSecrets(Map<String, String> environment, Path folder) {
    this.environment = Map.copyOf(environment);
    this.folder = folder;
  }

  /**
   * {@inheritDoc}
   *
   * @throws FinlakeException {@code MISSING_SECRET} when it is there but cannot be used: no Base64,
   *     empty, unreadable, or readable by others
   */
  @Override
  public Optional<byte[]> secret(String name) {
    if (!name.matches("[a-z][a-z0-9-]{0,62}")) {
      throw new IllegalArgumentException("a secret's name is lower case with dashes, not " + name);
    }
    String variable = variable(name);
    if (environment.containsKey(variable)) {
      return Optional.of(decoded(name, variable));
    }
    Path file = folder.resolve(name);
    return Files.exists(file) ? Optional.of(read(name, file)) : Optional.empty();
  }

  /**
   * Creates the first token key when there is no token key at all, readable by its owner alone.
   *
   * @return the file it was written to; empty when a key was there
   */
  Optional<Path> createFirstTokenKey() {
    Path file = folder.resolve(FIRST_TOKEN_KEY);
    if (anyTokenKey()) {
      return Optional.empty();
    }
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    try {
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Path draft =
          Files.createTempFile(
              folder, ".new-", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      Files.write(draft, key);
      return published(draft, file);
    } catch (IOException e) {
      throw unusable(FIRST_TOKEN_KEY, "it could not be created in " + folder + ": " + e, e);
    }
  }

  private boolean anyTokenKey() {
    String prefix = variable(TOKEN_KEY_PREFIX);
    if (environment.keySet().stream().anyMatch(name -> name.startsWith(prefix))) {
      return true;
    }
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(
          file -> String.valueOf(file.getFileName()).startsWith(TOKEN_KEY_PREFIX));
    } catch (IOException e) {
      throw unusable(FIRST_TOKEN_KEY, folder + " cannot be read: " + e, e);
    }
  }

  /** A link appears whole or not at all, and never replaces the key that another process made. */
  private static Optional<Path> published(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
      return Optional.of(file);
    } catch (FileAlreadyExistsException e) {
      return Optional.empty();
    } finally {
      Files.delete(draft);
    }
  }

  private byte[] decoded(String name, String variable) {
    try {
      return nonEmpty(name, variable, Base64.getDecoder().decode(environment.get(variable).trim()));
    } catch (IllegalArgumentException e) {
      // The decoder's message quotes the text, so it is not passed on.
      throw unusable(name, "the environment variable " + variable + " is not Base64", null);
    }
  }

  private static byte[] read(String name, Path file) {
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER_"))) {
        throw FinlakeException.of(
            ErrorCode.MISSING_SECRET,
            "the secret '" + name + "' is not used",
            "others than its owner can reach " + file,
            "run: chmod 600 " + file);
      }
      return nonEmpty(name, file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw unusable(name, file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  private static byte[] nonEmpty(String name, String place, byte[] secret) {
    if (secret.length == 0) {
      throw unusable(name, place + " is empty", null);
    }
    return secret;
  }

  private static FinlakeException unusable(String name, String cause, IOException thrown) {
    String problem = "the secret '" + name + "' cannot be used";
    String remedy = "correct it; see docs/operations.md, Secrets";
    return thrown == null
        ? FinlakeException.of(ErrorCode.MISSING_SECRET, problem, cause, remedy)
        : FinlakeException.of(ErrorCode.MISSING_SECRET, problem, cause, remedy, thrown);
  }

  static String variable(String name) {
    return "FINLAKE_SECRET_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
