package io.finlake.etl.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Format;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.parse.Given;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Spark writes, the raw reader reads back value for value. */
class ColumnarReaderTest {
  private static final List<Column> COLUMNS =
      Given.columns("id BIGINT", "amount DECIMAL(18,2)", "day DATE", "name STRING", "rate DOUBLE");

  @TempDir private Path raw;

  private final SparkSession spark = SharedSession.spark();

  @Test
  void parquetAndOrcOfSparkComeBackAsTheyWere() throws IOException {
    Dataset<Row> rows =
        spark
            .range(0, 5000, 1, 2)
            .selectExpr(
                "id",
                "CAST(id * 1.01 AS DECIMAL(18,2)) AS amount",
                "date_add(DATE'2026-01-01', CAST(id % 400 AS INT)) AS day",
                "IF(id % 3 = 0, NULL, concat('näme ', id)) AS name",
                "id / 3 AS rate");
    rows.write().parquet(raw.resolve("parquet").toString());
    rows.write().orc(raw.resolve("orc").toString());

    for (Format format : List.of(new Format.Parquet(), new Format.Orc())) {
      String folder = format instanceof Format.Parquet ? "parquet" : "orc";
      Dataset<Row> read =
          RawReader.read(
              spark, contract(format), landed(folder), raw.toUri().toString().replaceAll("/$", ""));
      Dataset<Row> values =
          read.where("_kind = 'row' AND size(_reasons) = 0")
              .select("id", "amount", "day", "name", "rate");

      assertThat(values.count()).isEqualTo(5000);
      assertThat(values.exceptAll(rows).count()).as(folder).isZero();
    }
  }

  private List<RawObject> landed(String folder) throws IOException {
    try (Stream<Path> files = Files.list(raw.resolve(folder))) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .map(file -> object(folder, file))
          .toList();
    }
  }

  private static RawObject object(String folder, Path file) {
    try {
      return new RawObject(
          folder + "/" + file.getFileName(),
          Files.size(file),
          Files.getLastModifiedTime(file).toInstant(),
          Optional.empty(),
          Optional.empty());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Contract contract(Format format) {
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
            Optional.empty());
    return new Contract(
        DatasetId.parse("test.rows"),
        "1.0.0",
        "",
        "",
        COLUMNS,
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
