package io.finlake.etl.prove.protection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.prove.protection.Marker.Secrecy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkerSearchTest {
  private static final Marker NAME = new Marker("Zoë QX7RTMB2WK", Secrecy.CONFIDENTIAL, "a name");
  private static final Marker CARD = new Marker("4000123412341234", Secrecy.RESTRICTED, "a card");

  private final MarkerSearch search = new MarkerSearch(List.of(NAME, CARD));

  @TempDir private Path folder;

  @Test
  void aValueIsFoundHoweverItIsWritten() {
    for (Charset charset : List.of(UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
      assertThat(found(("<<" + NAME.text() + ">>").getBytes(charset))).as("%s", charset).isTrue();
    }
    byte[] bytes = NAME.text().getBytes(UTF_8);
    assertThat(found(HexFormat.of().withUpperCase().formatHex(bytes))).isTrue();
    assertThat(found("Zo%C3%AB+QX7RTMB2WK")).isTrue();
    assertThat(found("Zo\\u00EB QX7RTMB2WK")).isTrue();
    assertThat(found("zoë qx7rtmb2wk")).isTrue();
    assertThat(found("4000 1234 1234 1234")).isTrue();
    assertThat(found("4000-1234-1234-1234")).isTrue();
    for (String before : List.of("", "a", "ab", "abc")) {
      String text = before + NAME.text() + "behind";
      assertThat(found(Base64.getEncoder().encodeToString(text.getBytes(UTF_8))))
          .as("behind %s bytes", before.length())
          .isTrue();
    }
    assertThat(found("Zoë QX7STMB2WK, 4000123412")).isFalse();
    assertThat(found("40001234123****")).as("the beginning alone").isTrue();
  }

  @Test
  void itIsFoundInNamesAndInWhatIsPacked() throws IOException {
    FileSearch files = new FileSearch(search);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(("x".repeat(100) + CARD.text()).getBytes(UTF_8));
    }
    assertThat(files.in(Files.write(folder.resolve("a"), packed.toByteArray()))).hasSize(1);
    assertThat(files.in(Files.write(folder.resolve(CARD.text() + ".csv"), new byte[0]))).hasSize(1);
    assertThat(files.in(Files.write(folder.resolve("b"), "nothing".getBytes(UTF_8)))).isEmpty();
  }

  /** Parquet packs its pages; the column says whether it may stand there. */
  @Test
  void inParquetTheColumnIsNamed() throws IOException {
    PlantedRow.Draw draw = new PlantedRow.Draw(new Random(7), "any", any -> {});
    PlantedRow row = draw.with("name", NAME.text());
    Path file =
        Files.write(
            folder.resolve("c.parquet"), PlantedFiles.parquet(folder, List.of(row, draw.good())));
    Map<String, ?> found = new FileSearch(search).in(file);
    assertThat(found).containsKey("name").doesNotContainKey("tax");
  }

  private boolean found(String text) {
    return found(text.getBytes(UTF_8));
  }

  private boolean found(byte[] bytes) {
    return !search.in(bytes).isEmpty();
  }
}
