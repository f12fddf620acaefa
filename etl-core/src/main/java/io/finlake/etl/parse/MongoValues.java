package io.finlake.etl.parse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * MongoDB Extended JSON, strict, canonical or relaxed, to plain values: an object of one field that
 * begins with {@code $} is a scalar by the type that the field names.
 */
final class MongoValues {
  private static final long MICROS = 1000;

  private MongoValues() {}

  /** The value with every wrapped scalar in it unwrapped; what is not known stays as it is. */
  static Object plain(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(MongoValues::plain).toList();
    }
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    if (map.size() == 1) {
      Map.Entry<?, ?> only = map.entrySet().iterator().next();
      Optional<Object> scalar = scalar((String) only.getKey(), only.getValue());
      if (scalar.isPresent()) {
        return scalar.get();
      }
    }
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach((name, each) -> plain.put((String) name, plain(each)));
    return plain;
  }

  private static Optional<Object> scalar(String type, Object value) {
    return switch (type) {
      case "$oid", "$uuid", "$symbol" -> Optional.of(value).filter(String.class::isInstance);
      case "$numberLong", "$numberInt", "$numberDecimal", "$numberDouble" ->
          value instanceof String text ? Optional.of(new Value.Numeral(text)) : Optional.empty();
      case "$date" -> date(plain(value));
      default -> Optional.empty();
    };
  }

  /** Milliseconds since 1970, or ISO text with its offset. */
  private static Optional<Object> date(Object value) {
    if (value instanceof String) {
      return Optional.of(value);
    }
    return value instanceof Value.Numeral millis
        ? MessageFields.digits(millis.text())
            .filter(number -> number.bitLength() < 54)
            .map(number -> new Value.Moment(number.longValue() * MICROS))
        : Optional.empty();
  }
}
