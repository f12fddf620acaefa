package io.finlake.etl.source;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.expressions.PlanExpression;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.View;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.StringType;
import scala.collection.JavaConverters;

/**
 * A contract's SELECT over the view {@code source}. It may project and generate rows and nothing
 * else: values are in clear here and must not be shuffled, a WHERE would lose rows that nobody
 * counts, and the same records must give the same rows whenever they are read.
 *
 * <p>The rows begin with {@code _object}, {@code _offset} and {@code _keep}; those of one record
 * stand together, in the order in which the SELECT makes them.
 */
final class NarrowSelect {
  static final String VIEW = "source";

  /** Whether the contract keeps the row; null means no. */
  static final String KEEP = "_keep";

  private final SparkSession spark;
  private final Contract contract;

  NarrowSelect(SparkSession spark, Contract contract) {
    this.spark = spark;
    this.contract = contract;
  }

  /** The selected rows; the view is made in a session that is thrown away. */
  Dataset<Row> apply(Dataset<Row> records, List<String> fields) {
    LogicalPlan analyzed = analyzed(records, fields);
    visitPlans(analyzed, this::check);
    return Dataset.ofRows(spark, analyzed);
  }

  private LogicalPlan analyzed(Dataset<Row> records, List<String> fields) {
    SparkSession session = session(spark);
    String columns = fields.stream().map(NarrowSelect::quoted).collect(Collectors.joining(", "));
    try {
      Dataset.ofRows(session, records.queryExecution().analyzed())
          .selectExpr(
              Stream.concat(
                      fields.stream().map(NarrowSelect::quoted),
                      Stream.of(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET))
                  .toArray(String[]::new))
          .createOrReplaceTempView(VIEW);
      return session.sql(query(contract)).queryExecution().analyzed();
    } catch (Exception thrown) { // Spark's analysis errors are checked ones that Java cannot see
      throw unusable(contract, thrown, columns);
    }
  }

  /** The SELECT as Spark parses it, without knowing any field. */
  static LogicalPlan parse(SparkSession spark, Contract contract) {
    try {
      return session(spark).sessionState().sqlParser().parsePlan(query(contract));
    } catch (Exception thrown) { // as above
      throw unusable(contract, thrown, "none are declared");
    }
  }

  static String query(Contract contract) {
    RawSource.Reshape reshape = contract.landed().source().reshape().orElseThrow();
    // Line ends keep a comment within its own part.
    return "SELECT "
        + TechnicalColumn.OBJECT
        + ", "
        + TechnicalColumn.OFFSET
        + ", (\n"
        + reshape.keep().orElse("true")
        + "\n) AS "
        + KEEP
        + ",\n"
        + reshape.select()
        + "\nFROM "
        + reshape.from();
  }

  /** The same settings everywhere, whatever the caller's session says. */
  private static SparkSession session(SparkSession spark) {
    SparkSession session = spark.newSession();
    session.conf().set("spark.sql.session.timeZone", "UTC");
    session.conf().set("spark.sql.ansi.enabled", "false");
    session.conf().set("spark.sql.caseSensitive", "false");
    return session;
  }

  private void check(LogicalPlan node) {
    boolean ours =
        node instanceof DataSourceV2Relation relation && relation.table() instanceof RawTable;
    boolean narrow =
        ours
            || node instanceof Project
            || node instanceof Generate
            || node instanceof SubqueryAlias
            || node instanceof View;
    if (!narrow) {
      throw refused(
          contract,
          "it needs "
              + node.nodeName()
              + ", and a reshape only selects and explodes the fields of "
              + VIEW
              + " (rows are left out by keep)");
    }
    visitExpressions(node, this::check);
  }

  private void check(Expression expression) {
    if (expression instanceof PlanExpression) {
      throw refused(contract, "it holds a query within the query");
    }
    boolean clock =
        expression instanceof CurrentTimestampLike
            || expression instanceof CurrentDate
            || expression instanceof LocalTimestamp;
    if (clock || !expression.deterministic()) {
      throw refused(
          contract,
          "it holds " + expression.prettyName() + ", which gives another value every time");
    }
    if (expression instanceof Cast cast && silent(cast)) {
      throw refused(
          contract,
          "it turns text into "
              + cast.dataType().sql()
              + ", where what does not fit would be NULL in silence: "
              + "compare text, or say so with try_cast");
    }
  }

  private static boolean silent(Cast cast) {
    return cast.child().dataType() instanceof StringType
        && !(cast.dataType() instanceof StringType)
        && !cast.child().foldable()
        && !cast.evalMode().equals(EvalMode.TRY());
  }

  static void visitPlans(LogicalPlan plan, Consumer<LogicalPlan> visitor) {
    visitor.accept(plan);
    JavaConverters.seqAsJavaList(plan.children()).forEach(child -> visitPlans(child, visitor));
  }

  static void visitExpressions(LogicalPlan node, Consumer<Expression> visitor) {
    JavaConverters.seqAsJavaList(node.expressions())
        .forEach(expression -> visit(expression, visitor));
  }

  private static void visit(Expression expression, Consumer<Expression> visitor) {
    visitor.accept(expression);
    JavaConverters.seqAsJavaList(expression.children()).forEach(child -> visit(child, visitor));
  }

  static FinlakeException refused(Contract contract, String cause) {
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "the reshape of " + contract.id() + " cannot be run",
        cause,
        "correct select, from, keep or fields in the contract");
  }

  private static FinlakeException unusable(Contract contract, Exception thrown, String fields) {
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "the reshape of " + contract.id() + " cannot be run",
        "Spark says: " + firstLine(thrown),
        "correct select, from or keep; the fields of " + VIEW + " are: " + fields,
        thrown);
  }

  static String firstLine(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage())
        .flatMap(message -> message.lines().filter(line -> !line.isBlank()).findFirst())
        .orElse(thrown.getClass().getSimpleName());
  }

  private static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
