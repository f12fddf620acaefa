package io.finlake.etl.curate;

import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Rows of a table that some work would change.
 *
 * @param identity the columns that tell its rows apart, never null
 * @param newColumns whether the table would get columns that it does not have
 * @param rows in a session: {@code _change} ({@code insert}, {@code update} or {@code delete}),
 *     {@code n} the row as it would be (a struct, null where it would be gone) and {@code o} as it
 *     is (null where there is none)
 */
public record ExpectedChanges(
    List<String> identity, boolean newColumns, Function<SparkSession, Dataset<Row>> rows) {
  static final String CHANGE = "_change";
  static final String NEW = "n";
  static final String OLD = "o";

  public ExpectedChanges {
    identity = List.copyOf(identity);
  }
}
