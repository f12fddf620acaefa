package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every page of docs/guides does what it says, command by command, on the lake of the demo. */
class GuidesTest {
  private static final Path GUIDES = Path.of("..", "docs", "guides");

  @TempDir private Path folder;

  static Stream<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(GUIDES)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyCommandOfAPageEndsAsThePageSays(Path page) throws IOException {
    DemoLake.copyTo(folder);
    List<CommandRun> runs = GuidePage.read(page).run(folder, DemoLake.SECRET);
    // A page is about commands of ours, and each of them has something to say.
    assertThat(runs).isNotEmpty();
    assertThat(runs).allSatisfy(run -> assertThat(run.out() + run.err()).isNotBlank());
  }

  @Test
  void wordsAreTakenApartAsByAShell() {
    assertThat(GuidePage.words("finlake query --key 'a b'=\"c d\"  'SELECT 1' ''"))
        .containsExactly("query", "--key", "a b=c d", "SELECT 1", "");
  }
}
