package io.finlake.etl.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The check of a contract against the Open Data Contract Standard v3.1, by a JSON Schema (draft
 * 2019-09) that is narrower than the standard's own: see ADR 0001.
 */
final class OdcsSchema {
  private static final String RESOURCE = "odcs-v3.1.schema.json";

  private final JsonSchema schema;

  private OdcsSchema(JsonSchema schema) {
    this.schema = schema;
  }

  /** Reads the schema that is shipped beside this class. */
  static OdcsSchema load() {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().locale(Locale.ROOT).cacheRefs(true).build();
    try (InputStream in = OdcsSchema.class.getResourceAsStream(RESOURCE)) {
      return new OdcsSchema(
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909).getSchema(in, config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reports everything that the standard refuses. */
  void check(JsonNode contract, Findings findings) {
    for (ValidationMessage message : schema.validate(contract)) {
      report(message, findings);
    }
  }

  private static void report(ValidationMessage message, Findings findings) {
    Place place = place(message.getInstanceLocation());
    String name = place.steps().isEmpty() ? "the contract" : "'" + last(place) + "'";
    List<String> given = new ArrayList<>();
    for (Object argument : message.getArguments()) {
      given.add(String.valueOf(argument));
    }
    String first = given.isEmpty() ? "" : given.get(0);
    if (message.getEvaluationPath().contains("oneOf")) {
      findings.standard(
          place,
          "a library rule needs exactly one comparison",
          "write one of mustBe, mustBeGreaterThan, mustBeGreaterOrEqualTo, mustBeLessThan,"
              + " mustBeLessOrEqualTo, mustBeBetween");
      return;
    }
    switch (message.getType()) {
      case "additionalProperties" ->
          findings.standard(
              place.key(message.getProperty()),
              "'" + message.getProperty() + "' is not known here",
              known(message));
      case "required" ->
          findings.standard(place, name + " lacks '" + message.getProperty() + "'", "write it");
      case "type" ->
          findings.standard(place, name + " is not of the type " + expected(message), "write one");
      case "enum", "const" ->
          findings.standard(
              place,
              name + " is " + shown(message.getInstanceNode()),
              "write " + choices(message.getSchemaNode()));
      case "false" ->
          findings.standard(
              place,
              name + " does not go with this type of rule",
              "custom rules have engine and implementation, library rules metric and a comparison");
      case "pattern" ->
          findings.standard(
              place, name + " is no semantic version", "write major.minor.patch, as in 1.0.0");
      default ->
          findings.standard(
              place,
              name + " " + message.getError(),
              "correct it: " + message.getType() + " is " + first);
    }
  }

  private static String known(ValidationMessage message) {
    JsonNode properties = message.getSchemaNode();
    return properties == null ? "leave it out" : "leave it out, or correct its spelling";
  }

  private static String expected(ValidationMessage message) {
    return message.getSchemaNode() == null ? "expected" : message.getSchemaNode().asText();
  }

  private static String shown(JsonNode value) {
    return value == null ? "wrong" : "'" + value.asText(value.toString()) + "'";
  }

  private static String choices(JsonNode schema) {
    if (schema == null || !schema.isArray()) {
      return schema == null ? "what the standard says" : schema.asText();
    }
    Set<String> words = new java.util.LinkedHashSet<>();
    schema.forEach(word -> words.add(word.asText()));
    return "one of " + String.join(", ", words);
  }

  private static Place place(JsonNodePath path) {
    Place place = Place.root();
    for (int i = 0; i < path.getNameCount(); i++) {
      Object step = path.getElement(i);
      place = step instanceof Integer index ? place.item(index) : place.key(String.valueOf(step));
    }
    return place;
  }

  private static String last(Place place) {
    int index = place.steps().size() - 1;
    while (index > 0 && place.steps().get(index).startsWith("[")) {
      index--;
    }
    return String.join("", place.steps().subList(index, place.steps().size())).substring(1);
  }
}
