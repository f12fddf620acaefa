package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource.Evolution;
import io.finlake.etl.error.FinlakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects that were made to hurt: each is read to its end, or refused by its name. */
class HostileObjectsTest {
  private static final Format JSON = new Format.JsonLines();
  private static final String SECRET = "Xqzvw";

  private static ReadSpec spec(Format format, String... columns) {
    return Given.spec(format, Given.columns(columns));
  }

  private static ReadSpec classified(Format format) {
    List<Column> columns = new ArrayList<>(Given.columns("id STRING"));
    columns.add(Given.column("secret STRING", Column.Reading.plain(), Classification.CONFIDENTIAL));
    return Given.spec(format, columns);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }

  // --- line ends and headers ---------------------------------------------------------------------

  @Test
  void rowsThatEndInCarriageReturnsAloneAreNotSwallowedByTheHeader() {
    assertThatThrownBy(() -> Given.read(spec(Given.csv(), "id STRING"), "id,name\r1,a\r2,b"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("the header of object cannot be used")
        .hasMessageContaining("lines end in LF or CR LF");
  }

  @Test
  void aCarriageReturnWithinALineIsNoPartOfAnyValue() {
    Format.Csv csv = csvOf("id", "name");
    assertThat(Given.read(spec(csv, "id STRING", "name STRING"), "1,a\r2\n3,\"b\rc\"\n").records())
        // in quotes it is a character like others
        .containsExactly("0 null|null !malformed: " + LineRecords.LONE_RETURN, "6 3|b\rc");
    Format.LogLines log = new Format.LogLines("(?<id>[^|]*)", StandardCharsets.UTF_8);
    assertThat(Given.read(spec(log, "id STRING"), "a\rb\nc\r\n").records())
        .containsExactly("0 null !malformed: " + LineRecords.LONE_RETURN, "4 c");
  }

  @Test
  void fixedWidthRowsBehindACarriageReturnAreNotLeftOutAsTheRestOfTheFirst() {
    Column id =
        new Column(
            "id",
            Given.columns("id STRING").get(0).type(),
            false,
            "",
            Classification.INTERNAL,
            new io.finlake.etl.contract.Protection.None(),
            new Column.SourceField("id", java.util.Optional.of(new Column.SourceField.Span(0, 2))),
            Column.Reading.plain());
    ReadSpec spec = Given.spec(new Format.FixedWidth(StandardCharsets.UTF_8), List.of(id));
    assertThat(Given.read(spec, "A1\rA2\rA3\r").records())
        .containsExactly("0 null !malformed: " + LineRecords.LONE_RETURN);
  }

  @Test
  void theHeaderThatStandsAgainIsNoRow() throws IOException {
    byte[] members = joined(gzip(utf8("id,name\n1,a\n")), gzip(utf8("id,name\n2,b\n")));
    assertThat(
            Given.read(spec(Given.csv(), "id STRING", "name STRING"), "a.csv.gz", members)
                .records())
        .containsExactly(
            "8 1|a", "12 null|null !malformed: the header stands here again", "20 2|b");
  }

  private static Format.Csv csvOf(String... names) {
    return new Format.Csv(',', '"', '"', false, List.of(names), false, StandardCharsets.UTF_8);
  }

  @Test
  void anEmptyObjectAndOneOfNothingButAHeaderHaveNoRecords() {
    for (String text : List.of("", "id,name", "id,name\n", "\ufeffid,name\r\n\r\n\n")) {
      assertThat(Given.read(spec(Given.csv(), "id STRING"), text).records()).isEmpty();
    }
  }

  // --- compression -------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".zst"})
  void whereverTwoCompressedPartsAreCutTheObjectIsRefused(String suffix) throws IOException {
    byte[] first = packed(suffix, "{\"id\":\"1\"}\n");
    byte[] both = joined(first, packed(suffix, "{\"id\":\"2\"}\n"));
    ReadSpec spec = spec(JSON, "id STRING");
    assertThat(Given.read(spec, "a" + suffix, both).records()).containsExactly("0 1", "11 2");
    for (int cut = 1; cut < both.length; cut++) {
      byte[] part = Arrays.copyOf(both, cut);
      if (cut == first.length) {
        assertThat(Given.read(spec, "a" + suffix, part).records()).containsExactly("0 1");
      } else {
        assertThatThrownBy(() -> Given.read(spec, "a" + suffix, part))
            .as("cut at %d", cut)
            .isInstanceOf(FinlakeException.class)
            .hasMessageContaining("the object a" + suffix + " cannot be read to its end");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {".gz", ".zst"})
  void bytesBehindTheCompressedDataAreNotPassedOver(String suffix) throws IOException {
    for (String behind : List.of("\r", "\n\n", "x", "{\"id\":\"3\"}\n")) {
      byte[] bytes = joined(packed(suffix, "{\"id\":\"1\"}\n"), utf8(behind));
      assertThatThrownBy(() -> Given.read(spec(JSON, "id STRING"), "a" + suffix, bytes))
          .as(behind)
          .isInstanceOf(FinlakeException.class);
    }
  }

  private static byte[] packed(String suffix, String text) throws IOException {
    return suffix.equals(".gz") ? gzip(utf8(text)) : Zstd.compress(utf8(text));
  }

  @Test
  void aDecompressionBombIsRefusedWhenItHasGivenWhatIsAllowed() throws IOException {
    ReadLimits limits = new ReadLimits(1 << 16, 1 << 10, 100, 100, 1 << 20, 10);
    byte[] zeros = new byte[32 << 20];
    for (String suffix : List.of(".gz", ".zst")) {
      byte[] bomb = suffix.equals(".gz") ? gzip(zeros) : Zstd.compress(zeros);
      assertThatThrownBy(
              () -> Given.read(spec(JSON, "id STRING").withLimits(limits), "a" + suffix, bomb))
          .hasMessageContaining("it inflates to more than");
    }
    // A record without an end is one record, and only its beginning is held.
    assertThat(Given.read(spec(JSON, "id STRING"), "a.zst", Zstd.compress(zeros)).records())
        .singleElement()
        .asString()
        .startsWith("0 null !record_too_long: the record has 33554432 bytes");
  }

  @Test
  void anArchiveIsNoText() throws IOException {
    byte[] rows = utf8("{\"id\":\"1\"}\n");
    byte[] zip = {'P', 'K', 3, 4, 20, 0, 0, 0};
    List<byte[]> inside = List.of(gzip(rows), Zstd.compress(rows), zip);
    for (byte[] archive : inside) {
      assertThatThrownBy(() -> Given.read(spec(JSON, "id STRING"), "a.json", archive))
          .hasMessageContaining("data stands where text should");
      assertThatThrownBy(() -> Given.read(spec(JSON, "id STRING"), "a.json.gz", gzip(archive)))
          .hasMessageContaining("data stands where text should");
    }
  }

  // --- JSON --------------------------------------------------------------------------------------

  @Test
  void nestingWithoutEndIsABrokenRecordAndNoStackOverflow() {
    String deep = "{\"id\":\"1\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    for (Evolution evolution : Evolution.values()) {
      ReadSpec spec =
          new ReadSpec(
              JSON, Given.columns("id STRING"), evolution, List.of(), ReadLimits.standard());
      assertThat(Given.read(spec, deep + "\n{\"id\":\"2\"}").records())
          .satisfiesExactly(
              one -> assertThat(one).startsWith("0 null !malformed").contains("depth"),
              two -> assertThat(two).endsWith(" 2"));
    }
    assertThatThrownBy(
            () -> Given.read(spec(new Format.JsonDocument(""), "id STRING"), "[" + deep + "]"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("depth");
    assertThatThrownBy(
            () -> Given.read(spec(new Format.Xml("row"), "id STRING"), "<a>".repeat(100_000)))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("deeper");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e999999999",
        "-1e999999999",
        "1e-999999999",
        "NaN",
        "Infinity",
        "-Infinity",
        "+1",
        "01",
        "1.",
        ".5",
        "0x10",
        "1_000",
        "1e",
        "--1",
        "9223372036854775808"
      })
  void whatIsNoNumberOfTheTypeIsQuarantinedAndNeverRounded(String number) {
    assertThat(Given.read(spec(JSON, "n BIGINT"), "{\"n\":" + number + "}").records())
        .singleElement()
        .asString()
        .startsWith("0 null !");
    assertThat(
            Given.read(spec(csvOf("n"), "n DECIMAL(18,2)"), "1e999999999\n1e-999999999").records())
        .allMatch(record -> record.contains(" null !type n: 1e"));
  }

  @Test
  void aDigitOfATextIsKeptButHalfACharacterIsNot() {
    assertThat(
            Given.read(
                    spec(JSON, "id STRING"),
                    """
                    {"id":"\\ud800"}
                    {"id":"\\udc00\\ud800"}
                    {"id":"a\\u0000b"}
                    {"id":"\\ud83d\\ude00"}
                    {"id":"\\u202eabc e\\u0301"}
                    """)
                .records())
        .satisfiesExactly(
            half -> assertThat(half).contains("null !encoding id"),
            swapped -> assertThat(swapped).contains("null !encoding id"),
            nul -> assertThat(nul).contains("null !encoding id"),
            // a whole pair, and text that only looks odd, are text
            whole -> assertThat(whole).endsWith(" 😀"),
            odd -> assertThat(odd).endsWith(" \u202eabc e\u0301"));
  }

  @Test
  void bytesThatAreNoUtf8AreNoText() {
    // overlong slash, overlong NUL, a surrogate, beyond the last character, a lone continuation
    int[][] bad = {
      {0xc0, 0xaf}, {0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xf4, 0x90, 0x80, 0x80}, {0x80}, {0xff, 0xfe}
    };
    for (int[] sequence : bad) {
      byte[] bytes = new byte[sequence.length];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) sequence[i];
      }
      byte[] line = joined(joined(utf8("{\"id\":\"a"), bytes), utf8("\"}\n{\"id\":\"2\"}"));
      assertThat(Given.read(spec(JSON, "id STRING"), "a", line).records())
          .satisfiesExactly(
              one -> assertThat(one).contains("null !encoding"),
              two -> assertThat(two).endsWith(" 2"));
      assertThatThrownBy(
              () -> Given.read(spec(new Format.JsonDocument(""), "id STRING"), "a", line))
          .isInstanceOf(FinlakeException.class);
    }
  }

  @Test
  void tenThousandColumnsAndFieldsOfAMegabyteAreRead() {
    String names =
        IntStream.range(0, 10_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
    String values = "1,".repeat(9_999) + "x".repeat(1 << 20);
    Given.Found found =
        Given.read(spec(Given.csv(), "c0 BIGINT", "c9999 STRING"), names + "\n" + values);
    assertThat(found.records()).containsExactly((names.length() + 1) + " 1|" + "x".repeat(1 << 20));
    // a thousand names are counted one by one
    assertThat(found.summary().unknown()).hasSize(1001).containsEntry("(other)", 8998L);
  }

  @Test
  void aRecordOfADocumentIsNoLongerThanARecordMayBe() {
    ReadLimits limits = ReadLimits.standard().withRecordBytes(1 << 16);
    String many =
        IntStream.range(0, 40_000)
            .mapToObj(i -> "\"n" + i + "\":1")
            .collect(Collectors.joining(","));
    for (Evolution evolution : Evolution.values()) {
      ReadSpec spec =
          new ReadSpec(
              new Format.JsonDocument(""),
              Given.columns("id STRING"),
              evolution,
              List.of(),
              limits);
      for (String long1 :
          List.of(many, "\"x\":{" + many + "}", "\"x\":[" + "[],".repeat(40_000) + "1]")) {
        assertThat(Given.read(spec, "[{\"id\":\"1\"},{" + long1 + "},{\"id\":\"3\"}]").records())
            .satisfiesExactly(
                one -> assertThat(one).isEqualTo("0 1"),
                two -> assertThat(two).startsWith("1 null !record_too_long"),
                three -> assertThat(three).isEqualTo("2 3"));
      }
    }
  }

  // --- what is told ------------------------------------------------------------------------------

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"1\",\"secret\":Xqzvw}",
        "{\"id\":\"1\",\"secret\":\"Xqzvw\"]",
        "{\"id\":\"1\",\"Xqzvw\":1,\"Xqzvw\":2}",
        "{\"id\":\"1\",\"secret\":\"Xqzvw"
      })
  void aReasonQuotesNothingOfARecordWithClassifiedColumns(String line) {
    assertThat(Given.read(classified(JSON), line).records())
        .singleElement()
        .asString()
        .contains("!malformed")
        .doesNotContain(SECRET);
    assertThatThrownBy(() -> Given.read(classified(new Format.JsonDocument("")), "[" + line + "]"))
        .satisfies(thrown -> assertThat(chain(thrown)).doesNotContain(SECRET));
  }

  @Test
  void anErrorQuotesNothingOfAnObjectWithClassifiedColumnsNorACardNumber() {
    for (String xml :
        List.of("<r><row><secret>a<Xqzvw</secret></row></r>", "<r><row>&Xqzvw;</row>")) {
      assertThatThrownBy(() -> Given.read(classified(new Format.Xml("row")), xml))
          .satisfies(thrown -> assertThat(chain(thrown)).doesNotContain(SECRET));
    }
    assertThatThrownBy(
            () ->
                Given.read(
                    spec(new Format.JsonDocument(""), "id STRING"), "[{\"id\":x4111111111111111}]"))
        .satisfies(thrown -> assertThat(chain(thrown)).doesNotContain("4111111111111111"));
  }

  private static String chain(Throwable thrown) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      text.append(each).append('\n');
    }
    return text.toString();
  }

  @Test
  void aPatternWithRepetitionsInRepetitionsDoesNotTakeForEver() {
    Format.LogLines log = new Format.LogLines("(?<id>(a+)+)\\2?b", StandardCharsets.UTF_8);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(Given.read(spec(log, "id STRING"), "a".repeat(60) + "\naab\n").records())
                .containsExactly(
                    "0 null !malformed: the line is too intricate for the pattern", "61 aa"));
  }
}
