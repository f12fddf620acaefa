package io.finlake.etl.curate.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables on the pages of histories are what their versions give. */
class DocumentedHistoriesTest {
  private static final Path PAGES = Path.of("..", "docs", "models");
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
  private static final Pattern STEP = Pattern.compile("### Recorded (\\S+ \\S+):");

  @ParameterizedTest
  @ValueSource(strings = {"customer.md", "account.md"})
  void everyStepShowsWhatTheVersionsSoFarGive(String page) throws IOException {
    List<Version<String>> versions = new ArrayList<>();
    List<String> steps = List.of(Files.readString(PAGES.resolve(page)).split("(?m)^(?=### )"));
    assertThat(steps).hasSizeGreaterThan(3);

    for (String step : steps.subList(1, steps.size())) {
      Matcher heading = STEP.matcher(step);
      assertThat(heading.find()).isTrue();
      List<List<String>> rows = rows(step);
      rows.stream()
          .filter(row -> row.size() == 4)
          .map(row -> version(row, micros(heading.group(1))))
          .forEach(versions::add);

      assertThat(rows.stream().filter(row -> row.size() == 5).toList())
          .as(heading.group())
          .isEqualTo(
              Beliefs.of(versions).stream()
                  .map(DocumentedHistoriesTest::shown)
                  .collect(Collectors.toList()));
    }
  }

  /** The rows of all tables, without headings. */
  private static List<List<String>> rows(String step) {
    return step.lines()
        .filter(line -> line.startsWith("| ") && Character.isDigit(line.charAt(2)))
        .map(line -> line.substring(1, line.lastIndexOf('|')))
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .toList();
  }

  private static Version<String> version(List<String> row, long recordedAt) {
    return new Version<>(
        micros(row.get(0)),
        Sequence.of(Long.valueOf(row.get(1))),
        row.get(3),
        row.get(2).equals("delete"),
        recordedAt,
        row.get(3),
        row.get(3));
  }

  private static List<String> shown(Interval<String> row) {
    return List.of(
        text(OptionalLong.of(row.validFrom())),
        text(row.validTo()),
        text(OptionalLong.of(row.recordedFrom())),
        text(row.recordedTo()),
        row.content());
  }

  private static long micros(String text) {
    return LocalDateTime.parse(text, TIME).toEpochSecond(ZoneOffset.UTC) * 1_000_000;
  }

  private static String text(OptionalLong micros) {
    return micros.isEmpty()
        ? ""
        : TIME.format(
            LocalDateTime.ofEpochSecond(micros.getAsLong() / 1_000_000, 0, ZoneOffset.UTC));
  }
}
