package io.finlake.etl.parse;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON object of a message, asked for its fields by kind; another kind counts as absent. */
record MessageFields(Map<String, Object> fields) {

  /** Whether the field is there with a value other than null. */
  boolean has(String name) {
    return fields.get(name) != null;
  }

  /** A text, a number by its digits, or true or false; not the empty text. */
  Optional<String> text(String name) {
    Object value = fields.get(name);
    if (value instanceof String text) {
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
    if (value instanceof Value.Numeral numeral) {
      return Optional.of(numeral.text());
    }
    return value instanceof Boolean bool ? Optional.of(bool.toString()) : Optional.empty();
  }

  /** A whole number, in quotes or not. */
  Optional<BigInteger> whole(String name) {
    return text(name).flatMap(MessageFields::digits);
  }

  /** A whole number that a long holds. */
  Optional<Long> count(String name) {
    return whole(name).filter(number -> number.bitLength() < 64).map(BigInteger::longValue);
  }

  /** An object. */
  Optional<MessageFields> object(String name) {
    return fields.get(name) instanceof Map<?, ?> map
        ? Optional.of(new MessageFields(named(map)))
        : Optional.empty();
  }

  /** An array; empty when there is none. */
  List<?> list(String name) {
    return fields.get(name) instanceof List<?> list ? list : List.of();
  }

  /** A JSON object with its names as what they are. */
  static Map<String, Object> named(Map<?, ?> map) {
    Map<String, Object> named = new LinkedHashMap<>();
    map.forEach((name, value) -> named.put((String) name, value));
    return named;
  }

  /** Digits, perhaps with a sign, as a number. */
  static Optional<BigInteger> digits(String text) {
    return text.matches("-?[0-9]{1,40}") ? Optional.of(new BigInteger(text)) : Optional.empty();
  }
}
