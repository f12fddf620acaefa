package io.finlake.etl.parse;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Row images of Debezium, with values typed as the schema block says, where there is one. The
 * logical types are those of the connectors' pages "Data type mappings"; without a block nothing is
 * guessed, and numbers stay numbers.
 *
 * <p>Timestamps without a zone ({@code io.debezium.time.Timestamp} and its kin) are local times, so
 * the column's {@code defaultTimezone} says which moment they mean.
 */
final class DebeziumTypes {
  /** Debezium's default of {@code unavailable.value.placeholder}, and the same as bytes. */
  private static final Set<String> UNAVAILABLE =
      Set.of(
          "__debezium_unavailable_value",
          Base64.getEncoder()
              .encodeToString(
                  "__debezium_unavailable_value"
                      .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));

  private static final JsonFactory DOCUMENTS = JsonObjects.strict(ReadLimits.standard());
  private static final long DAY_NANOS = 86_400_000_000_000L;

  private final Optional<MessageFields> schema;

  private DebeziumTypes(Optional<MessageFields> schema) {
    this.schema = schema;
  }

  /** The types of a message's schema block. */
  static DebeziumTypes of(Optional<MessageFields> schema) {
    return new DebeziumTypes(schema);
  }

  /** The image of that name, {@code before} or {@code after}; empty when the message lacks it. */
  Optional<Map<String, Object>> image(MessageFields payload, String name) {
    Object value = payload.fields().get(name);
    if (value instanceof String document) {
      return document(document);
    }
    if (!(value instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    Map<String, MessageFields> fields =
        schema
            .flatMap(block -> Optional.ofNullable(fields(block).get(name)))
            .map(DebeziumTypes::fields)
            .orElse(Map.of());
    return Optional.of(struct(map, fields));
  }

  private static Map<String, MessageFields> fields(MessageFields struct) {
    Map<String, MessageFields> fields = new LinkedHashMap<>();
    for (Object each : struct.list("fields")) {
      if (each instanceof Map<?, ?> map) {
        MessageFields field = new MessageFields(MessageFields.named(map));
        field.text("field").ifPresent(name -> fields.put(name, field));
      }
    }
    return fields;
  }

  private static Map<String, Object> struct(Map<?, ?> image, Map<String, MessageFields> fields) {
    Map<String, Object> typed = new LinkedHashMap<>();
    image.forEach(
        (key, value) -> {
          MessageFields field = fields.get((String) key);
          typed.put(
              (String) key, unavailable(value) ? new Value.Unavailable() : typed(value, field));
        });
    return typed;
  }

  /** Also an array of one such value, which is how arrays are said not to be there. */
  private static boolean unavailable(Object value) {
    return value instanceof List<?> list
        ? list.size() == 1 && unavailable(list.get(0))
        : value instanceof String text && UNAVAILABLE.contains(text);
  }

  private static Object typed(Object value, MessageFields field) {
    if (value == null || field == null) {
      return value;
    }
    String type = field.text("name").orElse("");
    if (value instanceof Value.Numeral numeral) {
      return MessageFields.digits(numeral.text())
          .filter(number -> number.bitLength() < 64)
          .map(number -> counted(type, number.longValue(), value))
          .orElse(value);
    }
    if (value instanceof String text) {
      return text(type, text, field);
    }
    if (value instanceof Map<?, ?> map) {
      return type.equals("io.debezium.data.VariableScaleDecimal")
          ? variable(new MessageFields(MessageFields.named(map)), value)
          : struct(map, fields(field));
    }
    return value;
  }

  private static Object counted(String type, long count, Object value) {
    return switch (type) {
      case "io.debezium.time.Date", "org.apache.kafka.connect.data.Date" -> new Value.Day(count);
      case "io.debezium.time.Timestamp", "org.apache.kafka.connect.data.Timestamp" ->
          Math.abs(count) > Long.MAX_VALUE / 1000
              ? new Value.Unfit(count + " ms")
              : new Value.LocalMoment(count * 1000);
      case "io.debezium.time.MicroTimestamp" -> new Value.LocalMoment(count);
      case "io.debezium.time.NanoTimestamp" ->
          count % 1000 == 0
              ? new Value.LocalMoment(count / 1000)
              : new Value.Unfit(count + " ns, finer than microseconds");
      case "io.debezium.time.Time", "org.apache.kafka.connect.data.Time" ->
          time(count, 1_000_000, value);
      case "io.debezium.time.MicroTime" -> time(count, 1_000, value);
      case "io.debezium.time.NanoTime" -> time(count, 1, value);
      default -> value;
    };
  }

  /** A time of day as ISO text; what is none, such as a stretch of 25 hours, stays a number. */
  private static Object time(long count, long nanos, Object value) {
    boolean ofDay = count >= 0 && count < DAY_NANOS / nanos;
    return ofDay
        ? DateTimeFormatter.ISO_LOCAL_TIME.format(LocalTime.ofNanoOfDay(count * nanos))
        : value;
  }

  private static Object text(String type, String text, MessageFields field) {
    return switch (type) {
      case "org.apache.kafka.connect.data.Decimal" ->
          field
              .object("parameters")
              .flatMap(parameters -> parameters.count("scale"))
              .map(scale -> decimal(text, scale))
              .orElseGet(() -> new Value.Unfit("a decimal without scale"));
      case "io.debezium.time.IsoDate" ->
          text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
      default -> text;
    };
  }

  private static Object variable(MessageFields struct, Object value) {
    Optional<Long> scale = struct.count("scale");
    Optional<String> bytes = struct.text("value");
    return scale.isPresent() && bytes.isPresent() ? decimal(bytes.get(), scale.get()) : value;
  }

  /** Two's complement, most significant byte first, as Kafka Connect's Decimal says. */
  private static Object decimal(String base64, long scale) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      boolean fits = bytes.length > 0 && bytes.length <= 64 && Math.abs(scale) <= 1000;
      return fits
          ? new BigDecimal(new BigInteger(bytes), (int) scale)
          : new Value.Unfit("a decimal of " + bytes.length + " bytes and scale " + scale);
    } catch (IllegalArgumentException notBase64) {
      return new Value.Unfit("a decimal that is not base64");
    }
  }

  /** MongoDB's documents come as text that is JSON; its wrapped scalars become what they mean. */
  private static Optional<Map<String, Object>> document(String text) {
    try (JsonParser parser = DOCUMENTS.createParser(text)) {
      Object value = JsonTree.read(parser, parser.nextToken());
      return value instanceof Map<?, ?> map && parser.nextToken() == null
          ? Optional.of(MessageFields.named((Map<?, ?>) MongoValues.plain(map)))
          : Optional.empty();
    } catch (IOException | IllegalStateException notJson) {
      return Optional.empty();
    }
  }
}
