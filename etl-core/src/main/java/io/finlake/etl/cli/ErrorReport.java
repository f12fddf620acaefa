package io.finlake.etl.cli;

import io.finlake.etl.error.Actor;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.error.StoreFailures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Tells a person what went wrong, and the process its exit code. Expected failures show problem,
 * cause and remedy; anything else is a bug of ours: one line, with the place of the log that has
 * the whole story.
 */
final class ErrorReport {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorReport.class);

  private static final Pattern LONG_NUMBER = Pattern.compile("\\d(?:[ -]?\\d){12,}");

  private final Surroundings surroundings;

  ErrorReport(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The command line could not be understood: why, and where help is. */
  int wrongCommandLine(ParameterException thrown) {
    PrintWriter err = surroundings.err();
    CommandLine command = thrown.getCommandLine();
    err.println("finlake: " + thrown.getMessage());
    UnmatchedArgumentException.printSuggestions(thrown, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return Actor.AUTHOR.exitCode();
  }

  /** A command failed. */
  int failed(Throwable thrown) {
    return failed("", thrown);
  }

  /** One of several things that a command did failed; {@code what} says which. */
  int failed(String what, Throwable thrown) {
    String prefix = "finlake: " + (what.isEmpty() ? "" : what + ": ");
    if (ending()) {
      // Ctrl-C stops Spark under the command: what it then throws says nothing.
      LOG.debug("event=command_interrupted", thrown);
      return Actor.TRANSIENT.exitCode();
    }
    Optional<FinlakeException> expected = expected(thrown).or(() -> StoreFailures.in(thrown));
    if (expected.isPresent()) {
      FinlakeException failure = expected.get();
      LOG.error("event=command_failed code={}", failure.code());
      if (failure.code() == ErrorCode.STORE_UNAVAILABLE) {
        LOG.warn("event=store_failed\n{}", withoutLongNumbers(stackTrace(thrown)));
      }
      LOG.debug("event=command_failed_because", thrown);
      surroundings.err().println(prefix + failure.getMessage());
      return failure.code().actor().exitCode();
    }
    LOG.error("event=command_failed code=BUG\n{}", withoutLongNumbers(stackTrace(thrown)));
    surroundings
        .err()
        .println(
            prefix
                + "BUG: "
                + thrown.getClass().getSimpleName()
                + " stopped this command, which is our mistake; the whole story is in "
                + surroundings.log().map(Object::toString).orElse("the log of the driver"));
    return Actor.DEVELOPER.exitCode();
  }

  /** Whether the process is being ended, as by Ctrl-C: Java then takes no more shutdown hooks. */
  private static boolean ending() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException endingAlready) {
      return true;
    }
  }

  /** Spark wraps what its tasks throw; the expected failure may stand anywhere in the chain. */
  private static Optional<FinlakeException> expected(Throwable thrown) {
    Throwable link = thrown;
    for (int depth = 0; link != null && depth < 50; depth++, link = link.getCause()) {
      if (link instanceof FinlakeException failure) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }

  /** Messages of libraries may quote data: no run of digits as long as a card number is logged. */
  private static String withoutLongNumbers(String text) {
    return LONG_NUMBER.matcher(text).replaceAll("***");
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
