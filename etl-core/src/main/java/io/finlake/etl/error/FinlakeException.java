package io.finlake.etl.error;

import static java.util.Objects.requireNonNull;

/**
 * The one exception that finlake throws for expected failures. Its message is written for a person:
 * problem, cause and remedy, each a sentence without its full stop. It never holds a value of a
 * classified column.
 */
public final class FinlakeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final String problem;
  private final String cause;
  private final String remedy;

  private FinlakeException(
      ErrorCode code, String problem, String cause, String remedy, Throwable thrown) {
    super(code + ": " + problem + "\n  cause:  " + cause + "\n  remedy: " + remedy, thrown);
    this.code = requireNonNull(code);
    this.problem = requireNonNull(problem);
    this.cause = requireNonNull(cause);
    this.remedy = requireNonNull(remedy);
  }

  /** An error that finlake found itself. */
  public static FinlakeException of(ErrorCode code, String problem, String cause, String remedy) {
    return new FinlakeException(code, problem, cause, remedy, null);
  }

  /**
   * An error that another library reported; {@code thrown} is kept for the log, not for the
   * message.
   */
  public static FinlakeException of(
      ErrorCode code, String problem, String cause, String remedy, Throwable thrown) {
    return new FinlakeException(code, problem, cause, remedy, thrown);
  }

  /** The stable name of the failure. */
  public ErrorCode code() {
    return code;
  }

  /** What could not be done. */
  public String problem() {
    return problem;
  }

  /** Why. */
  public String causeText() {
    return cause;
  }

  /** What to do. */
  public String remedy() {
    return remedy;
  }
}
