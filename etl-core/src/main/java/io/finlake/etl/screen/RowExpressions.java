package io.finlake.etl.screen;

import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.CurrentDatabase;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.RaiseError;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateExpression;

/** Tells why an analysed expression does not depend on the row alone. */
final class RowExpressions {
  private RowExpressions() {}

  /** The reason, as the end of a sentence that begins with the expression. */
  static Optional<String> problem(Expression expression) {
    Optional<String> problem = own(expression);
    for (int i = 0; i < expression.children().size() && problem.isEmpty(); i++) {
      problem = problem(expression.children().apply(i));
    }
    return problem;
  }

  private static Optional<String> own(Expression expression) {
    String name = expression.prettyName();
    if (expression instanceof SubqueryExpression) {
      return Optional.of("has a subquery; refer to other datasets with references");
    }
    if (expression instanceof AggregateExpression
        || expression instanceof WindowExpression
        || expression instanceof Generator) {
      return Optional.of("looks at more than one row, or makes more than one, with " + name);
    }
    if (expression instanceof UserDefinedExpression) {
      return Optional.of("uses " + name + ", which is not a built-in function");
    }
    if (expression instanceof RaiseError) {
      return Optional.of("raises an error; a broken rule is data, not an exception");
    }
    boolean fixed = expression.deterministic() && !environment(expression);
    return fixed
        ? Optional.empty()
        : Optional.of("uses " + name + ", whose answer may be another one next time");
  }

  /** The clock and the session: the same inside one query, another in the next. */
  private static boolean environment(Expression expression) {
    String kind = expression.getClass().getSimpleName();
    return expression instanceof CurrentDatabase
        || kind.startsWith("Current")
        || kind.equals("Now")
        || kind.equals("LocalTimestamp");
  }
}
