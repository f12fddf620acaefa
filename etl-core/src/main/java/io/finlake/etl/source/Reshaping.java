package io.finlake.etl.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.timestamp_micros;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.plan.RawObject;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;

/**
 * Reads objects whose contract reshapes them: the source's fields as text, the contract's SELECT
 * over them, then the same typing as without a reshape. One narrow pipeline, nothing is shuffled.
 *
 * <p>Records that cannot be parsed have no fields to select from. They and the summaries are read
 * beside the others, so every object is read twice.
 */
final class Reshaping {
  private final SparkSession spark;
  private final Contract contract;
  private final List<RawObject> objects;
  private final String rawZoneUri;
  private final SourceFields fields;
  private final ReadSpec spec;

  Reshaping(SparkSession spark, Contract contract, List<RawObject> objects, String rawZoneUri) {
    this.spark = spark;
    this.contract = contract;
    this.objects = objects;
    this.rawZoneUri = rawZoneUri;
    this.fields = SourceFields.of(spark, contract);
    this.spec = ReadSpec.of(contract).withFields(fields.shapes());
  }

  /** The rows in the schema of {@link ParsedRows#schema}. */
  Dataset<Row> rows() {
    return reshaped().unionByName(others());
  }

  private Dataset<Row> reshaped() {
    ReadPlan plan = ReadPlan.of(rawZoneUri, ReadPlan.Rows.PARSED, spec);
    Dataset<Row> records =
        RawReader.rows(spark, plan, objects, ParsedRows.withTechnical(fields.columns()));
    Dataset<Row> selected = new NarrowSelect(spark, contract).apply(records, fields.names());
    ReshapedRows typing = ReshapedRows.of(contract, plan, selected.schema());
    Dataset<Row> typed =
        selected.mapPartitions(typing, Encoders.row(ReshapedRows.schema(contract)));
    return typed.select(columns(typed.columns()));
  }

  /** Days and moments travel as numbers between typing and here. */
  private org.apache.spark.sql.Column[] columns(String[] typed) {
    List<String> technical = List.of(typed).subList(contract.columns().size(), typed.length);
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    for (Column column : contract.columns()) {
      org.apache.spark.sql.Column value = quoted(column.name());
      if (column.type() instanceof ColumnType.Date) {
        value = date_from_unix_date(value);
      } else if (column.type() instanceof ColumnType.Timestamp) {
        value = timestamp_micros(value);
      }
      columns.add(value.as(column.name()));
    }
    for (StructField field : ParsedRows.technical().fields()) {
      boolean present = technical.contains(field.name());
      columns.add(present ? col(field.name()) : lit(null).cast(field.dataType()).as(field.name()));
    }
    return columns.toArray(org.apache.spark.sql.Column[]::new);
  }

  /** Records that could not be parsed, and summaries: no contract column has a value. */
  private Dataset<Row> others() {
    ReadPlan plan = ReadPlan.of(rawZoneUri, ReadPlan.Rows.BROKEN_AND_SUMMARIES, spec);
    Dataset<Row> rows = RawReader.rows(spark, plan, objects, ParsedRows.technical());
    List<org.apache.spark.sql.Column> columns = new ArrayList<>();
    for (Column column : contract.columns()) {
      columns.add(lit(null).cast(ParsedRows.sparkType(column.type())).as(column.name()));
    }
    for (String name : rows.columns()) {
      columns.add(col(name));
    }
    return rows.select(columns.toArray(org.apache.spark.sql.Column[]::new));
  }

  private static org.apache.spark.sql.Column quoted(String name) {
    return col("`" + name + "`");
  }
}
