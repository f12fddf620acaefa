package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Column.SourceField;
import io.finlake.etl.contract.Column.SourceField.Span;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.error.FinlakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Fixed width, log lines, compression and limits: what all formats of lines share. */
class LineFormatsTest {
  private static final ReadSpec JSON =
      Given.spec(new Format.JsonLines(), Given.columns("id STRING"));

  @Test
  void fixedWidthIsCutByCharactersAndAShortLineIsMalformed() {
    ReadSpec spec =
        Given.spec(
            new Format.FixedWidth(StandardCharsets.UTF_8),
            List.of(span("id STRING", 0, 4), span("amount DECIMAL(9,2)", 4, 6)));
    // é is one character of two bytes; what follows the last span is nobody's; 9 of 10 is short
    assertThat(Given.read(spec, "Zoé1001.50\nAnn2  2.00x\nBob3-03.0\n").records())
        .containsExactly(
            "0 Zoé1|1.50",
            "12 Ann2|2.00",
            "24 null|null !malformed: the line has 9 characters, its fields need 10");
  }

  @Test
  void fixedWidthIsReadInItsCharset() {
    Charset latin = StandardCharsets.ISO_8859_1;
    ReadSpec spec = Given.spec(new Format.FixedWidth(latin), List.of(span("name STRING", 0, 3)));
    assertThat(Given.read(spec, "a", "Zoé\r\nÄnn".getBytes(latin)).records())
        .containsExactly("0 Zoé", "5 Änn");
  }

  @Test
  void theCombinedLogFormatOfTheRealContractIsReadWhole() {
    ReadSpec log =
        ReadSpec.of(
            ContractFiles.read(Path.of("../examples/real")).contracts().stream()
                .filter(contract -> contract.id().toString().equals("web.access_log"))
                .findFirst()
                .orElseThrow());
    String text =
        """
        10.0.0.1 - - [17/May/2015:10:05:03 +0200] "GET /a?b=c HTTP/1.1" 200 203023 "-" "Agent/1 (x)"
        10.0.0.1 - ann [31/Feb/2015:10:05:03 +0000] "GET /a HTTP/1.1" 304 - "http://r/" "A"
        10.0.0.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 1 "-" "cut off
        """;
    // 2015-05-17 is day 16572; a day that is none spoils the moment and the date; no agent's end
    assertThat(Given.read(log, text).records())
        .containsExactly(
            "0 10.0.0.1|null|null|1431849903000000|16572|GET|/a?b=c|HTTP/1.1|200|203023|null"
                + "|Agent/1 (x)",
            "93 10.0.0.1|null|ann|null|null|GET|/a|HTTP/1.1|304|null|http://r/|A"
                + " !type requested_at: 31/Feb/2015:10:05:03 +0000"
                + " !type requested_on: 31/Feb/2015",
            "177 null|null|null|null|null|null|null|null|null|null|null|null"
                + " !malformed: the line does not match the pattern");
  }

  @Test
  void gzipMembersAndZstdAreInflatedAndTheHashIsOfTheStoredBytes() throws IOException {
    byte[] first = gzip("{\"id\":\"1\"}\n");
    byte[] second = gzip("{\"id\":\"2\"}\n");
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    byte[] zstd = Zstd.compress("{\"id\":\"1\"}\n".getBytes(StandardCharsets.UTF_8));

    Given.Found found = Given.read(JSON, "a.jsonl.gz", both);

    assertThat(found.records()).containsExactly("0 1", "11 2");
    assertThat(found.summary().sha256()).isEqualTo(Lines.hash(both, 0, both.length));
    assertThat(Given.read(JSON, "a.jsonl.zst", zstd).records()).containsExactly("0 1");
  }

  @Test
  void bytesAfterAStreamOrMissingFromItMakeTheObjectUnreadable() throws IOException {
    byte[] gzip = gzip("{\"id\":\"1\"}\n");
    byte[] zstd = Zstd.compress("{\"id\":\"1\"}\n".getBytes(StandardCharsets.UTF_8));
    for (byte[] whole : List.of(gzip, zstd)) {
      String name = whole == gzip ? "p/a.gz" : "p/a.zst";
      byte[] trailing = Arrays.copyOf(whole, whole.length + 3);
      Arrays.fill(trailing, whole.length, trailing.length, (byte) 'x');
      byte[] cut = Arrays.copyOf(whole, whole.length - 1);
      for (byte[] bytes : List.of(trailing, cut)) {
        assertThatThrownBy(() -> Given.read(JSON, name, bytes))
            .isInstanceOf(FinlakeException.class)
            .hasMessageContaining(name);
      }
    }
  }

  @Test
  void aLineOfFiftyMegabytesIsOneRecordOfBoundedText() {
    byte[] huge = new byte[50_000_000];
    Arrays.fill(huge, (byte) 'x');
    byte[] next = "\n{\"id\":\"2\"}\n".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(next, 0, huge, huge.length - next.length, next.length);

    try (RecordReader reader = RecordReaders.open(JSON, Given.object("a", huge))) {
      assertThat(reader.advance()).isTrue();
      ParsedRecord record = reader.record();
      assertThat(record.reasons()).extracting(Reason::rule).containsExactly("record_too_long");
      assertThat(record.text().orElseThrow()).hasSizeLessThanOrEqualTo(64 << 10);
      assertThat(record.textHash().orElseThrow())
          .isEqualTo(Lines.hash(huge, 0, huge.length - next.length));
      assertThat(reader.advance()).isTrue();
      assertThat(reader.record().value(0)).isEqualTo("2");
      assertThat(reader.advance()).isFalse();
    }
  }

  @Test
  void localTimesAreOfTheColumnsZoneAndThoseThatAreSkippedDoNotFit() {
    Column.Reading berlin =
        new Column.Reading(
            List.of("dd.MM.yyyy HH:mm", "yyyy-MM-dd HH:mm"),
            "Europe/Berlin",
            List.of(),
            false,
            false);
    ReadSpec spec =
        Given.spec(
            new Format.JsonLines(),
            List.of(Given.column("t TIMESTAMP", berlin, Classification.INTERNAL)));
    // winter is an hour ahead of UTC, summer two; of the repeated hour of October the first one
    // (summer time) is taken; 02:30 of the last Sunday of March does not exist
    assertThat(
            Given.read(
                    spec,
                    """
                    {"t":"05.01.2026 01:00"}
                    {"t":"2026-07-01 02:00"}
                    {"t":"25.10.2026 02:30"}
                    {"t":"29.03.2026 02:30"}
                    {"t":"5.1.2026 01:00"}
                    """)
                .records())
        .map(record -> record.replaceFirst("\\d+ ", ""))
        .containsExactly(
            micros("2026-01-05T00:00:00Z"),
            micros("2026-07-01T00:00:00Z"),
            micros("2026-10-25T00:30:00Z"),
            "null !type t: 29.03.2026 02:30",
            "null !type t: 5.1.2026 01:00");
  }

  private static String micros(String instant) {
    return java.time.Instant.parse(instant).getEpochSecond() + "000000";
  }

  private static Column span(String nameAndType, int start, int length) {
    Column plain = Given.columns(nameAndType).get(0);
    return new Column(
        plain.name(),
        plain.type(),
        false,
        "",
        Classification.INTERNAL,
        new Protection.None(),
        new SourceField(plain.name(), Optional.of(new Span(start, length))),
        new Column.Reading(List.of(), "UTC", List.of(), true, false));
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
