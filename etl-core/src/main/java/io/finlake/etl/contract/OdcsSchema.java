package io.finlake.etl.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The check of a contract against the Open Data Contract Standard v3.1 in two stages, by JSON
 * Schemas of draft 2019-09: first finlake's own, which is narrower and whose messages name a
 * remedy; then, where nothing at all was found, the standard's. See ADR 0001.
 */
final class OdcsSchema {
  private static final String OWN = "odcs-v3.1.schema.json";
  private static final String STANDARD = "odcs-json-schema-v3.1.0.json";

  private final Supplier<JsonSchema> own;
  private final Supplier<JsonSchema> standard;

  private OdcsSchema(Supplier<JsonSchema> own, Supplier<JsonSchema> standard) {
    this.own = own;
    this.standard = standard;
  }

  /** The schemas that are shipped beside this class, each read when it is first needed. */
  static OdcsSchema shipped() {
    return new OdcsSchema(() -> Own.SCHEMA, () -> Standard.SCHEMA);
  }

  /** Two schemas as text, in the order in which they are asked. */
  static OdcsSchema of(String own, String standard) {
    JsonSchema first = read(new ByteArrayInputStream(own.getBytes(StandardCharsets.UTF_8)));
    JsonSchema second = read(new ByteArrayInputStream(standard.getBytes(StandardCharsets.UTF_8)));
    return new OdcsSchema(() -> first, () -> second);
  }

  /**
   * Reports what our schema refuses. Where neither it nor an earlier check found anything, reports
   * what the standard's schema refuses, which is nothing unless ours has a hole.
   */
  void check(JsonNode contract, Findings findings) {
    own(contract).forEach(message -> report(message, findings));
    if (findings.problems().isEmpty()) {
      standard(contract).forEach(message -> reportStandard(message, findings));
    }
  }

  /** What our own schema says of a document. */
  Set<ValidationMessage> own(JsonNode contract) {
    return own.get().validate(contract);
  }

  /** What the standard's schema says of a document, whatever ours says. */
  Set<ValidationMessage> standard(JsonNode contract) {
    return standard.get().validate(contract);
  }

  private static JsonSchema read(InputStream in) {
    SchemaValidatorsConfig config =
        SchemaValidatorsConfig.builder().locale(Locale.ROOT).cacheRefs(true).build();
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V201909).getSchema(in, config);
  }

  private static JsonSchema resource(String name) {
    try (InputStream in = OdcsSchema.class.getResourceAsStream(name)) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Read once, when a contract is first checked. */
  private static final class Own {
    static final JsonSchema SCHEMA = resource(OWN);
  }

  /** Read once, when a contract first passes our schema. */
  private static final class Standard {
    static final JsonSchema SCHEMA = resource(STANDARD);
  }

  private static void reportStandard(ValidationMessage message, Findings findings) {
    findings.standard(
        place(message.getInstanceLocation()),
        "the standard (ODCS v3.1.0) refuses this: " + message.getError(),
        "write it as the standard says; other tools would not read it");
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
    Set<String> words = new LinkedHashSet<>();
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
