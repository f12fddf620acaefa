package io.finlake.etl.parse;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Source values to the shapes of text that a reshape declares. */
final class Shapes {
  private Shapes() {}

  /** The value in that shape, null for NULL; another shape is a {@link MisshapenException}. */
  static Object shape(Shape shape, Object value) {
    if (value == null) {
      return null;
    }
    if (shape instanceof Shape.Text) {
      return text(value);
    }
    if (shape instanceof Shape.Array array && value instanceof List<?> list) {
      List<Object> elements = new ArrayList<>(list.size());
      list.forEach(element -> elements.add(shape(array.element(), element)));
      return elements;
    }
    if (shape instanceof Shape.Struct struct && value instanceof Map<?, ?> map) {
      Object[] fields = new Object[struct.fields().size()];
      for (int i = 0; i < fields.length; i++) {
        Shape.Field field = struct.fields().get(i);
        fields[i] = shape(field.shape(), map.get(field.name()));
      }
      return fields;
    }
    if (shape instanceof Shape.Mapping mapping && value instanceof Map<?, ?> map) {
      Map<String, Object> entries = new LinkedHashMap<>();
      map.forEach((key, each) -> entries.put(key.toString(), shape(mapping.value(), each)));
      return entries;
    }
    throw new MisshapenException("a value has not the shape that the reshape declares");
  }

  /** The exact text of a scalar. */
  static String text(Object value) {
    if (value instanceof Value.Numeral numeral) {
      return numeral.text();
    }
    if (value instanceof Value.Day day) {
      return LocalDate.ofEpochDay(day.epochDay()).toString();
    }
    if (value instanceof Value.Moment moment) {
      return Instant.EPOCH.plus(moment.micros(), java.time.temporal.ChronoUnit.MICROS).toString();
    }
    if (value instanceof Value.LocalMoment local) {
      return LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC)
          .plus(local.micros(), java.time.temporal.ChronoUnit.MICROS)
          .toString();
    }
    if (value instanceof BigDecimal decimal) {
      return Numerals.plain(decimal);
    }
    if (value instanceof byte[] bytes) {
      return new TextDecoder(StandardCharsets.UTF_8)
          .decode(bytes, 0, bytes.length)
          .orElseThrow(() -> new MisshapenException("binary bytes stand where text should"));
    }
    if (value instanceof List || value instanceof Map || value instanceof Value.Unfit) {
      throw new MisshapenException("a list or an object stands where text should");
    }
    return whole(value.toString());
  }

  /** Half a surrogate pair would become another character on the way through the reshape. */
  private static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (text.codePointAt(i) <= Character.MAX_VALUE) {
          throw new MisshapenException("a text holds half a character");
        }
        i++;
      }
    }
    return text;
  }
}
