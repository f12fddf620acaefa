package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.error.FinlakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class AvroRecordsTest {

  @Test
  void logicalTypesComeThroughExactly() throws IOException {
    Schema schema =
        record(
            """
            {"name":"day","type":["null",{"type":"int","logicalType":"date"}]},
            {"name":"ms","type":{"type":"long","logicalType":"timestamp-millis"}},
            {"name":"us","type":{"type":"long","logicalType":"timestamp-micros"}},
            {"name":"local","type":{"type":"long","logicalType":"local-timestamp-micros"}},
            {"name":"amount","type":{"type":"bytes","logicalType":"decimal","precision":38,"scale":2}},
            {"name":"rate","type":{"type":"fixed","name":"f","size":3,"logicalType":"decimal",
              "precision":6,"scale":4}},
            {"name":"clock","type":{"type":"int","logicalType":"time-millis"}}\
            """);
    GenericRecord row =
        new GenericRecordBuilder(schema)
            .set("day", -1)
            .set("ms", 1500L)
            .set("us", -1L)
            .set("local", 0L)
            .set("amount", ByteBuffer.wrap(new byte[] {(byte) 0xff, 0x7f}))
            .set(
                "rate",
                new GenericData.Fixed(schema.getField("rate").schema(), new byte[] {0, 0, 5}))
            .set("clock", 1)
            .build();
    // 0xff7f is -129 cents; five ten-thousandths have no place in two digits
    assertThat(
            records(
                file(schema, row),
                "day DATE",
                "ms TIMESTAMP",
                "us TIMESTAMP",
                "local TIMESTAMP",
                "amount DECIMAL(18,2)",
                "rate DECIMAL(9,2)",
                "clock TIMESTAMP"))
        .containsExactly(
            "0 -1|1500000|-1|0|-1.29|null|null !type rate: 0.0005"
                + " !type clock: a time of day without a day");
  }

  @Test
  void aDoubleIsADecimalWhereOnlyOneCouldHaveBeenWritten() throws IOException {
    Schema schema =
        record(
            """
            {"name":"cents","type":"double"},{"name":"third","type":"double"},
            {"name":"long_one","type":"double"},{"name":"fine","type":"double"},
            {"name":"small","type":"float"},{"name":"count","type":"double"},
            {"name":"nan","type":"double"},{"name":"text","type":"double"}\
            """);
    GenericRecord row =
        new GenericRecordBuilder(schema)
            .set("cents", 49756.53)
            .set("third", 1.0 / 3)
            .set("long_one", Double.parseDouble("9007199254740993"))
            .set("fine", 0.125)
            .set("small", 0.1f)
            .set("count", 3.0)
            .set("nan", Double.NaN)
            .set("text", 1.5)
            .build();
    // a third has 16 digits, and so has 2^53 (its neighbour was written); 0.125 has one too many
    assertThat(
            records(
                file(schema, row),
                "cents DECIMAL(18,2)",
                "third DECIMAL(38,20)",
                "long_one BIGINT",
                "fine DECIMAL(18,2)",
                "small DECIMAL(18,2)",
                "count INT",
                "nan DECIMAL(18,2)",
                "text STRING"))
        .containsExactly(
            "0 49756.53|null|null|null|0.10|3|null|null"
                + " !type third: 0.3333333333333333"
                + " !type long_one: 9.007199254740992E15"
                + " !type fine: 0.125 !type nan: NaN !type text: 1.5");
  }

  @Test
  void recordsAreReadByPathAndTheRestIsCounted() throws IOException {
    Schema schema =
        record(
            """
            {"name":"party","type":["null",{"type":"record","name":"p","fields":[
              {"name":"name","type":"string"},{"name":"rank","type":"int"}]}]},
            {"name":"tags","type":{"type":"array","items":"string"}},
            {"name":"card","type":["null","long"]}\
            """);
    Schema party = schema.getField("party").schema().getTypes().get(1);
    GenericRecord ann = new GenericRecordBuilder(party).set("name", "Ann").set("rank", 1).build();
    GenericRecordBuilder row = new GenericRecordBuilder(schema).set("tags", List.of("a"));
    byte[] file =
        file(
            schema,
            row.set("party", ann).set("card", 7L).build(),
            row.set("party", null).set("card", null).build());

    Given.Found found =
        Given.read(spec("name STRING <- party.name", "card STRING"), "p/a.avro", file);

    assertThat(found.records()).containsExactly("0 Ann|7", "1 null|null");
    assertThat(found.summary().unknown()).isEqualTo(Map.of("party.rank", 1L, "tags", 2L));
  }

  @Test
  void whatIsNoAvroFileOrEndsEarlyIsUnreadableAndNamed() throws IOException {
    Schema schema = record("{\"name\":\"id\",\"type\":\"long\"}");
    GenericRecord row = new GenericRecordBuilder(schema).set("id", 1L).build();
    byte[] file = file(schema, row, row, row);

    for (byte[] bytes :
        List.of(
            "id\n1\n".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(file, file.length - 1),
            Arrays.copyOf(file, 20))) {
      assertThatThrownBy(() -> records(bytes, "id BIGINT"))
          .isInstanceOf(FinlakeException.class)
          .hasMessageContaining("p/a.avro");
    }
  }

  @Test
  void noDamagedByteThrowsAnythingButTheNamedError() throws IOException {
    Schema schema =
        record("{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"text\",\"type\":\"string\"}");
    byte[] file =
        file(schema, new GenericRecordBuilder(schema).set("id", 1L).set("text", "t").build());
    for (int at = 0; at < file.length; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      try {
        records(damaged, "id BIGINT", "text STRING");
      } catch (FinlakeException named) {
        assertThat(named).hasMessageContaining("p/a.avro");
      }
    }
  }

  private static List<String> records(byte[] file, String... columns) {
    return Given.read(spec(columns), "p/a.avro", file).records();
  }

  private static ReadSpec spec(String... columns) {
    List<Column> read =
        Arrays.stream(columns)
            .map(text -> Given.column(text, Column.Reading.plain(), Classification.INTERNAL))
            .toList();
    return Given.spec(new Format.Avro(), read);
  }

  private static Schema record(String fields) {
    return new Schema.Parser()
        .parse("{\"type\":\"record\",\"name\":\"r\",\"fields\":[" + fields + "]}");
  }

  private static byte[] file(Schema schema, GenericRecord... rows) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.deflateCodec(6)).create(schema, bytes);
      for (GenericRecord row : rows) {
        writer.append(row);
      }
    }
    return bytes.toByteArray();
  }
}
