package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** What turns the present rows of a table into those that a model gives, key by key, by content. */
final class Difference {
  /** STRING: what happens to a row's key; one of the four below. */
  static final String CHANGE = "_change";

  static final String INSERT = "insert";
  static final String UPDATE = "update";
  static final String DELETE = "delete";
  static final String SAME = "same";

  private Difference() {}

  /**
   * One row for every key of either side: the wanted row, or the present one where nothing is
   * wanted, with {@link #CHANGE}.
   *
   * @param wanted and {@code present}: the same columns, key never null
   */
  static Dataset<Row> between(
      Dataset<Row> wanted, Dataset<Row> present, List<String> key, List<String> columns) {
    Dataset<Row> fresh = wanted.select(packed(columns).as("n"));
    Dataset<Row> old = present.select(packed(columns).as("o"));
    Column sameKey =
        key.stream()
            .map(name -> col("n." + name).equalTo(col("o." + name)))
            .reduce(Column::and)
            .orElseThrow();
    Column change =
        when(col("o").isNull(), INSERT)
            .when(col("n").isNull(), DELETE)
            .when(col("n").eqNullSafe(col("o")), SAME)
            .otherwise(UPDATE);
    return fresh
        .join(old, sameKey, "full_outer")
        .select(coalesce(col("n"), col("o")).as("row"), change.as(CHANGE))
        .select("row.*", CHANGE);
  }

  private static Column packed(List<String> columns) {
    return struct(columns.stream().map(functions::col).toArray(Column[]::new));
  }
}
