package io.finlake.etl.cli;

import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.analysis.RelationTimeTravel;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedNamespace;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTable;
import org.apache.spark.sql.catalyst.analysis.UnresolvedTableOrView;
import org.apache.spark.sql.catalyst.parser.ParserInterface;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.DescribeColumn;
import org.apache.spark.sql.catalyst.plans.logical.DescribeRelation;
import org.apache.spark.sql.catalyst.plans.logical.InsertIntoDir;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;
import org.apache.spark.sql.catalyst.plans.logical.ScriptTransformation;
import org.apache.spark.sql.catalyst.plans.logical.ShowColumns;
import org.apache.spark.sql.catalyst.plans.logical.ShowNamespaces;
import org.apache.spark.sql.catalyst.plans.logical.ShowTables;
import org.apache.spark.sql.catalyst.trees.TreeNode;
import scala.collection.JavaConverters;

/**
 * A statement that only looks: a query, SHOW or DESCRIBE, over tables named {@code <zone>.<name>}.
 * Spark's own parser decides what the statement is, so that no spelling hides a change.
 *
 * @param tables the names that it asks for, {@code zone.name}
 * @param all whether it asks for the list of tables instead
 */
record ReadOnlySql(Set<String> tables, boolean all) {
  private static final Set<String> ZONES =
      Set.of(Zone.PROCESSED.label(), Zone.QUARANTINE.label(), Zone.CURATED.label());
  private static final Set<Class<?>> LOOKING =
      Set.of(
          ShowTables.class,
          ShowNamespaces.class,
          ShowColumns.class,
          DescribeRelation.class,
          DescribeColumn.class);
  private static final Set<String> RUNS_CODE = Set.of("reflect", "java_method", "try_reflect");

  ReadOnlySql {
    tables = Set.copyOf(tables);
  }

  /**
   * Reads a statement.
   *
   * @throws FinlakeException {@code BAD_QUERY} when it is no SQL, changes something, runs code, or
   *     reads anything but tables of the lake
   */
  static ReadOnlySql parse(ParserInterface parser, String sql) {
    LogicalPlan plan;
    try {
      plan = parser.parsePlan(sql);
    } catch (Exception e) {
      throw QueryFailure.of(e);
    }
    if (plan instanceof Command && !LOOKING.contains(plan.getClass())) {
      throw refused("only SELECT, WITH, SHOW and DESCRIBE are");
    }
    Visit visit = new Visit(plan);
    visit.node(plan);
    return new ReadOnlySql(visit.tables, plan instanceof ShowTables);
  }

  private static FinlakeException refused(String cause) {
    return FinlakeException.of(
        ErrorCode.BAD_QUERY,
        "this statement is not run",
        cause,
        "ask with a SELECT over tables such as processed.transactions or curated.customer_360");
  }

  /** Goes through every node, subqueries and common table expressions included. */
  private static final class Visit {
    private final LogicalPlan root;
    private final Set<String> tables = new TreeSet<>();

    private Visit(LogicalPlan root) {
      this.root = root;
    }

    private void node(Object node) {
      if (node instanceof LogicalPlan plan) {
        plan(plan);
      }
      if (node instanceof UnresolvedFunction function) {
        function(JavaConverters.seqAsJavaList(function.nameParts()));
      }
      if (node instanceof org.apache.spark.sql.catalyst.expressions.PlanExpression<?> subquery) {
        node(subquery.plan());
      }
      if (node instanceof TreeNode<?> tree) {
        Stream.of(tree.children(), tree.innerChildren())
            .forEach(nodes -> JavaConverters.seqAsJavaList(nodes).forEach(this::node));
      }
    }

    private void plan(LogicalPlan plan) {
      String kind = plan.getClass().getSimpleName();
      // Not all that changes something is a command yet when it is only parsed.
      boolean statement =
          plan instanceof ParsedStatement
              || plan instanceof InsertIntoDir
              || kind.endsWith("Statement");
      if (statement || (plan != root && plan instanceof Command)) {
        throw refused("it changes something; only SELECT, WITH, SHOW and DESCRIBE are run");
      }
      if (plan instanceof ScriptTransformation) {
        throw refused("TRANSFORM would run a program");
      }
      if (plan instanceof RelationTimeTravel travel) {
        node(travel.relation());
      }
      if (plan instanceof UnresolvedRelation relation) {
        table(JavaConverters.seqAsJavaList(relation.multipartIdentifier()));
      } else if (plan instanceof UnresolvedTableOrView table) {
        table(JavaConverters.seqAsJavaList(table.multipartIdentifier()));
      } else if (plan instanceof UnresolvedTable table) {
        table(JavaConverters.seqAsJavaList(table.multipartIdentifier()));
      } else if (plan instanceof UnresolvedNamespace namespace) {
        namespace(JavaConverters.seqAsJavaList(namespace.multipartIdentifier()));
      }
      JavaConverters.seqAsJavaList(plan.expressions()).forEach(this::node);
    }

    /** One part is a common table expression, or Spark says that there is no such table. */
    private void table(List<String> parts) {
      if (parts.size() == 1) {
        return;
      }
      if (parts.size() != 2 || !ZONES.contains(parts.get(0).toLowerCase(Locale.ROOT))) {
        throw refused(
            "it reads '"
                + String.join(".", parts)
                + "', and tables are named processed.<name>, quarantine.<name> or curated.<name>");
      }
      tables.add(String.join(".", parts).toLowerCase(Locale.ROOT));
    }

    private static void namespace(List<String> parts) {
      if (parts.size() > 1 || !ZONES.containsAll(parts)) {
        throw refused("there is no zone '" + String.join(".", parts) + "' with tables");
      }
    }

    private static void function(List<String> parts) {
      String name = parts.get(parts.size() - 1).toLowerCase(Locale.ROOT);
      if (RUNS_CODE.contains(name)) {
        throw refused("the function '" + name + "' would run code");
      }
    }
  }
}
