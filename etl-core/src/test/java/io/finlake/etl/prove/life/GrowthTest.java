package io.finlake.etl.prove.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GrowthTest {
  @Test
  void whatStaysAsItIsIsNoProblem() {
    // Files are put together every thirteen days: the mean of a month does not see where one
    // begins.
    assertThat(problems(100, "jobs", day -> 90 + day % 3)).isEmpty();
    assertThat(problems(100, "control_data_opened", day -> 80 + 34L * (day % 13))).isEmpty();
  }

  @Test
  void whatGrowsWithEveryDayIsNamedWithItsNumbers() {
    assertThat(problems(365, "control_transactions", day -> 8L * day))
        .singleElement()
        .asString()
        .startsWith("control_transactions grew from ")
        .contains("(days 41 to 70)")
        .contains("(days 336 to 365)");
    assertThat(problems(365, "heap", day -> day % 5 == 0 ? 100_000L + 400L * day : -1))
        .as("days without a look at the heap do not count")
        .singleElement()
        .asString()
        .startsWith("heap grew from 124000 ");
  }

  @Test
  void oneSlowDayIsTheMachinesAndNotFinlakes() {
    assertThat(problems(100, "cpu", day -> day == 95 ? 900_000 : 8_000)).isEmpty();
    assertThat(problems(365, "cpu", day -> 8_000 + 50L * day)).hasSize(1);
  }

  @Test
  void untilALogHasTheLengthThatIsKeptItMayGrow() {
    assertThat(problems(70, "control_log_files", day -> 16L * Math.min(day, 31))).isEmpty();
    assertThat(problems(120, "control_log_files", day -> 16L * Math.min(day, 31))).isEmpty();
    assertThat(problems(120, "control_log_files", day -> 16L * day)).hasSize(1);
  }

  @Test
  void littleThatBecomesALittleMoreIsNothing() {
    assertThat(problems(100, "idle_jobs", day -> day < 60 ? 0 : 2)).isEmpty();
    assertThat(problems(100, "idle_jobs", day -> day < 60 ? 0 : 20)).hasSize(1);
  }

  private static List<String> problems(int days, String column, IntFunction<Number> cost) {
    List<String> lines = new ArrayList<>(List.of("day," + column));
    for (int day = 1; day <= days; day++) {
      lines.add(day + "," + cost.apply(day));
    }
    return new Growth(LifeSeries.parse(lines)).problems().stream().collect(Collectors.toList());
  }
}
