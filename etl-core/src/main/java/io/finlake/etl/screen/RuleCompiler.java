package io.finlake.etl.screen;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the rules of a contract that cannot be compiled, without any data: a contract with such a
 * rule is wrong, and no run begins with it.
 */
public final class RuleCompiler {
  private RuleCompiler() {}

  /**
   * A rule that cannot be compiled.
   *
   * @param rule its name
   * @param text why, one sentence without its full stop
   */
  public record Fault(String rule, String text) {
    /** {@code rule name: text}. */
    @Override
    public String toString() {
      return "rule " + rule + ": " + text;
    }
  }

  /**
   * The problems of all rules, each naming its rule; empty when all of them compile. A predicate
   * must be valid Spark SQL over the contract's own columns, boolean, and depend on nothing but the
   * row, so that screening the same row again gives the same answer. Needs Spark's classes and no
   * session.
   */
  public static List<Fault> problems(Contract contract) {
    boolean predicates =
        contract.rules().stream().anyMatch(rule -> rule.check() instanceof Rule.Check.Holds);
    Optional<BareAnalyzer> analyzer =
        predicates ? Optional.of(new BareAnalyzer(schema(contract))) : Optional.empty();
    List<Fault> problems = new ArrayList<>();
    for (Rule rule : contract.rules()) {
      problem(contract, analyzer, rule)
          .ifPresent(text -> problems.add(new Fault(rule.name(), text)));
    }
    return problems;
  }

  private static StructType schema(Contract contract) {
    return StructType.fromDDL(
        contract.columns().stream()
            .map(column -> "`" + column.name() + "` " + column.type().ddl())
            .collect(Collectors.joining(", ")));
  }

  private static Optional<String> problem(
      Contract contract, Optional<BareAnalyzer> analyzer, Rule rule) {
    Rule.Check check = rule.check();
    if (check instanceof Rule.Check.Holds holds) {
      return predicate(analyzer.orElseThrow(), holds.predicate());
    }
    if (check instanceof Rule.Check.Pattern pattern) {
      return pattern(pattern.regex());
    }
    if (check instanceof Rule.Check.Range range) {
      ColumnType type = contract.column(RowChecks.columnName(rule)).type();
      return range
          .minimum()
          .flatMap(it -> bound(type, it))
          .or(() -> range.maximum().flatMap(it -> bound(type, it)));
    }
    if (check instanceof Rule.Check.Reference) {
      return clear(contract, RowChecks.columnName(rule), "compared with another dataset");
    }
    if (check instanceof Rule.Check.Freshness) {
      return clear(contract, RowChecks.columnName(rule), "compared with the processing time");
    }
    if (check instanceof Rule.Check.DebitsEqualCredits ledger) {
      return clear(contract, ledger.amount(), "added up")
          .or(() -> clear(contract, ledger.sign(), "read as debit or credit"))
          .or(() -> stored(contract, ledger.groupBy()));
    }
    return check instanceof Rule.Check.Unique unique
        ? stored(contract, unique.columns())
        : Optional.empty();
  }

  private static Optional<String> predicate(BareAnalyzer analyzer, String predicate) {
    try {
      LogicalPlan plan = analyzer.select(predicate);
      // An aggregate, a window or a generator puts another operator between row and result.
      if (!(plan instanceof Project project)
          || project.projectList().size() != 1
          || !project.child().equals(analyzer.rows())) {
        return Optional.of("\"" + predicate + "\" does not look at one row");
      }
      Expression expression = (Expression) project.projectList().apply(0);
      Expression bare = expression instanceof Alias alias ? alias.child() : expression;
      if (!bare.dataType().equals(DataTypes.BooleanType)) {
        return Optional.of(
            "\"" + predicate + "\" is " + bare.dataType().sql() + ", not a predicate");
      }
      return RowExpressions.problem(bare).map(it -> "\"" + predicate + "\" " + it);
    } catch (Exception e) {
      return Optional.of("\"" + predicate + "\" does not compile: " + firstLine(e));
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage())
        .lines()
        .filter(it -> !it.isBlank())
        .findFirst()
        .orElse("");
  }

  private static Optional<String> pattern(String regex) {
    try {
      java.util.regex.Pattern.compile(regex);
      java.util.regex.Pattern.compile(RowChecks.whole(regex));
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("\"" + regex + "\" is not a regular expression: " + e.getDescription());
    }
  }

  private static Optional<String> bound(ColumnType type, String text) {
    try {
      RowChecks.bound(type, text);
      return Optional.empty();
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      return Optional.of("\"" + text + "\" is not a bound of " + type.ddl() + " values");
    }
  }

  private static Optional<String> clear(Contract contract, String name, String use) {
    Column column = contract.column(name);
    return column.protection() instanceof Protection.None
        ? Optional.empty()
        : Optional.of(name + " is protected, so that it cannot be " + use);
  }

  private static Optional<String> stored(Contract contract, List<String> names) {
    return names.stream()
        .filter(
            it ->
                contract.column(it).protection() instanceof Protection.Drop
                    || contract.column(it).protection() instanceof Protection.Mask)
        .findFirst()
        .map(it -> it + " is masked or dropped, so that its values cannot be told apart");
  }
}
