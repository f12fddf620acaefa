package io.finlake.etl.screen;

import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.FakeV2SessionCatalog$;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAlias;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser$;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.connector.catalog.CatalogManager;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Spark's own analysis with its built-in functions and nothing else: no session, so that looking at
 * contracts starts no Spark.
 */
final class BareAnalyzer {
  private final Analyzer analyzer;
  private final LocalRelation rows;

  BareAnalyzer(StructType schema) {
    SessionCatalog nothing =
        new SessionCatalog(
            new InMemoryCatalog(new SparkConf(false), new Configuration(false)),
            FunctionRegistry.builtin(),
            TableFunctionRegistry.builtin());
    this.analyzer = new Analyzer(new CatalogManager(FakeV2SessionCatalog$.MODULE$, nothing));
    List<? extends Attribute> attributes =
        JavaConverters.seqAsJavaList(DataTypeUtils.toAttributes(schema));
    this.rows = new LocalRelation(seq(List.<Attribute>copyOf(attributes)), seq(List.of()), false);
  }

  /** What the expressions are selected from. */
  LogicalPlan rows() {
    return rows;
  }

  /**
   * One expression over the rows, resolved.
   *
   * @throws Exception Spark's own, checked ones too, when it cannot be parsed or resolved
   */
  LogicalPlan select(String expression) throws Exception {
    NamedExpression selected =
        new UnresolvedAlias(CatalystSqlParser$.MODULE$.parseExpression(expression), Option.empty());
    LogicalPlan plan = analyzer.execute(new Project(seq(List.of(selected)), rows));
    analyzer.checkAnalysis(plan);
    return plan;
  }

  private static <T> Seq<T> seq(List<T> elements) {
    return JavaConverters.asScalaBuffer(elements).toList();
  }
}
