package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.ChangeEnvelope;
import io.finlake.etl.contract.ChangeEnvelope.Vendor;
import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource.Evolution;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EnvelopeRecordsTest {
  private static final String SOURCE =
      "\"source\":{\"connector\":\"mysql\",\"db\":\"shop\",\"table\":\"t\",\"file\":\"b.1\","
          + "\"pos\":4,\"row\":0}";

  @Test
  void aColumnThatAppearsIsUnknownAndOneThatDisappearsIsAbsent() {
    String before = "{\"op\":\"u\",\"after\":{\"id\":1,\"name\":\"Ada\"}," + SOURCE + "}\n";
    String after =
        "{\"op\":\"u\",\"after\":{\"id\":1,\"phone\":\"+44 1\",\"tags\":{\"a\":[1,true,null]}},"
            + SOURCE
            + "}\n";

    Given.Found ignoring = Given.read(spec(Evolution.IGNORE), before + after);
    Given.Found adding = Given.read(spec(Evolution.ADD), before + after);

    assertThat(ignoring.records()).containsExactly("0 1|Ada", before.length() + " 1|null");
    assertThat(ignoring.summary().unknown()).isEqualTo(Map.of("phone", 1L, "tags", 1L));
    assertThat(adding.records())
        .containsExactly(
            "0 1|Ada", before.length() + " 1|null +{phone=+44 1, tags={\"a\":[1,true,null]}}");
  }

  @Test
  void anUnknownFieldThatTheSourceDidNotSendIsNotStoredEither() {
    String message =
        "{\"op\":\"%s\",\"%s\":{\"id\":1,\"note\":\"__debezium_unavailable_value\"}}\n";

    assertThat(
            Given.read(
                    spec(Evolution.ADD),
                    message.formatted("u", "after") + message.formatted("d", "before"))
                .records())
        .map(record -> record.substring(record.indexOf(' ') + 1))
        .containsExactly(
            "1|null +{note=} !envelope: the source did not send the value of note",
            "1|null +{note=}");
  }

  @Test
  void updatesThatChangeTheContractsKeyAreADeleteAndAnInsert() {
    ReadSpec spec =
        Given.stream(
            Vendor.DEBEZIUM,
            "bank,account",
            Given.columns(
                "bank STRING <- at.bank",
                "account DECIMAL(9,1)",
                "city STRING",
                "op STRING <- $operation"));
    String update =
        "{\"op\":\"u\",\"before\":%s,\"after\":{\"at\":{\"bank\":\"B\"},\"account\":1.0,"
            + "\"city\":\"Oslo\"}}";

    // a part of the key, in an object
    assertThat(
            Given.read(
                    spec,
                    update.formatted("{\"at\":{\"bank\":\"A\"},\"account\":1.0,\"city\":\"Rome\"}"))
                .records())
        .containsExactly("0 A|1.0|Rome|delete", "0#1 B|1.0|Oslo|insert");
    // the same number written otherwise; an old image that holds no key says nothing of it
    assertThat(
            Given.read(spec, update.formatted("{\"at\":{\"bank\":\"B\"},\"account\":1.00}"))
                .records())
        .containsExactly("0 B|1.0|Oslo|update");
    assertThat(Given.read(spec, update.formatted("{\"account\":null}")).records())
        .containsExactly("0 B|1.0|Oslo|update");
    // a new image without the key is a row to quarantine, and no reason to delete the old one
    assertThat(
            Given.read(
                    spec,
                    "{\"op\":\"u\",\"before\":{\"at\":{\"bank\":\"B\"},\"account\":1},"
                        + "\"after\":{\"at\":{\"bank\":\"B\"},\"city\":\"Oslo\"}}")
                .records())
        .containsExactly("0 B|null|Oslo|update");
  }

  @Test
  void ofADeleteOnlyWhatItNeedsHasToFit() {
    List<Column> columns = Given.columns("id INT", "born DATE", "name STRING");
    String deleted = "{\"op\":\"d\",\"before\":{\"id\":%s,\"born\":0,\"name\":\"\"}}";

    // PostgreSQL fills what it does not know of a deleted row
    assertThat(
            Given.read(Given.stream(Vendor.DEBEZIUM, "id", columns), deleted.formatted("1"))
                .records())
        .containsExactly("0 1|null|");
    assertThat(
            Given.read(Given.stream(Vendor.DEBEZIUM, "id", columns), deleted.formatted("\"x\""))
                .records())
        .containsExactly("0 null|null| !type id: x");
    // where deletes are kept as rows, all of them has to fit
    ReadSpec.Changes all =
        new ReadSpec.Changes(
            new ChangeEnvelope(Vendor.DEBEZIUM, List.of()), List.of("id"), List.of());
    ReadSpec spec =
        new ReadSpec(
            new Format.JsonLines(),
            columns,
            Evolution.IGNORE,
            List.of(),
            ReadLimits.standard(),
            Optional.of(all));
    assertThat(Given.read(spec, deleted.formatted("1")).records())
        .containsExactly("0 1|null| !type born: 0");
  }

  @Test
  void tablesAreNamedAloneOrWithWhatStandsBeforeThem() {
    String message =
        "{\"op\":\"c\",\"after\":{\"id\":1},\"source\":{\"connector\":\"postgresql\","
            + "\"db\":\"core\",\"schema\":\"public\",\"table\":\"t\"}}";
    for (String name : List.of("t", "public.t", "core.public.t")) {
      assertThat(Given.read(table(name), message).records()).containsExactly("0 1");
    }
    for (String name : List.of("T", "core.t", "x.public.t", "public", "a.core.public.t")) {
      assertThat(Given.read(table(name), message).records()).containsExactly("0 filtered");
    }
    assertThat(Given.read(table("t"), "{\"op\":\"c\",\"after\":{\"id\":1}}").records())
        .containsExactly("0 null !envelope: the message names no table");
  }

  @Test
  void positionsAndTransactionsAreNoCardNumbers() {
    // 4111111111111111 passes the check of card numbers
    String message =
        "{\"op\":\"c\",\"after\":{\"id\":1,\"name\":\"4111111111111111\"},\"source\":{"
            + "\"connector\":\"postgresql\",\"lsn\":4111111111111111,\"txId\":4111111111111111}}";
    ReadSpec spec =
        Given.stream(
            Vendor.DEBEZIUM,
            "id",
            Given.columns("tx STRING <- $transaction", "seq STRING <- $sequence", "name STRING"));

    assertThat(Given.read(spec, message).records())
        .containsExactly(
            "0 4111111111111111|00004111111111111111.1.00004111111111111111.000000000000.000000"
                + "|****************"
                + " !card_number_in_clear name: ****************");
  }

  @Test
  void aNameThatHoldsACardNumberIsNotTakenInClear() {
    String message =
        "{\"op\":\"c\",\"after\":{\"id\":1},\"source\":{\"connector\":\"mysql\","
            + "\"db\":\"shop\",\"table\":\"t4111111111111111\",\"file\":\"b.1\",\"pos\":4,\"row\":0}}";
    ReadSpec spec =
        Given.stream(
            Vendor.DEBEZIUM, "id", Given.columns("id BIGINT", "table_name STRING <- $table"));

    assertThat(Given.read(spec, message).records())
        .containsExactly(
            "0 1|t**************** !card_number_in_clear table_name: t****************");
  }

  @Test
  void aMessageThatIsNotUnderstoodDoesNotBringClassifiedValuesIntoQuarantine() {
    Column secret =
        Given.column("tax_id STRING", Column.Reading.plain(), Classification.CONFIDENTIAL);
    String image = "{\"tax_id\":\"DE811907980\",\"id\":77}";
    String message =
        ("{\"schema\":{\"type\":\"struct\"},\"payload\":{\"op\":\"z\",\"after\":%s,\"before\":null,"
                + "\"source\":{\"connector\":\"mysql\",\"table\":\"t\",\"query\":\"x=1\"}}}\n")
            .formatted(image);
    String bare = image + "\n";

    assertThat(texts(List.of(secret), message + bare))
        .containsExactly(
            "{\"payload\":{\"op\":\"z\",\"after\":{\"tax_id\":\"***\",\"id\":\"***\"},"
                + "\"before\":null,\"source\":{\"connector\":\"mysql\",\"table\":\"t\","
                + "\"query\":\"***\"}}}",
            // no envelope at all: its fields may be a row's
            "{\"tax_id\":\"***\",\"id\":\"***\"}");
    assertThat(texts(Given.columns("id INT"), bare)).containsExactly(image);
  }

  @Test
  void linesThatAreNoJsonAreMalformedAsEverywhere() {
    assertThat(
            Given.read(table("t"), "{\n\n null\n{\"op\":1}{}\n{\"op\":\"c\",\"op\":\"c\"}\n")
                .records())
        .map(record -> record.replaceAll("^\\d+ (null )?|:.*", ""))
        .containsExactly("!malformed", "filtered", "!malformed", "!malformed");
  }

  @Property(tries = 1000)
  void everyLineOfAnythingIsAtLeastOneRecord(@ForAll("text") String text, @ForAll Vendor vendor) {
    ReadSpec spec =
        Given.stream(
            vendor,
            "id",
            Given.columns("id STRING", "seq STRING <- $sequence", "at TIMESTAMP <- $committed_at"));
    long lines = text.lines().filter(line -> !line.isBlank()).count();

    Given.Found found = Given.read(spec, "a", text.getBytes(StandardCharsets.UTF_8));

    assertThat(found.records().stream().filter(record -> !record.matches("\\d+#.*")))
        .hasSize((int) lines);
    long filtered = found.records().stream().filter(record -> record.endsWith(" filtered")).count();
    assertThat(found.summary().records()).isEqualTo(found.records().size() - filtered);
  }

  /** Messages of the fixtures with some of their characters gone or changed. */
  @Provide
  Arbitrary<String> text() {
    List<String> messages =
        List.of(
                "debezium-mysql-without-schema.jsonl",
                "debezium-postgres-with-schema.jsonl",
                "debezium-mongodb.jsonl",
                "debezium-messages-that-are-no-change.jsonl",
                "dms-postgres.jsonl",
                "dms-positions.jsonl",
                "canal-rows.jsonl",
                "maxwell-rows.jsonl")
            .stream()
            .flatMap(file -> Given.messages(file).lines())
            .toList();
    Arbitrary<String> whole = Arbitraries.of(messages);
    Arbitrary<String> other = Arbitraries.of("null", "[]", "{}", "\"\"", "0", "-1e9", "true");
    Arbitrary<String> mutated =
        net.jqwik.api.Combinators.combine(whole, Arbitraries.integers().between(0, 40), other)
            .as(
                (message, skip, value) -> {
                  int at = 0;
                  for (int i = 0; i < skip && message.indexOf(':', at + 1) > 0; i++) {
                    at = message.indexOf(':', at + 1);
                  }
                  int end = at;
                  while (end < message.length() && ",}]".indexOf(message.charAt(end)) < 0) {
                    end++;
                  }
                  return at == 0
                      ? value
                      : message.substring(0, at + 1) + value + message.substring(end);
                });
    return Arbitraries.oneOf(whole, mutated, other)
        .list()
        .ofMaxSize(6)
        .map(lines -> String.join("\n", lines));
  }

  private static ReadSpec spec(Evolution evolution) {
    return new ReadSpec(
        new Format.JsonLines(),
        Given.columns("id INT", "name STRING"),
        evolution,
        List.of(),
        ReadLimits.standard(),
        Optional.of(
            new ReadSpec.Changes(
                new ChangeEnvelope(Vendor.DEBEZIUM, List.of()), List.of("id"), List.of())));
  }

  private static ReadSpec table(String name) {
    return Given.stream(Vendor.DEBEZIUM, "id", Given.columns("id INT"), name);
  }

  private static List<String> texts(List<Column> columns, String messages) {
    byte[] bytes = messages.getBytes(StandardCharsets.UTF_8);
    ReadSpec spec = Given.stream(Vendor.DEBEZIUM, "id", columns);
    List<String> texts = new java.util.ArrayList<>();
    try (RecordReader reader = RecordReaders.open(spec, Given.object("a", bytes))) {
      while (reader.advance()) {
        texts.add(reader.record().text().orElseThrow());
        assertThat(reader.record().textHash().orElseThrow()).hasSize(64);
      }
    }
    return texts;
  }
}
