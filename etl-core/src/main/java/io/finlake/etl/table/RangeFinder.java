package io.finlake.etl.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.substring;

import io.finlake.etl.plan.KeyRanges;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Finds a few ranges that hold all values of a column, close around where they cluster. Costs two
 * small jobs.
 */
public final class RangeFinder {
  private static final int BUCKETS = 256;
  private static final String LOW = "low";
  private static final String HIGH = "high";

  private RangeFinder() {}

  /** The ranges of a column's values; absent values are left out. */
  public static KeyRanges of(Dataset<Row> rows, String column) {
    Column value = col("`" + column + "`");
    Dataset<Row> values = rows.select(value.as(column)).where(value.isNotNull());
    Row ends = values.agg(min(value).as(LOW), max(value).as(HIGH)).head();
    if (ends.isNullAt(0)) {
      return new KeyRanges(column, List.of());
    }
    DataType type = values.schema().fields()[0].dataType();
    List<Row> groups =
        values
            .groupBy(group(value, column, type, ends).as("bucket"))
            .agg(min(value).as(LOW), max(value).as(HIGH))
            .orderBy(LOW)
            .limit(BUCKETS + 1)
            .collectAsList();
    List<Row> ranges = groups.size() > BUCKETS ? List.of(ends) : groups;
    int low = ranges.get(0).size() - 2;
    return KeyRanges.of(
        column,
        ranges.stream()
            .map(
                row ->
                    new KeyRanges.Range(
                        literal(row.get(low), type), literal(row.get(low + 1), type)))
            .toList());
  }

  /** Neighbouring values share a group: texts by their first characters, other values by width. */
  private static Column group(Column value, String column, DataType type, Row ends) {
    if (type.equals(DataTypes.StringType)) {
      return substring(value, 1, sharedLength(ends.getString(0), ends.getString(1)) + 2);
    }
    if (type.equals(DataTypes.BooleanType) || type.equals(DataTypes.BinaryType)) {
      return lit(0);
    }
    return expr(
        "width_bucket("
            + number("`" + column + "`", type)
            + ", "
            + number(literal(ends.get(0), type), type)
            + ", "
            + number(literal(ends.get(1), type), type)
            + " + 1, "
            + KeyRanges.MOST
            + ")");
  }

  private static String number(String sql, DataType type) {
    if (type.equals(DataTypes.DateType)) {
      return "CAST(unix_date(" + sql + ") AS DOUBLE)";
    }
    if (type.equals(DataTypes.TimestampType)) {
      return "CAST(unix_micros(" + sql + ") AS DOUBLE)";
    }
    return "CAST(" + sql + " AS DOUBLE)";
  }

  private static int sharedLength(String left, String right) {
    int length = 0;
    while (length < Math.min(left.length(), right.length())
        && left.charAt(length) == right.charAt(length)) {
      length++;
    }
    return length;
  }

  /**
   * A value as a typed SQL literal, for example {@code 100L}: an untyped one would prune nothing.
   */
  private static String literal(Object value, DataType type) {
    return Literal.create(value, type).sql();
  }
}
