package io.finlake.etl.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Random documents that a JSON Schema accepts, for the keywords that our own schema uses. */
final class RandomInstances {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> TEXTS = List.of("a", "B 7", "é/ü", "2026-01-05", "x.y-z_1");

  private final JsonNode root;
  private final Random random;

  RandomInstances(JsonNode root, Random random) {
    this.root = root;
    this.random = random;
  }

  JsonNode next() {
    return instance(root);
  }

  private JsonNode instance(JsonNode schema) {
    if (schema.has("$ref")) {
      return instance(root.at(schema.get("$ref").asText().substring(1)));
    }
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("enum")) {
      return any(schema.get("enum"));
    }
    return switch (schema.path("type").asText("anything")) {
      case "object" -> object(schema);
      case "array" -> array(schema);
      case "integer" -> NODES.numberNode(schema.path("minimum").asInt() + random.nextInt(5));
      case "number" -> NODES.numberNode(random.nextInt(100) / 8.0);
      case "boolean" -> NODES.booleanNode(random.nextBoolean());
      case "string" -> NODES.textNode(schema.has("pattern") ? "1.0.12" : text());
      default -> anything();
    };
  }

  private JsonNode anything() {
    List<JsonNode> values =
        List.of(
            NODES.nullNode(),
            NODES.textNode(text()),
            NODES.numberNode(1.5),
            NODES.booleanNode(true),
            NODES.arrayNode().add(text()).addNull(),
            NODES.objectNode().put(text(), 7));
    return values.get(random.nextInt(values.size()));
  }

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private JsonNode any(JsonNode array) {
    return array.get(random.nextInt(array.size()));
  }

  private JsonNode array(JsonNode schema) {
    int least = schema.path("minItems").asInt(0);
    int size = Math.min(least + random.nextInt(3), schema.path("maxItems").asInt(3));
    Set<JsonNode> unique = new LinkedHashSet<>();
    ArrayNode all = NODES.arrayNode();
    while (all.size() < size) {
      JsonNode item = schema.has("items") ? instance(schema.get("items")) : anything();
      if (unique.add(item) || !schema.path("uniqueItems").asBoolean()) {
        all.add(item);
      }
    }
    return all;
  }

  private JsonNode object(JsonNode schema) {
    ObjectNode object = NODES.objectNode();
    if (!schema.has("properties")) {
      return schema.has("additionalProperties") ? object : object.set(text(), anything());
    }
    Set<String> required = texts(schema.path("required"));
    for (var property : schema.get("properties").properties()) {
      if (required.contains(property.getKey()) || random.nextInt(3) == 0) {
        object.set(property.getKey(), instance(property.getValue()));
      }
    }
    List<JsonNode> conditions = new ArrayList<>(List.of(schema));
    schema.path("allOf").forEach(conditions::add);
    for (JsonNode condition : conditions) {
      if (condition.has("if")) {
        String branch = holds(condition.get("if"), object) ? "then" : "else";
        meet(condition.path(branch), schema.get("properties"), object);
      }
    }
    return object;
  }

  private static boolean holds(JsonNode condition, ObjectNode object) {
    return condition.get("properties").properties().stream()
        .allMatch(
            it -> {
              JsonNode value = object.path(it.getKey());
              JsonNode word = it.getValue();
              return word.has("const")
                  ? word.get("const").equals(value)
                  : texts(word.get("enum")).contains(value.asText());
            });
  }

  /** Changes an object so that it meets what a branch of a condition asks. */
  private void meet(JsonNode branch, JsonNode properties, ObjectNode object) {
    Set<String> required = texts(branch.path("required"));
    if (branch.has("oneOf")) {
      branch.get("oneOf").forEach(one -> object.remove(texts(one.get("required"))));
      required.addAll(texts(any(branch.get("oneOf")).get("required")));
    }
    for (String name : required) {
      object.set(name, instance(properties.get(name)));
    }
    for (var property : branch.path("properties").properties()) {
      if (property.getValue().isBoolean()) {
        object.remove(property.getKey());
      } else if (object.has(property.getKey())) {
        object.set(property.getKey(), instance(property.getValue()));
      }
    }
  }

  private static Set<String> texts(JsonNode array) {
    Set<String> texts = new LinkedHashSet<>();
    array.forEach(it -> texts.add(it.asText()));
    return texts;
  }

  /** A schema as it is shipped. */
  static JsonNode schema(String name) throws java.io.IOException {
    return new ObjectMapper().readTree(OdcsSchema.class.getResource(name));
  }
}
