package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hive.common.type.HiveDecimal;
import org.apache.hadoop.hive.ql.exec.vector.BytesColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DecimalColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.DoubleColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.ListColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.LongColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.MapColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.StructColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.TimestampColumnVector;
import org.apache.hadoop.hive.ql.exec.vector.VectorizedRowBatch;
import org.apache.orc.CompressionKind;
import org.apache.orc.OrcFile;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrcRecordsTest {
  @TempDir private Path folder;

  @Test
  void everyScalarComesThroughExactly() throws IOException {
    byte[] file =
        one(
            "struct<yes:boolean,tiny:tinyint,big:bigint,half:float,tenth:double,text:string,"
                + "fixed:char(5),raw:binary,amount:decimal(38,2),day:date>",
            columns -> {
              ((LongColumnVector) columns[0]).vector[0] = 1;
              ((LongColumnVector) columns[1]).vector[0] = -128;
              ((LongColumnVector) columns[2]).vector[0] = Long.MIN_VALUE;
              ((DoubleColumnVector) columns[3]).vector[0] = 0.5;
              ((DoubleColumnVector) columns[4]).vector[0] = 0.1;
              text(columns[5], 0, "Zürich");
              text(columns[6], 0, "ab");
              ((BytesColumnVector) columns[7]).setVal(0, new byte[] {(byte) 0xff});
              ((DecimalColumnVector) columns[8])
                  .set(0, HiveDecimal.create("123456789012345678901234567890123456.78"));
              ((LongColumnVector) columns[9]).vector[0] = -1;
            });
    // binary that is no text is no value of a text column
    assertThat(
            records(
                file,
                "yes BOOLEAN",
                "tiny INT",
                "big BIGINT",
                "half DOUBLE",
                "tenth DOUBLE",
                "text STRING",
                "fixed STRING",
                "raw STRING",
                "amount DECIMAL(38,2)",
                "day DATE"))
        .containsExactly(
            "0 true|-128|-9223372036854775808|0.5|0.1|Zürich|ab|null"
                + "|123456789012345678901234567890123456.78|-1 !encoding raw: 1 binary bytes");
  }

  @Test
  void instantsAreMomentsAndTimestampsAreLocalToTheColumnsZone() throws IOException {
    byte[] file =
        one(
            "struct<at:timestamp with local time zone,local:timestamp,fine:timestamp>",
            columns -> {
              stamp(columns[0], 1_500L, 500_001_000);
              stamp(columns[1], 0L, 0);
              stamp(columns[2], 0L, 1);
            });
    Column.Reading berlin = new Column.Reading(List.of(), "Europe/Berlin", List.of(), false, false);
    List<Column> columns =
        List.of(
            Given.columns("at TIMESTAMP").get(0),
            Given.column("local TIMESTAMP", berlin, Classification.INTERNAL),
            Given.columns("fine TIMESTAMP").get(0));
    assertThat(Given.read(Given.spec(new Format.Orc(), columns), "p/a.orc", file).records())
        .containsExactly("0 1500001|-3600000000|null !type fine: a time finer than microseconds");
  }

  @Test
  void structsAreReadByPathAndTheRestIsCounted() throws IOException {
    byte[] file =
        one(
            "struct<party:struct<name:string,rank:int>,tags:array<string>,attrs:map<string,int>,"
                + "gone:struct<x:int>>",
            columns -> {
              StructColumnVector party = (StructColumnVector) columns[0];
              text(party.fields[0], 0, "Ann");
              ListColumnVector tags = (ListColumnVector) columns[1];
              tags.lengths[0] = 2;
              tags.childCount = 2;
              text(tags.child, 0, "a");
              tags.child.noNulls = false;
              tags.child.isNull[1] = true;
              MapColumnVector attrs = (MapColumnVector) columns[2];
              attrs.lengths[0] = 1;
              attrs.childCount = 1;
              text(attrs.keys, 0, "k");
              ((LongColumnVector) attrs.values).vector[0] = 3;
              columns[3].noNulls = false;
              columns[3].isNull[0] = true;
            });
    ReadSpec typed = spec("name STRING <- party.name", "x INT <- gone.x", "tags STRING");

    Given.Found found = Given.read(typed, "p/a.orc", file);
    assertThat(found.records()).containsExactly("0 Ann|null|null !type tags: a list");
    assertThat(found.summary().unknown()).isEqualTo(Map.of("party.rank", 1L, "attrs", 1L));
    ReadSpec shaped =
        typed.withFields(
            List.of(
                new Shape.Field("tags", new Shape.Array(new Shape.Text())),
                new Shape.Field("attrs", new Shape.Mapping(new Shape.Text()))));
    assertThat(Given.read(shaped, "p/a.orc", file).records()).containsExactly("0 [a, null]|{k=3}");
  }

  @ParameterizedTest
  @EnumSource(names = {"NONE", "ZLIB", "SNAPPY", "ZSTD", "LZ4"})
  void everyStripeOfEveryCompressionIsRead(CompressionKind compression) throws IOException {
    byte[] file =
        write(
            "struct<id:int,text:string,more:int>",
            20_000,
            compression,
            (columns, row) -> {
              ((LongColumnVector) columns[0]).vector[row % 1024] = row;
              text(columns[1], row % 1024, "t" + row);
            });

    Given.Found found = Given.read(spec("id INT", "text STRING"), "p/a.orc", file);

    assertThat(found.records()).hasSize(20_000).doesNotHaveDuplicates();
    assertThat(found.records().get(12_345)).isEqualTo("12345 12345|t12345");
    assertThat(found.summary().unknown()).isEqualTo(Map.of("more", 20_000L));
    assertThat(found.summary().sha256()).isEqualTo(Lines.hash(file, 0, file.length));
  }

  @Test
  void whatIsNoOrcFileIsUnreadableAndNamed() throws IOException {
    byte[] file = write("struct<id:int>", 1000, CompressionKind.ZLIB, (columns, row) -> {});

    refused("id,name\n".getBytes(StandardCharsets.UTF_8), "it is not an ORC file");
    refused("OR".getBytes(StandardCharsets.UTF_8), "it is not an ORC file");
    refused("ORC".getBytes(StandardCharsets.UTF_8), "cut off or corrupt");
    refused(Arrays.copyOf(file, file.length / 2), "cut off or corrupt");
    refused(Arrays.copyOf(file, file.length - 1), "cut off or corrupt");
  }

  @Test
  void noDamagedByteThrowsAnythingButTheNamedError() throws IOException {
    byte[] file = one("struct<id:int,text:string>", columns -> text(columns[1], 0, "some text"));
    for (int at = 0; at < file.length; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      try {
        records(damaged, "id INT", "text STRING");
      } catch (FinlakeException named) {
        assertThat(named).hasMessageContaining("p/a.orc");
      }
    }
  }

  private static void refused(byte[] bytes, String why) {
    assertThatThrownBy(() -> records(bytes, "id INT"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("p/a.orc")
        .hasMessageContaining(why);
  }

  private static List<String> records(byte[] file, String... columns) {
    return Given.read(spec(columns), "p/a.orc", file).records();
  }

  private static ReadSpec spec(String... columns) {
    List<Column> read =
        Arrays.stream(columns)
            .map(text -> Given.column(text, Column.Reading.plain(), Classification.INTERNAL))
            .toList();
    return Given.spec(new Format.Orc(), read);
  }

  private static void text(ColumnVector vector, int row, String text) {
    ((BytesColumnVector) vector).setVal(row, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A moment by the milliseconds of its second and the nanoseconds in that second. */
  private static void stamp(ColumnVector vector, long millis, int nanos) {
    ((TimestampColumnVector) vector).setIsUTC(true);
    ((TimestampColumnVector) vector).time[0] = millis;
    ((TimestampColumnVector) vector).nanos[0] = nanos;
  }

  private byte[] one(String schema, java.util.function.Consumer<ColumnVector[]> fill)
      throws IOException {
    return write(schema, 1, CompressionKind.ZLIB, (columns, row) -> fill.accept(columns));
  }

  private byte[] write(
      String schema, int rows, CompressionKind compression, ObjIntConsumer<ColumnVector[]> fill)
      throws IOException {
    Path path = folder.resolve("a.orc");
    Files.deleteIfExists(path);
    TypeDescription type = TypeDescription.fromString(schema);
    VectorizedRowBatch batch = type.createRowBatch(1024);
    try (Writer writer =
        OrcFile.createWriter(
            new org.apache.hadoop.fs.Path(path.toUri()),
            OrcFile.writerOptions(new Configuration(false))
                .setSchema(type)
                .compress(compression)
                .stripeSize(1 << 16)
                .useUTCTimestamp(true))) {
      for (int row = 0; row < rows; row++) {
        fill.accept(batch.cols, row);
        if (++batch.size == 1024 || row == rows - 1) {
          writer.addRowBatch(batch);
          batch.reset();
        }
      }
    }
    return Files.readAllBytes(path);
  }
}
