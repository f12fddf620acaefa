package io.finlake.etl.table;

import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One write.
 *
 * @param path the table
 * @param appId who counts the numbers; one per table and purpose
 * @param number the batch number; a number not greater than the last one is not written again
 * @param attemptId unique for this try; it must stand in {@code metadata}
 * @param metadata text kept with the commit
 * @param rows makes the rows in the session that is given, which lives for this write alone
 */
public record WriteRequest(
    String path,
    String appId,
    long number,
    String attemptId,
    String metadata,
    Function<SparkSession, Dataset<Row>> rows) {
  public WriteRequest {
    if (!metadata.contains(attemptId)) {
      throw new IllegalArgumentException("the commit's metadata must hold the attempt's id");
    }
  }
}
