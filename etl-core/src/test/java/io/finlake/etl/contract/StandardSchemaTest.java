package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The Open Data Contract Standard's own schema, which is asked after ours. */
class StandardSchemaTest {
  private static final OdcsSchema SCHEMA = OdcsSchema.shipped();

  static Stream<Path> contracts() throws IOException {
    try (Stream<Path> bank = Files.walk(Path.of("..", "schemas"), 3);
        Stream<Path> real = Files.walk(Path.of("..", "examples", "real"), 3)) {
      return Stream.concat(bank, real)
          .filter(file -> file.endsWith("contract.yaml"))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void everyContractThatShipsIsOneOfTheStandard(Path file) throws IOException {
    assertThat(SCHEMA.standard(document(Files.readString(file)))).isEmpty();
  }

  @Test
  void theContractOfTheGuideIsOneOfTheStandard() throws IOException {
    Matcher block =
        Pattern.compile("```yaml\\n(apiVersion.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "docs", "contracts.md")));

    assertThat(block.find()).isTrue();
    assertThat(SCHEMA.standard(document(block.group(1)))).isEmpty();
  }

  @Test
  void whatOurSchemaAcceptsTheStandardAccepts() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("our schema within the standard's, seed " + seed);
    RandomInstances contracts =
        new RandomInstances(RandomInstances.schema("odcs-v3.1.schema.json"), new Random(seed));
    for (int i = 0; i < 300; i++) {
      JsonNode contract = contracts.next();
      // Guards the generator: what ours refuses would prove nothing.
      assertThat(SCHEMA.own(contract)).as("%s", contract).isEmpty();
      assertThat(SCHEMA.standard(contract)).as("%s", contract).isEmpty();
    }
  }

  @Test
  void theStandardRefusesWhatItDoesNotKnow() {
    // The check is not empty: a field that no version of the standard has, and one of a wrong kind.
    assertThat(SCHEMA.standard(document("kind: DataContract\ncolour: red\nschema: 7\n")))
        .extracting(message -> message.getInstanceLocation().toString() + " " + message.getType())
        .contains(" additionalProperties", " required", "/schema type");
  }

  @Test
  void oursIsAskedFirstAndTheStandardWhereOursFindsNothing() {
    String own = "{\"type\": \"object\", \"required\": [\"a\"]}";
    String standard = "{\"properties\": {\"b\": {\"type\": \"integer\"}}}";
    OdcsSchema both = OdcsSchema.of(own, standard);

    assertThat(problems(both, "b: text")).containsExactly("the contract lacks 'a'");
    assertThat(problems(both, "a: 1\nb: text"))
        .containsExactly("the standard (ODCS v3.1.0) refuses this: string found, integer expected");
    assertThat(problems(both, "a: 1\nb: 2")).isEmpty();
  }

  @Test
  void theFileIsTheOneThatWasPublished() throws IOException, NoSuchAlgorithmException {
    try (InputStream schema = OdcsSchema.class.getResourceAsStream("odcs-json-schema-v3.1.0.json");
        InputStream origin = OdcsSchema.class.getResourceAsStream("README.md")) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(schema.readAllBytes());

      assertThat(new String(origin.readAllBytes(), StandardCharsets.UTF_8))
          .contains(HexFormat.of().formatHex(digest));
    }
  }

  private static List<String> problems(OdcsSchema schema, String yaml) {
    YamlDocument document = YamlDocument.parse(yaml);
    Findings findings = new Findings("a/contract.yaml", document.lines());
    schema.check(document.root(), findings);
    return findings.problems().stream().map(Problem::text).toList();
  }

  private static JsonNode document(String yaml) {
    YamlDocument document = YamlDocument.parse(yaml);
    assertThat(document.flaws()).isEmpty();
    return document.root();
  }
}
