package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {
  @TempDir private Path home;

  @Test
  void whatCannotBeMeasuredIsRefused() throws IOException {
    assertThat(CommandRun.of(home, "bench", "--case", "none").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of(home, "bench", "--changed", "0").err()).contains("0.5");
    Path own = Files.createDirectories(home.resolve("own"));
    Files.writeString(own.resolve("mine.txt"), "mine");
    CommandRun refused = CommandRun.of(home, "bench", "--lake", "own");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(own.resolve("mine.txt")).exists();
  }
}
