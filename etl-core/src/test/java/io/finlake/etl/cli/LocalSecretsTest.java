package io.finlake.etl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSecretsTest {
  @TempDir private Path folder;

  private Path file(String name, String text, String permissions) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  @Test
  void environmentIsBase64AndComesBeforeTheFile() throws IOException {
    file("token-key-v1", "from the file", "rw-------");
    // ZnJvbSB0aGUgZW52aXJvbm1lbnQ= is "from the environment".
    LocalSecrets secrets =
        new LocalSecrets(
            Map.of("FINLAKE_SECRET_TOKEN_KEY_V1", "ZnJvbSB0aGUgZW52aXJvbm1lbnQ=\n"), folder);
    assertThat(secrets.secret("token-key-v1").orElseThrow())
        .isEqualTo("from the environment".getBytes(UTF_8));
  }

  @Test
  void fileIsTakenAsItIs() throws IOException {
    file("api-key", "s3cret\n", "r--------");
    assertThat(new LocalSecrets(Map.of(), folder).secret("api-key").orElseThrow())
        .isEqualTo("s3cret\n".getBytes(UTF_8));
  }

  @Test
  void absentEverywhereIsEmpty() {
    assertThat(new LocalSecrets(Map.of(), folder).secret("api-key")).isEmpty();
  }

  @Test
  void fileThatOthersCanReadIsRefused() throws IOException {
    Path file = file("api-key", "s3cret", "rw-r-----");
    assertThatThrownBy(() -> new LocalSecrets(Map.of(), folder).secret("api-key"))
        .isInstanceOfSatisfying(
            FinlakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MISSING_SECRET))
        .hasMessageContaining("chmod 600 " + file)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void wrongBase64IsRefusedWithoutShowingIt() {
    LocalSecrets secrets = new LocalSecrets(Map.of("FINLAKE_SECRET_API_KEY", "hunter2!"), folder);
    assertThatThrownBy(() -> secrets.secret("api-key"))
        .hasMessageContaining("FINLAKE_SECRET_API_KEY is not Base64")
        .hasMessageNotContaining("hunter2")
        .hasNoCause();
  }

  @Test
  void namesCannotLeaveTheFolder() {
    assertThatThrownBy(() -> new LocalSecrets(Map.of(), folder).secret("../api-key"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void firstKeyIsMadeOnceWith32BytesForItsOwnerAlone() throws IOException {
    Path keys = folder.resolve("new").resolve("secrets");
    LocalSecrets secrets = new LocalSecrets(Map.of(), keys);
    Path made = secrets.createFirstTokenKey().orElseThrow();
    byte[] key = secrets.secret("token-key-v1").orElseThrow();
    assertThat(key).hasSize(32);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)))
        .isEqualTo("rwx------");
    // A second call finds the key and leaves it alone, and no draft stays behind.
    assertThat(secrets.createFirstTokenKey()).isEmpty();
    assertThat(secrets.secret("token-key-v1").orElseThrow()).isEqualTo(key);
    assertThat(keys).isDirectoryContaining(made::equals);
    assertThat(keys.toFile().list()).hasSize(1);
  }

  @Test
  void noFirstKeyIsMadeBesideALaterOne() throws IOException {
    file("token-key-v2", "k".repeat(32), "rw-------");
    assertThat(new LocalSecrets(Map.of(), folder).createFirstTokenKey()).isEmpty();
    LocalSecrets fromEnvironment =
        new LocalSecrets(Map.of("FINLAKE_SECRET_TOKEN_KEY_V3", "x"), folder.resolve("none"));
    assertThat(fromEnvironment.createFirstTokenKey()).isEmpty();
  }
}
