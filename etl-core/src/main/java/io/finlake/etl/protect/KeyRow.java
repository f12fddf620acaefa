package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Carries keys into a plan as the one row of a local table, reached by a scalar subquery. A literal
 * would be printed by {@code explain}, the web interface and the event log; a local table prints
 * its column names only.
 */
final class KeyRow {
  static final String INNER = "inner";
  static final String OUTER = "outer";
  static final String ENCRYPTION = "encryption";

  private static final StructType DOMAIN =
      new StructType()
          .add(INNER, DataTypes.BinaryType)
          .add(OUTER, DataTypes.BinaryType)
          .add(ENCRYPTION, DataTypes.BinaryType);

  private final List<DomainKeys> domains;

  KeyRow(List<DomainKeys> domains) {
    this.domains = List.copyOf(domains);
  }

  /** The column of a domain's keys as a struct, valid in a plan that {@link #bind} makes. */
  interface Binding {
    Column keys(String domain);
  }

  /**
   * Makes a plan with these keys. The view that the subquery names lives only until the plan is
   * analysed, which Spark does before {@code plan} returns.
   */
  Dataset<Row> bind(Dataset<Row> rows, Function<Binding, Dataset<Row>> plan) {
    SparkSession spark = rows.sparkSession();
    String view = "finlake_keys_" + UUID.randomUUID().toString().replace("-", "");
    localTable(spark).createOrReplaceTempView(view);
    try {
      return plan.apply(domain -> expr("(SELECT " + field(domain) + " FROM " + view + ")"));
    } finally {
      spark.catalog().dropTempView(view);
    }
  }

  private Dataset<Row> localTable(SparkSession spark) {
    List<StructField> fields = new ArrayList<>();
    List<Row> keys = new ArrayList<>();
    for (DomainKeys domain : domains) {
      fields.add(DataTypes.createStructField(field(domain.domain()), DOMAIN, false));
      keys.add(RowFactory.create(domain.innerPad(), domain.outerPad(), domain.encryption()));
    }
    StructType schema = DataTypes.createStructType(fields);
    return spark.createDataFrame(List.of(RowFactory.create(keys.toArray())), schema);
  }

  private String field(String domain) {
    for (int i = 0; i < domains.size(); i++) {
      if (domains.get(i).domain().equals(domain)) {
        return "domain_" + i;
      }
    }
    throw new IllegalStateException("no keys were derived for token domain " + domain);
  }
}
