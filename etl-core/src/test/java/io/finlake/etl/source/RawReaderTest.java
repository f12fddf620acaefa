package io.finlake.etl.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.parse.Given;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.testing.SharedSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RawReaderTest {
  private static final List<Column> COLUMNS =
      Given.columns("id STRING", "amount DECIMAL(18,2)", "booked TIMESTAMP", "day DATE");

  @TempDir private Path raw;

  private final SparkSession spark = SharedSession.spark();

  @Test
  void jsonLinesBecomeTypedRowsReasonsAndOneSummaryAnObject() throws IOException {
    RawObject good =
        land(
            "p/a.jsonl.gz",
            gzip(
                """
                {"id":"1","amount":1.5,"booked":"2026-01-05T10:00:00Z","day":"2026-01-05"}
                {"id":"2","amount":1.555}
                """));
    RawObject broken = land("p/b.jsonl", "{\"id\"\n".getBytes(StandardCharsets.UTF_8));

    Dataset<Row> rows =
        RawReader.read(
            spark, contract(new Format.JsonLines(), COLUMNS), List.of(good, broken), uri());

    assertThat(rows.schema())
        .isEqualTo(ParsedRows.schema(contract(new Format.JsonLines(), COLUMNS)));
    assertThat(
            rows.where("_kind = 'row' AND _text IS NULL")
                .orderBy("_object", "_offset")
                .selectExpr("to_json(struct(*), map('ignoreNullFields', 'true'))")
                .collectAsList())
        .map(row -> row.getString(0))
        .containsExactly(
            "{\"id\":\"1\",\"amount\":1.50,\"booked\":\"2026-01-05T10:00:00.000Z\","
                + "\"day\":\"2026-01-05\",\"_object\":\"p/a.jsonl.gz\",\"_offset\":0,\"_item\":0,"
                + "\"_reasons\":[],\"_kind\":\"row\"}",
            "{\"id\":\"2\",\"_object\":\"p/a.jsonl.gz\",\"_offset\":75,\"_item\":0,"
                + "\"_reasons\":[{\"rule\":\"type\",\"column\":\"amount\","
                + "\"severity\":\"quarantine\",\"text\":\"1.555\"}],\"_kind\":\"row\"}");
    Row text = rows.where("_object = 'p/b.jsonl' AND _kind = 'row'").head();
    assertThat(text.<String>getAs("_text")).isEqualTo("{\"id\"");
    assertThat(text.<String>getAs("_text_hash")).hasSize(64);
    assertThat(text.isNullAt(0)).isTrue();
    assertThat(
            rows.where("_kind = 'object'")
                .orderBy("_object")
                .selectExpr(
                    "_object", "_summary.records", "_summary.bytes", "length(_summary.sha256)")
                .collectAsList())
        .map(Row::mkString)
        .containsExactly(
            "p/a.jsonl.gz2" + good.bytes() + "64", "p/b.jsonl1" + broken.bytes() + "64");
  }

  @Test
  void anObjectThatChangedSinceItWasListedIsRefusedByName() throws IOException {
    RawObject listed = land("p/a.jsonl", "{}\n".getBytes(StandardCharsets.UTF_8));
    Files.writeString(raw.resolve("p/a.jsonl"), "{}\n{}\n");
    Dataset<Row> rows =
        RawReader.read(spark, contract(new Format.JsonLines(), COLUMNS), List.of(listed), uri());

    assertThatThrownBy(rows::count)
        .satisfies(
            thrown -> {
              FinlakeException ours = ReadFailures.translate(thrown).orElseThrow();
              assertThat(ours.code()).isEqualTo(ErrorCode.CHANGED_OBJECT);
              assertThat(ours.problem()).contains("p/a.jsonl");
            });
  }

  @Test
  void truncatedGzipIsUnreadableAndNamed() throws IOException {
    byte[] whole = gzip("{\"id\":\"1\"}\n".repeat(1000));
    RawObject cut = land("p/a.jsonl.gz", java.util.Arrays.copyOf(whole, whole.length - 9));
    Dataset<Row> rows =
        RawReader.read(spark, contract(new Format.JsonLines(), COLUMNS), List.of(cut), uri());

    assertThatThrownBy(rows::count)
        .satisfies(
            thrown -> {
              FinlakeException ours = ReadFailures.translate(thrown).orElseThrow();
              assertThat(ours.code()).isEqualTo(ErrorCode.UNREADABLE_OBJECT);
              assertThat(ours)
                  .hasMessageContaining("p/a.jsonl.gz")
                  .hasMessageContaining("truncated");
            });
  }

  private RawObject land(String path, byte[] bytes) throws IOException {
    Path file = raw.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return new RawObject(
        path,
        bytes.length,
        Files.getLastModifiedTime(file).toInstant(),
        Optional.empty(),
        Optional.empty());
  }

  private String uri() {
    return raw.toUri().toString().replaceAll("/$", "");
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static Contract contract(Format format, List<Column> columns) {
    return contract(format, columns, Optional.empty());
  }

  private static Contract contract(
      Format format, List<Column> columns, Optional<RawSource.Reshape> reshape) {
    RawSource source =
        new RawSource(
            format,
            "p",
            Optional.empty(),
            "*",
            3,
            24,
            RawSource.Batching.ALL,
            RawSource.Redelivery.REFUSE,
            RawSource.Resend.HOLD,
            RawSource.Evolution.IGNORE,
            Optional.empty(),
            reshape);
    return new Contract(
        DatasetId.parse("test.rows"),
        "1.0.0",
        "",
        "",
        columns,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        new Contract.Origin.Landed(source, new WriteStrategy.Append()),
        Optional.empty(),
        "",
        "");
  }
}
