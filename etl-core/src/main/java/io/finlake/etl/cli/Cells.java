package io.finlake.etl.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a cell's value is written, as text and as JSON. */
final class Cells {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Cells() {}

  /**
   * A value as text: decimals with all their digits and no exponent, dates and moments as ISO 8601,
   * bytes as Base64, lists and maps as JSON; an absent value is the empty text.
   */
  static String text(Object value) {
    if (value instanceof Optional<?>) {
      return "";
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof byte[] bytes) {
      return Base64.getEncoder().encodeToString(bytes);
    }
    if (value instanceof List || value instanceof Map) {
      return json(value);
    }
    return value.toString();
  }

  /** Writes a value as JSON: numbers as numbers, an absent value as {@code null}. */
  static void write(Object value, JsonGenerator json) throws IOException {
    if (value instanceof Optional<?>) {
      json.writeNull();
    } else if (value instanceof Boolean flag) {
      json.writeBoolean(flag);
    } else if (value instanceof Number number) {
      writeNumber(number, json);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(item, json);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(text(entry.getKey()));
        write(entry.getValue(), json);
      }
      json.writeEndObject();
    } else {
      json.writeString(text(value));
    }
  }

  /** JSON has no NaN and no infinities: they are written as text. */
  private static void writeNumber(Number number, JsonGenerator json) throws IOException {
    boolean finite = !(number instanceof Double || number instanceof Float);
    if (finite || Double.isFinite(number.doubleValue())) {
      json.writeNumber(text(number));
    } else {
      json.writeString(number.toString());
    }
  }

  private static String json(Object value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      write(value, json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
