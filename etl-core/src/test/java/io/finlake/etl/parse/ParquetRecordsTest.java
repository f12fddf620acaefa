package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource.Evolution;
import io.finlake.etl.error.FinlakeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetRecordsTest {

  @Test
  void everyPhysicalTypeComesThroughExactly() throws IOException {
    byte[] file =
        ParquetFiles.one(
            """
            message m {
              required boolean yes;
              required int32 small;
              required int32 tiny (INTEGER(8,true));
              required int32 plain_u (INTEGER(32,false));
              required int64 big;
              required int64 big_u (INTEGER(64,false));
              required float half;
              required double tenth;
              required binary text (STRING);
              required binary raw;
            }
            """,
            g -> {
              g.add("yes", true);
              g.add("small", -7);
              g.add("tiny", 127);
              g.add("plain_u", -1);
              g.add("big", Long.MIN_VALUE);
              g.add("big_u", -1L);
              g.add("half", 0.5f);
              g.add("tenth", 0.1d);
              g.add("text", "Zürich");
              g.add("raw", "bytes that are text");
            });
    // the unsigned ones: 2^32 - 1 and 2^64 - 1, which no BIGINT holds
    assertThat(
            ParquetFiles.read(
                spec(
                    "yes BOOLEAN",
                    "small INT",
                    "tiny INT",
                    "plain_u BIGINT",
                    "big BIGINT",
                    "big_u DECIMAL(20,0)",
                    "half DOUBLE",
                    "tenth DOUBLE",
                    "text STRING",
                    "raw STRING"),
                file))
        .containsExactly(
            "0 true|-7|127|4294967295|-9223372036854775808|18446744073709551615|0.5|0.1|Zürich"
                + "|bytes that are text");
  }

  @Test
  void decimalsOfAllFourStoragesKeepEveryDigit() throws IOException {
    byte[] file =
        ParquetFiles.one(
            """
            message m {
              required int32 a (DECIMAL(9,2));
              required int64 b (DECIMAL(18,4));
              required binary c (DECIMAL(38,2));
              required fixed_len_byte_array(5) d (DECIMAL(10,3));
            }
            """,
            g -> {
              g.add("a", -12345);
              g.add("b", 15000L);
              g.add("c", Binary.fromConstantByteArray(new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0}));
              g.add("d", Binary.fromConstantByteArray(new byte[] {-1, -1, -1, -1, -2}));
            });
    // b has trailing zeros beyond the column's scale, d (-0.002) a digit that does not fit
    assertThat(
            ParquetFiles.read(
                spec("a DECIMAL(18,2)", "b DECIMAL(18,2)", "c DECIMAL(38,2)", "d DECIMAL(18,2)"),
                file))
        .containsExactly("0 -123.45|1.50|184467440737095516.16|null !type d: -0.002");
  }

  @Test
  void datesAndMomentsOfEveryUnit() throws IOException {
    byte[] int96 =
        ByteBuffer.allocate(12)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(1_500_000L)
            .putInt(2_440_589)
            .array();
    byte[] file =
        ParquetFiles.one(
            """
            message m {
              required int32 day (DATE);
              required int64 ms (TIMESTAMP(MILLIS,true));
              required int64 us (TIMESTAMP(MICROS,true));
              required int64 local (TIMESTAMP(MICROS,false));
              required int64 ns (TIMESTAMP(NANOS,true));
              required int64 fine (TIMESTAMP(NANOS,true));
              required int96 old;
              required int32 clock (TIME(MILLIS,true));
            }
            """,
            g -> {
              g.add("day", -1);
              g.add("ms", 1500L);
              g.add("us", 1_500_001L);
              g.add("local", 0L);
              g.add("ns", 2_000L);
              g.add("fine", 2_001L);
              g.add("old", Binary.fromConstantByteArray(int96));
              g.add("clock", 1);
            });
    List<Column> columns =
        List.of(
            column("day DATE"),
            column("ms TIMESTAMP"),
            column("us TIMESTAMP"),
            Given.column(
                "local TIMESTAMP",
                new Column.Reading(List.of(), "Europe/Berlin", List.of(), false, false),
                Classification.INTERNAL),
            column("ns TIMESTAMP"),
            column("fine TIMESTAMP"),
            column("old TIMESTAMP"),
            column("clock TIMESTAMP"));
    // midnight in Berlin on 1970-01-01 was an hour before the epoch; Julian day 2440589 is a day
    // after it
    assertThat(ParquetFiles.read(Given.spec(new Format.Parquet(), columns), file))
        .containsExactly(
            "0 -1|1500000|1500001|-3600000000|2|null|86400001500|null"
                + " !type fine: a time finer than microseconds"
                + " !type clock: a time of day without a day");
  }

  @Test
  void groupsListsAndMapsAreReadByPathOrByShape() throws IOException {
    byte[] file =
        ParquetFiles.one(
            """
            message m {
              optional group party { required binary name (STRING); optional int32 rank; }
              optional group tags (LIST) { repeated group list { optional binary element (STRING); } }
              optional group attrs (MAP) {
                repeated group key_value { required binary key (STRING); optional int32 value; } }
              repeated int32 old;
              optional group gone { required int32 x; }
            }
            """,
            g -> {
              g.addGroup("party").append("name", "Ann");
              Group tags = g.addGroup("tags");
              tags.addGroup("list").append("element", "a");
              tags.addGroup("list");
              g.addGroup("attrs").addGroup("key_value").append("key", "k").append("value", 3);
              g.add("old", 1);
              g.add("old", 2);
            });
    ReadSpec typed = spec("name STRING <- party.name", "x INT <- gone.x", "tags STRING");
    // a list is no value of a text column; a NULL group is NULL below; party.rank counts though
    // its party was asked for, like the columns that nobody asked for
    Given.Found found = Given.read(typed, "a", file);
    assertThat(found.records()).containsExactly("0 Ann|null|null !type tags: a list");
    assertThat(found.summary().unknown())
        .containsExactlyInAnyOrderEntriesOf(Map.of("party.rank", 1L, "attrs", 1L, "old", 1L));
    Shape text = new Shape.Text();
    ReadSpec shaped =
        typed.withFields(
            List.of(
                new Shape.Field("tags", new Shape.Array(text)),
                new Shape.Field("attrs", new Shape.Mapping(text)),
                new Shape.Field("old", new Shape.Array(text)),
                new Shape.Field(
                    "party", new Shape.Struct(List.of(new Shape.Field("name", text))))));
    assertThat(ParquetFiles.read(shaped, file)).containsExactly("0 [a, null]|{k=3}|[1, 2]|[Ann]");
  }

  @Test
  void missingColumnsAreNullAndUnknownOnesAreKeptWhereTheContractAddsThem() throws IOException {
    byte[] file =
        ParquetFiles.one(
            "message m { required int32 id; optional binary more (STRING); optional int32 none; }",
            g -> g.append("id", 1).append("more", "4111 1111 1111 1111"));
    ReadSpec plain = spec("id INT", "absent STRING");
    ReadSpec adding =
        new ReadSpec(
            plain.format(), plain.columns(), Evolution.ADD, List.of(), ReadLimits.standard());

    assertThat(ParquetFiles.read(plain, file)).containsExactly("0 1|null");
    assertThat(Given.read(plain, "a", file).summary().unknown())
        .isEqualTo(Map.of("more", 1L, "none", 1L));
    assertThat(ParquetFiles.read(adding, file).get(0))
        .startsWith("0 1|null +{more=")
        .doesNotContain("4111 1111 1111");
  }

  @Test
  void aFileWithNoneOfTheColumnsStillHasItsRecords() throws IOException {
    byte[] file =
        ParquetFiles.one("message m { required int32 other; }", g -> g.append("other", 1));

    assertThat(ParquetFiles.read(spec("id INT"), file)).containsExactly("0 null");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD", "LZ4_RAW"})
  void everyRowGroupOfEveryCompressionIsRead(CompressionCodecName codec) throws IOException {
    byte[] file =
        ParquetFiles.write(
            "message m { required int32 id; required binary text (STRING); }",
            20_000,
            codec,
            (i, g) -> g.append("id", i).append("text", "t" + i % 7 + (i > 9_000 ? "x" + i : "")));

    Given.Found found = Given.read(spec("id INT", "text STRING"), "p/a.parquet", file);

    assertThat(found.records()).hasSize(20_000).doesNotHaveDuplicates();
    assertThat(found.records().get(8_999)).isEqualTo("8999 8999|t4");
    assertThat(found.records().get(19_999)).isEqualTo("19999 19999|t0x19999");
    assertThat(found.summary().bytes()).isEqualTo(file.length);
    assertThat(found.summary().sha256()).isEqualTo(Lines.hash(file, 0, file.length));
  }

  @Test
  void whatIsNoParquetFileIsUnreadableAndNamed() throws IOException {
    byte[] file =
        ParquetFiles.write(
            "message m { required int32 id; }",
            1000,
            CompressionCodecName.SNAPPY,
            (i, g) -> g.append("id", i));
    byte[] damaged = file.clone();
    damaged[20] ^= 1;

    refused("id,name\n".getBytes(StandardCharsets.UTF_8), "not a Parquet file");
    refused("PAR1".getBytes(StandardCharsets.UTF_8), "cut off");
    refused(Arrays.copyOf(file, file.length / 2), "cut off");
    refused("PAR1....\0\1\0\0PAR1".getBytes(StandardCharsets.UTF_8), "corrupt");
    refused(damaged, "corrupt");
  }

  @Test
  void noDamagedByteThrowsAnythingButTheNamedError() throws IOException {
    byte[] file =
        ParquetFiles.one(
            "message m { required int32 id; optional binary text (STRING); }",
            g -> g.append("id", 1).append("text", "text"));
    for (int at = 0; at < file.length; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      try {
        ParquetFiles.read(spec("id INT", "text STRING"), damaged);
      } catch (FinlakeException named) {
        assertThat(named).hasMessageContaining("p/a.parquet");
      }
    }
  }

  private static void refused(byte[] bytes, String why) {
    assertThatThrownBy(() -> ParquetFiles.read(spec("id INT"), bytes))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("p/a.parquet")
        .hasMessageContaining(why);
  }

  private static Column column(String text) {
    return Given.columns(text).get(0);
  }

  private static ReadSpec spec(String... columns) {
    return Given.spec(
        new Format.Parquet(), Arrays.stream(columns).map(ParquetRecordsTest::from).toList());
  }

  private static Column from(String text) {
    return Given.column(text, Column.Reading.plain(), Classification.INTERNAL);
  }
}
