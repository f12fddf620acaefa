package io.finlake.etl.source;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.ReadPlan.PlannedObject;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads raw objects to parsed rows. */
public final class RawReader {
  private RawReader() {}

  /**
   * The parsed rows of the objects, in the schema of {@link ParsedRows#schema}; lazy, in no order,
   * read again by every action.
   *
   * <p>Every record gives a row of kind {@code row}; a value that does not fit is NULL with an
   * entry in {@code _reasons}, a record that cannot be parsed has only reasons, {@code _text} and
   * {@code _text_hash}. With a reshape every row that its SELECT makes is a row, of kind {@code
   * filtered} where {@code keep} is not true. With an envelope every change that a message holds is
   * a row; a message that holds none is of kind {@code filtered}. Every object gives one row of
   * kind "object", after it was read to its end.
   *
   * <p>Values are unprotected: nothing of this may be written before it is screened and protected.
   * Actions fail with {@code CHANGED_OBJECT} when an object is not the one in the list and {@code
   * UNREADABLE_OBJECT} when it cannot be read to its end; {@link ReadFailures} finds them in what
   * Spark throws.
   *
   * <p>A reshape that cannot be run narrowly is {@code BAD_CONTRACT}, here and not in an action.
   *
   * @param rawZoneUri the raw zone, without a trailing slash
   */
  public static Dataset<Row> read(
      SparkSession spark, Contract contract, List<RawObject> objects, String rawZoneUri) {
    if (contract.landed().source().reshape().isPresent()) {
      return new Reshaping(spark, contract, objects, rawZoneUri).rows();
    }
    ReadSpec spec = ReadSpec.of(contract);
    ReadPlan plan = ReadPlan.of(rawZoneUri, ReadPlan.Rows.ALL, spec);
    return rows(spark, plan, objects, ParsedRows.schema(contract));
  }

  static Dataset<Row> rows(
      SparkSession spark, ReadPlan plan, List<RawObject> objects, StructType schema) {
    List<PlannedObject> planned =
        objects.stream()
            .map(
                object ->
                    new PlannedObject(
                        object.path(), object.bytes(), object.modified().toEpochMilli()))
            .toList();
    return spark
        .read()
        .format(RawTables.class.getName())
        .schema(schema)
        .option(RawTables.PLAN, plan.encode(planned))
        .load();
  }
}
