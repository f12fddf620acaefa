package io.finlake.etl.cli;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** Turns what Spark says of a query into an error for the one who wrote it. */
final class QueryFailure {
  private QueryFailure() {}

  /** The failure to throw: BAD_QUERY where the query is at fault, else the exception as it came. */
  static RuntimeException of(Exception thrown) {
    if (thrown instanceof FinlakeException failure) {
      return failure;
    }
    boolean author = thrown instanceof AnalysisException || queryAtFault(thrown);
    if (author) {
      return FinlakeException.of(
          ErrorCode.BAD_QUERY,
          "the query cannot be answered",
          message(thrown),
          "correct it; 'SHOW TABLES IN processed' and 'DESCRIBE processed.transactions' show what"
              + " there is",
          thrown);
    }
    return thrown instanceof RuntimeException unchecked
        ? unchecked
        : new IllegalStateException(thrown);
  }

  private static boolean queryAtFault(Exception thrown) {
    if (!(thrown instanceof SparkThrowable spark) || spark.getErrorClass() == null) {
      return false;
    }
    String errorClass = spark.getErrorClass();
    return !errorClass.startsWith("INTERNAL_ERROR") && !errorClass.startsWith("FAILED_");
  }

  /** Spark's words without its drawing of the plan. */
  private static String message(Exception thrown) {
    String text =
        thrown instanceof AnalysisException analysis
            ? analysis.getSimpleMessage()
            : String.valueOf(thrown.getMessage());
    return text.strip().lines().filter(line -> !line.isBlank()).limit(8).toList().stream()
        .reduce((left, right) -> left + "\n          " + right)
        .orElse("Spark gave no reason");
  }
}
