package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource.Evolution;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLineRecordsTest {
  private static final ReadSpec PAYMENTS =
      Given.spec(
          new Format.JsonLines(),
          Given.columns("id STRING", "amount DECIMAL(18,2)", "on DATE <- booking.on"));

  @Test
  void valuesAreTypedAndOffsetsAreBytes() {
    Given.Found found =
        Given.read(
            PAYMENTS,
            """
            {"id":"é1","amount":12.50,"booking":{"on":"2026-01-31"}}
            {"id":"2","amount":"7"}
            """);

    assertThat(found.records())
        .containsExactly(
            // 2026-01-31 is day 20484 since 1970
            "0 é1|12.50|20484",
            // é has two bytes: the first line has 57 and its line feed one; absent is NULL
            "58 2|7.00|null");
    assertThat(found.summary().records()).isEqualTo(2);
  }

  @Test
  void numbersKeepTheirExactTextAndNothingIsRounded() {
    assertThat(
            Given.read(
                    PAYMENTS,
                    """
                    {"id":100000000000000000001.10,"amount":1.005}
                    {"id":true,"amount":1e2}
                    {"id":"a","amount":99999999999999999.99}
                    {"id":"a","amount":-1.500}
                    """)
                .records())
        .map(record -> record.replaceFirst("\\d+ ", ""))
        .containsExactly(
            // a third fraction digit does not fit scale 2
            "100000000000000000001.10|null|null !type amount: 1.005",
            // an exponent is another way to write 100
            "true|100.00|null",
            // 17 digits before the point, the type has 16
            "a|null|null !type amount: 99999999999999999.99",
            // a trailing zero beyond the scale says nothing
            "a|-1.50|null");
  }

  @Test
  void whatIsNoJsonObjectIsOneBrokenRecordEach() {
    List<String> records =
        Given.read(
                PAYMENTS,
                """
                {"id":"1"
                [1]
                {"id":"1"} {"id":"2"}
                {"id":"1","id":"2"}
                {"amount":NaN}
                {"amount":Infinity}
                {"amount":01}
                text
                {"id":"ok"}
                """)
            .records();

    assertThat(records).hasSize(9);
    assertThat(records.subList(0, 8))
        .allMatch(record -> record.contains(" null|null|null !malformed"));
    assertThat(records.get(3)).contains("Duplicate field 'id'");
    assertThat(records.get(8)).endsWith("ok|null|null");
  }

  @Test
  void aBrokenRecordKeepsItsMaskedTextAndTheHashOfItsBytes() {
    String line = "{\"id\":\"1\",\"card\": 4111 1111 1111 1111";
    try (RecordReader reader =
        RecordReaders.open(PAYMENTS, Given.object("o", line.getBytes(StandardCharsets.UTF_8)))) {
      assertThat(reader.advance()).isTrue();
      ParsedRecord record = reader.record();
      assertThat(record.text()).contains("{\"id\":\"1\",\"card\": **** **** **** ****");
      assertThat(record.textHash())
          .contains(Lines.hash(line.getBytes(StandardCharsets.UTF_8), 0, line.length()));
      assertThat(record.reasons()).hasSize(1);
      assertThat(reader.advance()).isFalse();
    }
  }

  @Test
  void anObjectWhereAScalarShouldBeIsAReason() {
    assertThat(
            Given.read(
                    PAYMENTS,
                    """
                    {"id":{"x":1},"amount":[1],"booking":"2026-01-31"}
                    {"id":null,"amount":"","booking":null}
                    """)
                .records())
        .map(record -> record.replaceFirst("\\d+ ", ""))
        .containsExactly(
            "null|null|null !type id: a JSON object !type amount: a JSON array"
                + " !type on: a JSON scalar",
            // null and an empty text for a number are absent
            "null|null|null");
  }

  @Test
  void anEmptyTextInQuotesIsAValueOfATextColumnOnly() {
    assertThat(Given.read(PAYMENTS, "{\"id\":\"\",\"amount\":\"\"}").records())
        .containsExactly("0 |null|null");
  }

  @Test
  void blankLinesAreNoRecordsAndAMarkIsLeftOut() {
    Given.Found found = Given.read(PAYMENTS, "\ufeff{\"id\":\"1\"}\r\n\r\n  \n{\"id\":\"2\"}");

    // the mark has three bytes, and offsets count it
    assertThat(found.records()).containsExactly("3 1|null|null", "20 2|null|null");
    assertThat(found.summary().records()).isEqualTo(2);
  }

  @Test
  void bytesThatAreNotUtf8AreAReason() {
    byte[] latin = "{\"id\":\"Zoë\"}\n{\"id\":\"ok\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Given.read(PAYMENTS, "o", latin).records())
        .containsExactly(
            "0 null|null|null !encoding: the bytes are not UTF-8 text", "13 ok|null|null");
  }

  @Test
  void nulAndHalfCharactersAreAReason() {
    assertThat(
            Given.read(
                    PAYMENTS,
                    """
                    {"id":"a\\u0000b"}
                    {"id":"\\ud83d"}
                    {"id":"\\ud83d\\ude00"}
                    """)
                .records())
        .map(record -> record.replaceFirst("\\d+ ", ""))
        .containsExactly(
            "null|null|null !encoding id: a\ufffdb",
            "null|null|null !encoding id: \ud83d",
            "😀|null|null");
  }

  @Test
  void deepNestingIsMalformedEvenInFieldsNobodyWants() {
    String deep = "{\"x\":" + "[".repeat(5000) + "]".repeat(5000) + "}";

    assertThat(Given.read(PAYMENTS, deep + "\n{\"id\":\"ok\"}").records())
        .hasSize(2)
        .first()
        .asString()
        .contains("!malformed")
        .contains("depth");
  }

  @Test
  void unknownFieldsAreCountedAndKeptOnlyWhereTheContractAddsThem() {
    String text = "{\"id\":\"1\",\"x\":{\"y\":[1,\"4111111111111111\"]},\"booking\":{\"z\":2}}\n";
    Given.Found ignored = Given.read(PAYMENTS, text + "{\"x\":null}\n{\"x\":1");

    assertThat(ignored.records().get(0)).isEqualTo("0 1|null|null");
    // the third line is no record of its form, so its fields are not known to be fields
    assertThat(ignored.summary().unknown()).isEqualTo(java.util.Map.of("x", 2L, "booking.z", 1L));

    ReadSpec adding =
        new ReadSpec(
            PAYMENTS.format(), PAYMENTS.columns(), Evolution.ADD, List.of(), PAYMENTS.limits());
    assertThat(Given.read(adding, text).records())
        .containsExactly("0 1|null|null +{booking.z=2, x={\"y\":[1,\"****************\"]}}");
  }

  @Test
  void distinctNamesOfUnknownFieldsAreBoundedAndMasked() {
    StringBuilder lines = new StringBuilder("{\"4111111111111111\":1}\n");
    for (int i = 0; i < 1500; i++) {
      lines.append("{\"f").append(i).append("\":1}\n");
    }
    java.util.Map<String, Long> unknown =
        Given.read(PAYMENTS, lines.toString()).summary().unknown();

    assertThat(unknown).hasSize(1001).containsEntry("****************", 1L);
    // 1501 names, 1000 of them by name
    assertThat(unknown).containsEntry(UnknownFields.OTHER, 501L);
  }

  @Test
  void aCardNumberInAClearColumnIsMaskedAndAReason() {
    assertThat(Given.read(PAYMENTS, "{\"id\":\"paid 4111-1111-1111-1111 now\"}").records())
        .containsExactly(
            "0 paid ****-****-****-**** now|null|null"
                + " !card_number_in_clear id: paid ****-****-****-**** now");
  }

  @Test
  void reasonsNeverShowValuesOfClassifiedColumns() {
    Column born = Given.column("born DATE", Column.Reading.plain(), Classification.CONFIDENTIAL);
    ReadSpec spec = Given.spec(new Format.JsonLines(), List.of(born));

    assertThat(Given.read(spec, "{\"born\":\"2023-02-30\"}").records())
        .containsExactly("0 null !type born: ***");
  }
}
