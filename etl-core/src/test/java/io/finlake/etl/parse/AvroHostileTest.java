package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Format;
import io.finlake.etl.error.FinlakeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

/** Avro containers whose lengths and schemas lie. */
class AvroHostileTest {
  private static final byte[] SYNC = new byte[16];
  private static final String TEXT = "{\"name\":\"id\",\"type\":\"string\"}";

  /** The container of one block. */
  private static byte[] file(String fields, String codec, long count, byte[] block)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {'O', 'b', 'j', 1});
    number(out, 2);
    text(out, "avro.schema");
    text(out, "{\"type\":\"record\",\"name\":\"r\",\"fields\":[" + fields + "]}");
    text(out, "avro.codec");
    text(out, codec);
    number(out, 0);
    out.write(SYNC);
    number(out, count);
    number(out, block.length);
    out.write(block);
    out.write(SYNC);
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    number(out, bytes.length);
    out.write(bytes);
  }

  private static void number(ByteArrayOutputStream out, long number) {
    long coded = (number << 1) ^ (number >> 63);
    while ((coded & ~0x7fL) != 0) {
      out.write((int) ((coded & 0x7f) | 0x80));
      coded >>>= 7;
    }
    out.write((int) coded);
  }

  private static byte[] bytes(long... numbers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (long number : numbers) {
      number(out, number);
    }
    return out.toByteArray();
  }

  private static List<String> read(byte[] file, String... columns) {
    return Given.read(Given.spec(new Format.Avro(), Given.columns(columns)), "p/a.avro", file)
        .records();
  }

  private static void refused(String why, byte[] file) {
    assertThatThrownBy(() -> read(file, "id STRING"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("the object p/a.avro cannot be read to its end")
        .hasMessageContaining(why);
  }

  @Test
  void aLengthIsBelievedOnlyWhenItsBytesAreThere() throws IOException {
    refused("a value of 2147483639 bytes, 0 are left", file(TEXT, "null", 1, bytes(2147483639L)));
    refused("a value of -1 bytes", file(TEXT, "null", 1, bytes(-1)));
    String list = "{\"name\":\"id\",\"type\":{\"type\":\"array\",\"items\":\"null\"}}";
    refused("2000000000 items", file(list, "null", 1, bytes(2_000_000_000L, 0)));
    refused("items", file(list, "null", 1, bytes(Long.MIN_VALUE, 0)));
    String fixed =
        "{\"name\":\"id\",\"type\":{\"type\":\"fixed\",\"name\":\"f\",\"size\":1000000000}}";
    refused("fixed of more than", file(fixed, "null", 1, bytes(1)));
  }

  @Test
  void recordsThatTakeNoBytesAreNotCountedForEver() throws IOException {
    refused("4000000000 records in 0 bytes", file("", "null", 4_000_000_000L, bytes()));
    refused("a block of -1 records", file(TEXT, "null", -1, bytes(1)));
  }

  @Test
  void aBlockThatHoldsMoreThanItsRecordsLosesNone() throws IOException {
    byte[] two = {2, 'a', 2, 'b'};
    assertThat(read(file(TEXT, "null", 2, two), "id STRING")).containsExactly("0 a", "1 b");
    refused("a block holds more than its records", file(TEXT, "null", 1, two));
    refused("", file(TEXT, "null", 3, two));
  }

  @Test
  void recordsInRecordsWithoutEndAreNoStackOverflow() throws IOException {
    String self = "{\"name\":\"id\",\"type\":[\"null\",\"r\"]}";
    byte[] deep = new byte[100_001];
    java.util.Arrays.fill(deep, (byte) 2);
    deep[100_000] = 0;
    refused("nested deeper than 100", file(self, "null", 1, deep));
    String lists = "{\"type\":\"array\",\"items\":".repeat(5000) + "\"int\"" + "}".repeat(5000);
    refused("", file("{\"name\":\"id\",\"type\":" + lists + "}", "null", 1, bytes(0)));
  }

  @Test
  void aBlockInflatesOnlySoFar() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    try (DeflaterOutputStream out =
        new DeflaterOutputStream(bomb, new java.util.zip.Deflater(9, true))) {
      out.write(new byte[8 << 20]);
    }
    byte[] file = file(TEXT, "deflate", 1, bomb.toByteArray());
    ReadSpec spec =
        Given.spec(new Format.Avro(), Given.columns("id STRING"))
            .withLimits(ReadLimits.standard().withRecordBytes(1 << 16));
    assertThatThrownBy(() -> Given.read(spec, "p/a.avro", file))
        .hasMessageContaining("a block of the Avro file inflates to more than 2097152 bytes");
    refused("its Avro codec is not known", file(TEXT, "rot13", 1, bytes(0)));
  }

  @Test
  void decimalsOfNoBytesOrOfEndlessOnesAreQuarantined() throws IOException {
    String decimal =
        "{\"name\":\"id\",\"type\":{\"type\":\"bytes\",\"logicalType\":\"decimal\","
            + "\"precision\":2147483647,\"scale\":%d}}";
    assertThat(read(file(String.format(decimal, 2), "null", 1, bytes(0)), "id DECIMAL(9,2)"))
        .containsExactly("0 null !type id: a decimal of 0 bytes and scale 2");
    byte[] one = {2, 1};
    assertThat(read(file(String.format(decimal, 2147483647), "null", 1, one), "id STRING"))
        .containsExactly("0 null !type id: a decimal of 1 bytes and scale 2147483647");
  }

  @Test
  void aStringThatIsNoUtf8IsQuarantinedAndNotMended() throws IOException {
    byte[] bad = {6, 'a', (byte) 0xff, 'b'};
    assertThat(read(file(TEXT, "null", 1, bad), "id STRING"))
        .containsExactly("0 null !encoding id: 3 binary bytes");
  }
}
