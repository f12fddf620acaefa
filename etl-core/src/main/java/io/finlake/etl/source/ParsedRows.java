package io.finlake.etl.source;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The schema of parsed rows: the contract's columns, then technical ones. */
public final class ParsedRows {
  /** {@code _kind} of a row of data. */
  public static final String ROW = "row";

  /** {@code _kind} of a row that a reshape's filter left out, or a message that is no change. */
  public static final String FILTERED = "filtered";

  /** {@code _kind} of the one summary row of an object. */
  public static final String OBJECT = "object";

  private static final String TECHNICAL =
      TechnicalColumn.OBJECT
          + " STRING, "
          + TechnicalColumn.OFFSET
          + " BIGINT, "
          + TechnicalColumn.ITEM
          + " INT, "
          + TechnicalColumn.TEXT
          + " STRING, "
          + TechnicalColumn.TEXT_HASH
          + " STRING, "
          + TechnicalColumn.UNKNOWN
          + " MAP<STRING, STRING>, "
          + TechnicalColumn.REASONS
          + " "
          + TechnicalColumn.REASONS_DDL
          + ", "
          + TechnicalColumn.KIND
          + " STRING, "
          + TechnicalColumn.SUMMARY
          + " "
          + TechnicalColumn.SUMMARY_DDL;

  private ParsedRows() {}

  /**
   * The columns of the contract, typed and nullable, then {@code _object}, {@code _offset}, {@code
   * _item}, {@code _text}, {@code _text_hash}, {@code _unknown}, {@code _reasons}, {@code _kind},
   * {@code _summary}.
   */
  public static StructType schema(Contract contract) {
    List<StructField> fields = new ArrayList<>();
    for (Column column : contract.columns()) {
      fields.add(DataTypes.createStructField(column.name(), sparkType(column.type()), true));
    }
    return withTechnical(fields);
  }

  static StructType withTechnical(List<StructField> fields) {
    List<StructField> all = new ArrayList<>(fields);
    all.addAll(List.of(technical().fields()));
    return DataTypes.createStructType(all);
  }

  static StructType technical() {
    return StructType.fromDDL(TECHNICAL);
  }

  /** Spark's type of a contract's type. */
  public static DataType sparkType(ColumnType type) {
    return DataType.fromDDL(type.ddl());
  }
}
