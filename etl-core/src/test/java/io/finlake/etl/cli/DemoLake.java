package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.generate.GeneratorSettings;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder that looks like a fresh clone after {@code finlake demo}: the contracts in {@code
 * schemas}, a lake in {@code target/demo-lake}, of fewer customers. Made once for all tests of a
 * JVM, since it takes a minute; every test works in a copy.
 */
final class DemoLake {
  /** The secret that its tokens are made with. */
  static final Map<String, String> SECRET =
      Map.of(
          "FINLAKE_SECRET_TOKEN_KEY_V1",
          Base64.getEncoder()
              .encodeToString("a key of tests that has 32 bytes".getBytes(StandardCharsets.UTF_8)));

  private static final int CUSTOMERS = 40;
  private static final Path MADE = make();

  private DemoLake() {}

  /** What the generator was told, as the demo tells it. */
  static GeneratorSettings settings() {
    return new GeneratorSettings(CUSTOMERS, 2, GeneratorSettings.DEFAULT_START, 7, 0.02);
  }

  /** Fills an empty folder. */
  static void copyTo(Path folder) {
    copy(MADE, folder, "");
  }

  private static Path make() {
    assertThat(SharedSession.spark().sparkContext().isStopped()).isFalse();
    try {
      Path folder =
          Files.createTempDirectory(Files.createDirectories(Path.of("target")), "demo")
              .toAbsolutePath();
      copy(Path.of("..", "schemas"), folder.resolve("schemas"), "contract.yaml");
      CommandRun demo =
          CommandRun.of(
              folder,
              SECRET,
              "demo",
              "--lake",
              "target/demo-lake",
              "--customers",
              String.valueOf(CUSTOMERS));
      assertThat(demo.exitCode()).as(demo.err()).isZero();
      return folder;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** All files of a folder whose name ends so, but for what was built there. */
  private static void copy(Path from, Path to, String ending) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean built = !ending.isEmpty() && from.relativize(file).startsWith("target");
        if (file.toString().endsWith(ending) && !built) {
          Path copy = to.resolve(from.relativize(file));
          Files.createDirectories(copy.getParent());
          // With their times: by them the lake knows an object again.
          Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
