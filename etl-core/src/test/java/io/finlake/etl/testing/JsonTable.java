package io.finlake.etl.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Tables written in tests as JSON lines. A line that begins with {@code //} says why the next row
 * is there. A key that is left out is null; a key that is no column fails, as does a number that
 * does not fit its type.
 */
public final class JsonTable {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  private JsonTable() {}

  /**
   * The rows of a text block.
   *
   * @param ddl the columns as Spark DDL; STRING, BOOLEAN, INT, BIGINT, DECIMAL, DATE and TIMESTAMP
   * @param lines one JSON object a line; dates and moments as ISO 8601 text
   */
  public static Dataset<Row> of(String ddl, String lines) {
    StructType schema = StructType.fromDDL(ddl);
    List<Row> rows = new ArrayList<>();
    for (String line : lines.lines().map(String::strip).toList()) {
      if (!line.isEmpty() && !line.startsWith("//")) {
        rows.add(row(schema, line));
      }
    }
    return SharedSession.spark().createDataFrame(rows, schema);
  }

  private static Row row(StructType schema, String line) {
    JsonNode json = parsed(line);
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!List.of(schema.fieldNames()).contains(name)) {
                throw new IllegalArgumentException("no column " + name + " in " + schema.toDDL());
              }
            });
    List<Object> values = new ArrayList<>();
    for (StructField field : schema.fields()) {
      JsonNode value = json.get(field.name());
      boolean absent = value == null || value.isNull();
      values.add(absent ? null : typed(field.dataType(), value));
    }
    return RowFactory.create(values.toArray());
  }

  private static JsonNode parsed(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException thrown) {
      throw new IllegalArgumentException("not a JSON object: " + line, thrown);
    }
  }

  private static Object typed(DataType type, JsonNode value) {
    if (type instanceof DecimalType decimal) {
      return new BigDecimal(value.asText()).setScale(decimal.scale());
    }
    if (type.equals(DataTypes.StringType)) {
      return value.textValue();
    }
    if (type.equals(DataTypes.DateType)) {
      return Date.valueOf(LocalDate.parse(value.textValue()));
    }
    if (type.equals(DataTypes.TimestampType)) {
      return Timestamp.from(Instant.parse(value.textValue()));
    }
    if (type.equals(DataTypes.LongType) && value.canConvertToLong()) {
      return value.longValue();
    }
    if (type.equals(DataTypes.IntegerType) && value.canConvertToInt()) {
      return value.intValue();
    }
    if (type.equals(DataTypes.BooleanType) && value.isBoolean()) {
      return value.booleanValue();
    }
    throw new IllegalArgumentException(value + " is not " + type.sql());
  }
}
