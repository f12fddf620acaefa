package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;

/** Records are gone, all others stand where they stood, and nothing else reads otherwise. */
class ErasedObjectTest {
  private static final List<Column> COLUMNS = Given.columns("id STRING", "v STRING");

  @Test
  void jsonLinesKeepTheirOffsetsInSeveralGzipMembers() throws IOException {
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(gzip("{\"id\":\"a\",\"v\":\"1\"}\r\n{\"id\":\"bob\",\"v\":\"2\"}\r\n"));
    two.write(gzip("{\"id\":\"c\",\"v\":\"3\"}\nbroken bob\n{\"id\":\"e\",\"v\":\"5\"}"));
    ReadSpec spec = Given.spec(new Format.JsonLines(), COLUMNS);

    byte[] erased = erased(spec, "a.gz", two.toByteArray(), 20, 61);

    List<String> before = Given.read(spec, "a.gz", two.toByteArray()).records();
    assertThat(before).hasSize(5);
    assertThat(Given.read(spec, "a.gz", erased).records())
        .containsExactly(before.get(0), before.get(2), before.get(4));
    assertThat(plain(erased)).doesNotContain("bob").hasSize(90);
    // What is gone already is no error, and nothing more is written.
    assertThat(plain(erased(spec, "a.gz", erased, 20))).isEqualTo(plain(erased));
  }

  @Test
  void aCsvRecordGoesWithTheLineBreaksInItsQuotes() {
    String text = "\ufeffid,v\r\na,1\r\nbob,\"x\r\ny\n\"\r\nc,3\r\n";
    ReadSpec spec = Given.spec(Given.csv(true), COLUMNS);

    byte[] erased = erased(spec, "a.csv", text.getBytes(StandardCharsets.UTF_8), 14);

    // The mark has three bytes, the header and the first record six and five.
    assertThat(Given.read(spec, "a.csv", erased).records()).containsExactly("9 a|1", "27 c|3");
    assertThat(new String(erased, StandardCharsets.UTF_8))
        .doesNotContain("bob")
        .doesNotContain("x");
  }

  @Test
  void charactersOfTwoBytesBecomeWholeLineBreaks() {
    Charset wide = StandardCharsets.UTF_16LE;
    Format.Csv csv = new Format.Csv(',', '"', '"', true, List.of(), false, wide);
    byte[] text = "id,v\na,1\nbob,2\nc,3\n".getBytes(wide);
    ReadSpec spec = Given.spec(csv, COLUMNS);

    byte[] erased = erased(spec, "a.csv", text, 18);

    assertThat(Given.read(spec, "a.csv", erased).records()).containsExactly("10 a|1", "30 c|3");
    assertThat(new String(erased, wide)).isEqualTo("id,v\na,1\n\n\n\n\n\n\nc,3\n");
  }

  @Test
  void fixedWidthAndLogLinesAreBlankAfterwards() {
    List<Column> cut = List.of(span("id", 0, 3), span("v", 3, 1));
    ReadSpec fixed = Given.spec(new Format.FixedWidth(StandardCharsets.UTF_8), cut);
    ReadSpec log =
        Given.spec(new Format.LogLines("(?<id>\\S+) (?<v>\\S+)", StandardCharsets.UTF_8), COLUMNS);

    byte[] lines = erased(fixed, "a.txt", bytes("ann1\nbob2\ncat3\n"), 5);
    byte[] logged = erased(log, "a.log", bytes("ann 1\nbob 2\n"), 6);

    assertThat(Given.read(fixed, "a.txt", lines).records()).containsExactly("0 ann|1", "10 cat|3");
    assertThat(Given.read(log, "a.log", logged).records()).containsExactly("0 ann|1");
    assertThat(new String(logged, StandardCharsets.UTF_8)).isEqualTo("ann 1\n\n\n\n\n\n\n");
  }

  @Test
  void aRecordBeyondTheReadersBufferGoesWhole() {
    String filler = "x".repeat(200_000);
    String text =
        "{\"id\":\"a\",\"v\":\"1\"}\n{\"id\":\"bob\",\"v\":\""
            + filler
            + "\"}\n{\"id\":\"c\",\"v\":\"3\"}\n";
    ReadSpec spec = Given.spec(new Format.JsonLines(), COLUMNS);

    byte[] erased = erased(spec, "a.jsonl", bytes(text), 19);

    assertThat(erased).hasSize(text.length());
    assertThat(new String(erased, StandardCharsets.UTF_8))
        .doesNotContain("x")
        .doesNotContain("bob");
    assertThat(Given.read(spec, "a.jsonl", erased).records()).hasSize(2);
  }

  @Test
  void avroRecordsKeepTheirOrdinalsThroughTwoErasures() throws IOException {
    ReadSpec spec = Given.spec(new Format.Avro(), COLUMNS);
    byte[] file = avro("ann", "bob", "cat", "dan", "eve");

    byte[] once = erased(spec, "a.avro", file, 1);
    byte[] twice = erased(spec, "a.avro", once, 0, 3);

    assertThat(Given.read(spec, "a.avro", once).records())
        .containsExactly("0 ann|1", "2 cat|1", "3 dan|1", "4 eve|1");
    assertThat(Given.read(spec, "a.avro", twice).records()).containsExactly("2 cat|1", "4 eve|1");
    try (DataFileStream<GenericRecord> left =
        new DataFileStream<>(new ByteArrayInputStream(twice), new GenericDatumReader<>())) {
      List<String> ids = new ArrayList<>();
      left.forEach(record -> ids.add(record.get("id").toString()));
      assertThat(ids).containsExactly("cat", "eve");
      assertThat(left.getMetaString("avro.codec")).isEqualTo("deflate");
      assertThat(left.getMetaString("source")).isEqualTo("core");
    }
  }

  @Test
  void parquetRecordsKeepTheirOrdinalsThroughTwoErasures() throws IOException {
    ReadSpec spec = Given.spec(new Format.Parquet(), COLUMNS);
    byte[] file =
        ParquetFiles.write(
            "message m { required binary id (STRING); optional binary v (STRING); }",
            4000,
            CompressionCodecName.SNAPPY,
            (i, group) -> {
              group.add("id", "p" + i);
              if (i % 2 == 0) {
                group.add("v", "v".repeat(40) + i);
              }
            });

    byte[] once = erased(spec, "a.parquet", file, 0, 2500);
    byte[] twice = erased(spec, "a.parquet", once, 1, 3999);

    List<String> before = ParquetFiles.read(spec, file);
    List<String> expected = new ArrayList<>(before);
    expected.removeAll(List.of(before.get(0), before.get(1), before.get(2500), before.get(3999)));
    assertThat(expected).hasSize(3996);
    assertThat(ParquetFiles.read(spec, twice)).isEqualTo(expected);
  }

  private static Column span(String name, int start, int length) {
    Column plain = Given.columns(name + " STRING").get(0);
    return new Column(
        name,
        plain.type(),
        false,
        "",
        Classification.INTERNAL,
        plain.protection(),
        new Column.SourceField(
            name, java.util.Optional.of(new Column.SourceField.Span(start, length))),
        plain.reading());
  }

  private static byte[] avro(String... ids) throws IOException {
    Schema schema =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"r\",\"fields\":[{\"name\":\"id\",\"type\":\"string\"},"
                    + "{\"name\":\"v\",\"type\":[\"null\",\"string\"]}]}");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setMeta("source", "core");
      writer.setCodec(CodecFactory.deflateCodec(6)).create(schema, bytes);
      for (String id : ids) {
        writer.append(new GenericRecordBuilder(schema).set("id", id).set("v", "1").build());
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] erased(ReadSpec spec, String name, byte[] bytes, long... offsets) {
    Set<Long> gone = new java.util.HashSet<>();
    for (long offset : offsets) {
      gone.add(offset);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ErasedObject.write(spec, Given.object(name, bytes), gone, out);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(bytes(text));
    }
    return bytes.toByteArray();
  }

  private static String plain(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
