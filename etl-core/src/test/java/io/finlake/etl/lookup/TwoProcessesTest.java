package io.finlake.etl.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoProcessesTest {
  private static final int NUMBERS = 40;

  @TempDir Path folder;

  @Test
  void ofTwoProcessesOneWritesEachNumber() throws Exception {
    List<Process> processes = List.of(start(), start());
    try {
      List<BufferedReader> outputs =
          processes.stream().map(process -> process.inputReader(StandardCharsets.UTF_8)).toList();
      for (BufferedReader output : outputs) {
        assertThat(output.readLine()).isEqualTo("ready");
      }
      Files.createFile(go());
      List<Long> won = outputs.stream().flatMap(TwoProcessesTest::won).toList();

      assertThat(won)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, NUMBERS).boxed().toList());
      SmallTable table =
          SmallTable.open(
              new Configuration(), new TableShape(table(), AppendingProcess.COLUMNS, Set.of()));
      assertThat(table.rows(Where.all())).hasSize(NUMBERS);
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            AppendingProcess.class.getName(),
            table(),
            go().toString(),
            Integer.toString(NUMBERS))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private String table() {
    return folder.resolve("table").toString();
  }

  private Path go() {
    return folder.resolve("go");
  }

  private static Stream<Long> won(BufferedReader output) {
    return output
        .lines()
        .filter(line -> line.startsWith("won "))
        .map(line -> Long.valueOf(line.substring(4)))
        .toList()
        .stream();
  }
}
