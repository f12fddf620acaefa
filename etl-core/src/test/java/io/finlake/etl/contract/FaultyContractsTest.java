package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One small file for each fault, named after it. A line that is wrong says so behind {@code # <- };
 * exactly these lines, with exactly these words, must be reported. A file may hold several
 * contracts, each behind a line {@code #--- <domain>/<name>}.
 */
class FaultyContractsTest {
  private static final Path FAULTS =
      Path.of("src", "test", "resources", "io", "finlake", "etl", "contract", "faults");
  private static final String MARK = " # <- ";
  private static final String BREAK = "#--- ";

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FAULTS)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void faultIsReportedWithItsLine(Path file) throws IOException {
    List<ContractSource> sources = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    for (String part : parts(Files.readString(file))) {
      String name = name(part);
      sources.add(new ContractSource(name, part));
      int line = 0;
      for (String text : part.lines().toList()) {
        line++;
        int mark = (" " + text).indexOf(MARK);
        if (mark >= 0) {
          expected.add(name + ":" + line + " " + text.substring(mark + MARK.length() - 1));
        }
      }
    }

    List<Problem> problems = ContractFiles.read(sources).problems();

    assertThat(expected).as("the file marks what is wrong").isNotEmpty();
    assertThat(problems)
        .extracting(problem -> problem.file() + ":" + problem.line() + " " + problem.text())
        .containsExactlyElementsOf(expected);
    assertThat(problems).allSatisfy(problem -> assertThat(problem.remedy()).isNotBlank());
  }

  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (parts.isEmpty() || line.startsWith(BREAK)) {
        parts.add("");
      }
      int last = parts.size() - 1;
      parts.set(last, parts.get(last) + line + "\n");
    }
    return parts;
  }

  private static String name(String part) {
    String first = part.lines().findFirst().orElse("");
    String folder = first.startsWith(BREAK) ? first.substring(BREAK.length()) : "payments/bookings";
    return "faults/" + folder + "/contract.yaml";
  }
}
