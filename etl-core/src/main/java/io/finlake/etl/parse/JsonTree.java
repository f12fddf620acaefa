package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON values as lists, maps and scalars: {@code String}, {@code Boolean}, {@link Value.Numeral}
 * and null.
 */
final class JsonTree {
  private JsonTree() {}

  /** A record goes on beyond the place where it should have ended. */
  static final class TooLong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private TooLong() {
      super("the record is too long", null, false, false);
    }
  }

  /** Fails when the parser of a document stands beyond a place. */
  static void require(JsonParser parser, long end) {
    if (end < Long.MAX_VALUE && parser.currentLocation().getCharOffset() > end) {
      throw new TooLong();
    }
  }

  /** Passes over the value that the parser stands at; names in it are held while it lasts. */
  static void skip(JsonParser parser, long end) throws IOException {
    int depth = parser.currentToken().isStructStart() ? 1 : 0;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      require(parser, end);
    }
  }

  /** The value that the parser stands at, to its end; its depth is bounded by the parser. */
  static Object read(JsonParser parser, JsonToken token) throws IOException {
    return read(parser, token, Long.MAX_VALUE);
  }

  /** The same, of a document, where a value that ends behind a place is {@link TooLong}. */
  static Object read(JsonParser parser, JsonToken token, long end) throws IOException {
    require(parser, end);
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      JsonToken next;
      while ((next = parser.nextToken()) != JsonToken.END_ARRAY) {
        list.add(read(parser, next, end));
      }
      return list;
    }
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> map = new LinkedHashMap<>();
      String name;
      while ((name = parser.nextFieldName()) != null) {
        map.put(name, read(parser, parser.nextToken(), end));
      }
      return map;
    }
    return scalar(parser, token);
  }

  /** The scalar that the parser stands at. */
  static Object scalar(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> new Value.Numeral(parser.getText());
    };
  }

  /** The value as text for people: scalars by their text, the rest as JSON. */
  static String shown(Object value, JsonFactory factory) {
    if (value == null) {
      return "";
    }
    return value instanceof Map || value instanceof List
        ? json(value, factory)
        : Fields.shown(value);
  }

  /** The value as JSON. */
  static String json(Object value, JsonFactory factory) {
    StringWriter writer = new StringWriter();
    try (JsonGenerator generator = factory.createGenerator(writer)) {
      write(value, generator);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
    return writer.toString();
  }

  private static void write(Object value, JsonGenerator out) throws IOException {
    if (value instanceof Map<?, ?> map) {
      out.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.writeFieldName((String) entry.getKey());
        write(entry.getValue(), out);
      }
      out.writeEndObject();
    } else if (value instanceof List<?> list) {
      out.writeStartArray();
      for (Object element : list) {
        write(element, out);
      }
      out.writeEndArray();
    } else if (value == null) {
      out.writeNull();
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Value.Numeral numeral) {
      out.writeNumber(numeral.text());
    } else {
      out.writeString(Fields.shown(value));
    }
  }
}
