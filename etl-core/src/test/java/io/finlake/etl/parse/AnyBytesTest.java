package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.error.FinlakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever bytes come, every line is one record, and nothing but the named error is thrown. */
class AnyBytesTest {
  private static final List<Column> COLUMNS =
      Given.columns("id STRING", "amount DECIMAL(9,2)", "day DATE", "at TIMESTAMP", "n INT");

  @Property(tries = 2000)
  void everyLineOfJsonIsOneRecord(@ForAll("bytes") byte[] bytes) {
    assertThat(Given.read(Given.spec(new Format.JsonLines(), COLUMNS), "a", bytes).records())
        .hasSize(lines(bytes, AnyBytesTest::isJsonSpace));
  }

  @Property(tries = 2000)
  void everyLineOfCsvIsOneRecord(@ForAll("bytes") byte[] bytes) {
    Format.Csv csv =
        new Format.Csv(
            ',',
            '"',
            '"',
            false,
            List.of("id", "amount", "day", "at", "n"),
            false,
            StandardCharsets.UTF_8);
    assertThat(Given.read(Given.spec(csv, COLUMNS), "a", bytes).records())
        .hasSize(lines(bytes, String::isEmpty));
  }

  @Property(tries = 2000)
  void everyLineOfALogIsOneRecord(@ForAll("bytes") byte[] bytes) {
    Format.LogLines log = new Format.LogLines("(?<id>\\S+) (?<n>.*)", StandardCharsets.UTF_8);
    assertThat(
            Given.read(Given.spec(log, Given.columns("id STRING", "n INT")), "a", bytes).records())
        .hasSize(lines(bytes, String::isEmpty));
  }

  @Property(tries = 1000)
  void documentsAreReadOrRefusedByName(@ForAll("bytes") byte[] bytes) {
    for (Format format :
        List.of(
            new Format.JsonDocument(""),
            new Format.Xml("row"),
            new Format.Avro(),
            new Format.Parquet(),
            new Format.Orc())) {
      try {
        Given.read(Given.spec(format, COLUMNS), "p/named", bytes);
      } catch (FinlakeException refused) {
        assertThat(refused).hasMessageContaining("p/named");
      }
    }
  }

  /** Bytes at random, and pieces that lead deeper into the parsers. */
  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<String> pieces =
        Arbitraries.of(
                "{\"id\":",
                "\"x\"",
                "}",
                "\n",
                "\r\n",
                ",",
                "\"",
                "1e5",
                "[",
                "]",
                "id",
                " ",
                "\\",
                "<row>",
                "</row>",
                "<r>",
                "</r>",
                "&lt;",
                "Obj\1",
                "PAR1",
                "ORC",
                "2026-01-05",
                "{\"amount\":1.5}",
                "\0",
                "é",
                "😀",
                "4111111111111111")
            .list()
            .ofMaxSize(30)
            .map(list -> String.join("", list));
    return Arbitraries.oneOf(
        Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
        pieces.map(text -> text.getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean isJsonSpace(String line) {
    return line.chars().allMatch(c -> c == ' ' || c == '\t' || c == '\r');
  }

  /** Lines that hold anything; blank ones are no records, nor is a byte order mark part of one. */
  private static int lines(byte[] bytes, Predicate<String> isBlank) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    String unmarked = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
    int count = 0;
    for (String line : unmarked.split("\n", -1)) {
      String bare = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      count += isBlank.test(bare) ? 0 : 1;
    }
    return count;
  }
}
