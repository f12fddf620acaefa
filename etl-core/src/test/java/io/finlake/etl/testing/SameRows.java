package io.finlake.etl.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.holdenkarau.spark.testing.JavaDataFrameSuiteBase;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Asserts that two tables hold the same rows, in any order, equal rows counted.
 *
 * <p>The comparison is spark-testing-base's, by the class that needs no test framework of Scala;
 * its base class is written for JUnit 4, of which only the assertions are used.
 */
public final class SameRows {
  private static final JavaDataFrameSuiteBase SUITE = new JavaDataFrameSuiteBase();

  private SameRows() {}

  /** Fails unless both have the same columns, in the same order and of the same types, and rows. */
  public static void assertSame(Dataset<Row> actual, Dataset<Row> expected) {
    assertThat(columns(actual)).isEqualTo(columns(expected));
    // Shown side by side first: a reader wants to see the rows, not that there are 3 instead of 4.
    assertThat(sorted(actual)).isEqualTo(sorted(expected));
    SUITE.assertSmallDataFrameDataEquals(expected, actual);
  }

  private static List<String> columns(Dataset<Row> rows) {
    return Arrays.stream(rows.schema().fields())
        .map(field -> field.name() + " " + field.dataType().sql())
        .toList();
  }

  private static List<String> sorted(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
