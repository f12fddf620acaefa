package io.finlake.etl.cli;

import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.port.Progress;
import io.finlake.etl.run.Run;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBarStyle;

/** What is said to people while they wait, and how. */
final class People {
  private People() {}

  /** A bar on a terminal, plain lines elsewhere; both on standard error. */
  static Progress progress(Surroundings surroundings) {
    if (surroundings.errColumns().isEmpty()) {
      return new LineProgress(surroundings.err());
    }
    String locale =
        surroundings
            .variable("LC_ALL")
            .or(() -> surroundings.variable("LC_CTYPE"))
            .or(() -> surroundings.variable("LANG"))
            .orElse("");
    boolean blocks = charset(locale).equals(StandardCharsets.UTF_8);
    return new BarProgress(
        surroundings.err(),
        surroundings.errColumns().getAsInt(),
        blocks ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII);
  }

  /** The name that the operating system gives the person who calls. */
  static String person() {
    return System.getProperty("user.name", "unknown");
  }

  /** What the person who calls does now, and why. */
  static LegalHold.Act act(String reason) {
    return new LegalHold.Act(Run.at(Instant.now()).processingTime(), person(), reason);
  }

  /** Milliseconds as seconds with one digit. */
  static BigDecimal seconds(long milliseconds) {
    return BigDecimal.valueOf(milliseconds, 3).setScale(1, RoundingMode.HALF_UP);
  }

  private static Charset charset(String locale) {
    String name = locale.substring(locale.indexOf('.') + 1);
    boolean utf8 = name.equalsIgnoreCase("UTF-8") || name.equalsIgnoreCase("utf8");
    return utf8 ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
  }
}
