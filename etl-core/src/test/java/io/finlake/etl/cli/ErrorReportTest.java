package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorReportTest {
  private final StringWriter err = new StringWriter();
  private final ErrorReport report =
      new ErrorReport(
          new Surroundings(
              new PrintWriter(new StringWriter()),
              new PrintWriter(err, true),
              Map.of(),
              Path.of("/work"),
              Path.of("/home"),
              Optional.of(Path.of("/logs/finlake.log")),
              OptionalInt.empty(),
              OptionalInt.empty()));

  @ParameterizedTest
  @CsvSource({"BAD_QUERY,2", "UNBALANCED,3", "LOST_RACE,4", "BUG,1"})
  void theExitCodeSaysWhoMustAct(ErrorCode code, int exitCode) {
    assertThat(report.failed(FinlakeException.of(code, "p", "c", "r"))).isEqualTo(exitCode);
    assertThat(err).hasToString("finlake: " + code + ": p\n  cause:  c\n  remedy: r\n");
  }

  @Test
  void anExpectedFailureIsFoundInsideWhatSparkWrapsAroundIt() {
    FinlakeException failure = FinlakeException.of(ErrorCode.UNREADABLE_OBJECT, "p", "c", "r");
    Exception wrapped = new IllegalStateException("Job aborted", new RuntimeException(failure));
    assertThat(report.failed(wrapped)).isEqualTo(3);
    assertThat(err.toString()).contains("UNREADABLE_OBJECT");
  }

  @Test
  void aBugIsOneLineWithTheLogAndWithoutTheMessageThatMayQuoteData() {
    Exception bug = new IllegalStateException("value 4111 1111 1111 1111 of Erika\nat line 2");
    assertThat(report.failed(bug)).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .contains("IllegalStateException")
        .contains("/logs/finlake.log")
        .doesNotContain("4111")
        .doesNotContain("Erika");
  }
}
