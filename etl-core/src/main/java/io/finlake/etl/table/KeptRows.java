package io.finlake.etl.table;

import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Dataset$;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.SQLExecution;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/** A few rows, computed once and held by the driver in Spark's own form. */
final class KeptRows {
  private final Seq<Attribute> columns;
  private final Seq<InternalRow> rows;

  private KeptRows(Seq<Attribute> columns, Seq<InternalRow> rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /** Computes rows; empty when there are more than so many, and then no more than that are held. */
  static Optional<KeptRows> of(Dataset<Row> rows, int atMost) {
    QueryExecution some = rows.limit(atMost + 1).queryExecution();
    InternalRow[] found =
        SQLExecution.withNewExecutionId(
            some, Option.apply("kept"), () -> some.executedPlan().executeCollect());
    return found.length > atMost
        ? Optional.empty()
        : Optional.of(
            new KeptRows(
                some.analyzed().output(),
                JavaConverters.asScalaBuffer(Arrays.asList(found)).toList()));
  }

  /** The rows, in a session. */
  Dataset<Row> read(SparkSession session) {
    return Dataset$.MODULE$.ofRows(session, new LocalRelation(columns, rows, false).newInstance());
  }

  /** Whether rows are read from nothing but the driver's memory: they are the same at each look. */
  static boolean are(Dataset<Row> rows) {
    Seq<LogicalPlan> leaves = rows.queryExecution().analyzed().collectLeaves();
    return JavaConverters.seqAsJavaList(leaves).stream().allMatch(LocalRelation.class::isInstance);
  }
}
