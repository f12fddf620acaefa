package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.generate.GeneratorSettings;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder that looks like a fresh clone after {@code finlake demo}: the contracts in {@code
 * schemas}, a lake in {@code target/demo-lake}, of fewer customers. Made once for all tests of a
 * build, since it takes a minute: of its JVMs one makes it and the others wait. Every test works in
 * a copy.
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
    try {
      Path target = Files.createDirectories(Path.of("target")).toAbsolutePath();
      String build = System.getProperty("finlake.build", "");
      if (build.isEmpty()) {
        return make(Files.createTempDirectory(target, "demo"));
      }
      Path folder = target.resolve("demo-of-tests-" + build);
      Path done = folder.resolve("done");
      try (FileChannel lock =
              FileChannel.open(
                  target.resolve("demo-of-tests.lock"),
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE);
          FileLock held = lock.lock()) {
        assertThat(held.isValid()).isTrue();
        if (!Files.exists(done)) {
          Files.createFile(make(Files.createDirectories(folder)).resolve("done"));
        }
      }
      return folder;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  private static Path make(Path folder) {
    assertThat(SharedSession.spark().sparkContext().isStopped()).isFalse();
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
