package io.finlake.etl.lookup;

import io.delta.kernel.types.ArrayType;
import io.delta.kernel.types.BooleanType;
import io.delta.kernel.types.DataType;
import io.delta.kernel.types.DateType;
import io.delta.kernel.types.DecimalType;
import io.delta.kernel.types.IntegerType;
import io.delta.kernel.types.LongType;
import io.delta.kernel.types.MapType;
import io.delta.kernel.types.StringType;
import io.delta.kernel.types.StructField;
import io.delta.kernel.types.StructType;
import io.delta.kernel.types.TimestampType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Column types as Spark's DDL writes them, to Kernel's: {@code STRING}, {@code BIGINT}, {@code
 * INT}, {@code BOOLEAN}, {@code DATE}, {@code TIMESTAMP}, {@code DECIMAL(p,s)}, {@code ARRAY<..>},
 * {@code MAP<.., ..>} and {@code STRUCT<name: .., ..>}. Everything may be NULL, as in Spark.
 */
final class DdlTypes {
  private final String text;
  private int at;

  private DdlTypes(String text) {
    this.text = text;
  }

  static StructType schema(Map<String, String> columns) {
    List<StructField> fields = new ArrayList<>();
    columns.forEach((name, type) -> fields.add(new StructField(name, type(type), true)));
    return new StructType(fields);
  }

  static DataType type(String ddl) {
    DdlTypes reader = new DdlTypes(ddl);
    DataType type = reader.type();
    if (reader.at != ddl.length()) {
      throw reader.unexpected();
    }
    return type;
  }

  private DataType type() {
    String word = word().toUpperCase(Locale.ROOT);
    return switch (word) {
      case "STRING" -> StringType.STRING;
      case "BIGINT" -> LongType.LONG;
      case "INT" -> IntegerType.INTEGER;
      case "BOOLEAN" -> BooleanType.BOOLEAN;
      case "DATE" -> DateType.DATE;
      case "TIMESTAMP" -> TimestampType.TIMESTAMP;
      case "DECIMAL" -> decimal();
      case "ARRAY" -> array();
      case "MAP" -> map();
      case "STRUCT" -> struct();
      default -> throw unexpected();
    };
  }

  private DataType decimal() {
    expect('(');
    int precision = Integer.parseInt(word());
    expect(',');
    int scale = Integer.parseInt(word());
    expect(')');
    return new DecimalType(precision, scale);
  }

  private DataType array() {
    expect('<');
    DataType element = type();
    expect('>');
    return new ArrayType(element, true);
  }

  private DataType map() {
    expect('<');
    DataType key = type();
    expect(',');
    DataType value = type();
    expect('>');
    return new MapType(key, value, true);
  }

  private DataType struct() {
    List<StructField> fields = new ArrayList<>();
    expect('<');
    do {
      String name = word();
      expect(':');
      fields.add(new StructField(name, type(), true));
    } while (accept(','));
    expect('>');
    return new StructType(fields);
  }

  private String word() {
    skipSpaces();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    if (start == at) {
      throw unexpected();
    }
    return text.substring(start, at);
  }

  private boolean accept(char wanted) {
    skipSpaces();
    if (at < text.length() && text.charAt(at) == wanted) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    if (!accept(wanted)) {
      throw unexpected();
    }
  }

  private void skipSpaces() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException("not a type, at character " + at + ": " + text);
  }
}
