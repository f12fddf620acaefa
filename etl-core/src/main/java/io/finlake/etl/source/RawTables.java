package io.finlake.etl.source;

import java.util.Map;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * The entry through which Spark reaches raw objects; {@link RawReader} names it and gives schema
 * and plan.
 */
public final class RawTables implements TableProvider {
  static final String PLAN = "plan";

  /** Made by Spark. */
  public RawTables() {}

  /** Never asked: the reader gives the schema. */
  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    throw new IllegalStateException("raw objects are read with a contract's schema only");
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    String plan = new CaseInsensitiveStringMap(properties).get(PLAN);
    return new RawTable(schema, ReadPlan.decode(plan));
  }

  @Override
  public boolean supportsExternalMetadata() {
    return true;
  }
}
