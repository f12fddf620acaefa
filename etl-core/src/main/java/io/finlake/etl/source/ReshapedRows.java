package io.finlake.etl.source;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.parse.Reason;
import io.finlake.etl.parse.TypedValues;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Types what a SELECT made of records, by the code that types values without a reshape, and gives
 * every row its ordinal among those of its record.
 */
final class ReshapedRows implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;
  private static final int TECHNICAL = 5;

  private final ReadPlan plan;
  private final int[] positions;
  private final boolean emptyIsText;

  private ReshapedRows(ReadPlan plan, int[] positions, boolean emptyIsText) {
    this.plan = plan;
    this.positions = positions;
    this.emptyIsText = emptyIsText;
  }

  /** Finds each contract column among the selected ones; refuses what cannot be typed. */
  static ReshapedRows of(Contract contract, ReadPlan plan, StructType selected) {
    StructField[] fields = selected.fields();
    if (!(fields[2].dataType() instanceof BooleanType)) {
      throw NarrowSelect.refused(
          contract, "keep is no predicate but " + fields[2].dataType().sql());
    }
    int[] positions =
        contract.columns().stream()
            .mapToInt(column -> position(contract, column, fields))
            .toArray();
    Format format = contract.landed().source().format();
    boolean selfDescribing =
        format instanceof Format.JsonLines
            || format instanceof Format.JsonDocument
            || format instanceof Format.Avro
            || format instanceof Format.Parquet
            || format instanceof Format.Orc;
    return new ReshapedRows(plan, positions, selfDescribing);
  }

  private static int position(Contract contract, Column column, StructField[] fields) {
    String wanted = column.from().path();
    int found = -1;
    for (int i = 3; i < fields.length; i++) {
      if (fields[i].name().equalsIgnoreCase(wanted)) {
        if (found >= 0) {
          throw NarrowSelect.refused(contract, "it selects " + wanted + " twice");
        }
        found = i;
      }
    }
    if (found < 0) {
      throw NarrowSelect.refused(contract, "it does not select " + wanted);
    }
    DataType type = fields[found].dataType();
    boolean exactText =
        type instanceof StringType
            || type instanceof BooleanType
            || type instanceof IntegerType
            || type instanceof LongType
            || type instanceof DecimalType
            || type instanceof DateType;
    if (!exactText) {
      throw NarrowSelect.refused(contract, wanted + " is " + type.sql() + " and should be text");
    }
    return found;
  }

  /** The contract's columns with days and moments as numbers, then some technical columns. */
  static StructType schema(Contract contract) {
    List<StructField> fields = new ArrayList<>();
    for (Column column : contract.columns()) {
      fields.add(DataTypes.createStructField(column.name(), carried(column.type()), true));
    }
    StructType technical = ParsedRows.technical();
    for (String name :
        List.of(
            TechnicalColumn.OBJECT,
            TechnicalColumn.OFFSET,
            TechnicalColumn.ITEM,
            TechnicalColumn.REASONS,
            TechnicalColumn.KIND)) {
      fields.add(technical.apply(name));
    }
    return DataTypes.createStructType(fields);
  }

  private static DataType carried(ColumnType type) {
    if (type instanceof ColumnType.Date) {
      return DataTypes.IntegerType;
    }
    return type instanceof ColumnType.Timestamp ? DataTypes.LongType : ParsedRows.sparkType(type);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> selected) {
    TypedValues values = TypedValues.of(plan.spec().columns());
    Ordinal ordinal = new Ordinal();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return selected.hasNext();
      }

      @Override
      public Row next() {
        Row row = selected.next();
        return typed(row, values, ordinal.of(row.getString(0), row.getLong(1)));
      }
    };
  }

  private Row typed(Row selected, TypedValues values, int item) {
    Object[] row = new Object[positions.length + TECHNICAL];
    boolean kept = !selected.isNullAt(2) && selected.getBoolean(2);
    List<Reason> reasons = new ArrayList<>();
    if (kept) {
      for (int i = 0; i < positions.length; i++) {
        Object value = selected.get(positions[i]);
        row[i] = value == null ? null : value(values, i, value.toString(), reasons);
      }
    }
    int technical = positions.length;
    row[technical] = selected.getString(0);
    row[technical + 1] = selected.getLong(1);
    row[technical + 2] = item;
    row[technical + 3] = reasons.stream().map(ReshapedRows::row).toArray(Row[]::new);
    row[technical + 4] = kept ? ParsedRows.ROW : ParsedRows.FILTERED;
    return RowFactory.create(row);
  }

  private Object value(TypedValues values, int position, String text, List<Reason> reasons) {
    return emptyIsText
        ? values.quoted(position, text, reasons)
        : values.text(position, text, reasons);
  }

  private static Row row(Reason reason) {
    return RowFactory.create(
        reason.rule(), reason.column().orElse(null), Reason.SEVERITY, reason.text());
  }

  /** Counts the rows of one record, which stand together. */
  private static final class Ordinal {
    private String object = "";
    private long offset = -1;
    private int next;

    int of(String rowObject, long rowOffset) {
      if (offset != rowOffset || !object.equals(rowObject)) {
        object = rowObject;
        offset = rowOffset;
        next = 0;
      }
      return next++;
    }
  }
}
