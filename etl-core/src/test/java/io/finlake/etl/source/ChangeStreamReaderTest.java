package io.finlake.etl.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.parse.Given;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeStreamReaderTest {
  @TempDir private Path raw;

  private final SparkSession spark = SharedSession.spark();

  @Test
  void everyLineIsARowOrFilteredAndTheCountsReconcile() throws IOException {
    Contract contract =
        SmallContracts.payments(
            "      format: json-lines\n      envelope: debezium\n      unknownColumns: ignore",
            "{strategy: append}");
    String keyUpdate =
        "{\"op\":\"u\",\"before\":{\"id\":\"p1\"},\"after\":{\"id\":\"p2\",\"v\":2},"
            + "\"source\":{\"connector\":\"mysql\",\"file\":\"b.1\",\"pos\":4}}\n";
    Contract keyed =
        SmallContracts.payments(
            "      format: json-lines\n      envelope: debezium\n      unknownColumns: ignore",
            "{strategy: insert-once}");
    RawObject mixed =
        land(
            "test/payments/mixed.jsonl",
            Given.messages("debezium-mysql-without-schema.jsonl") // 4 rows
                + Given.messages("debezium-messages-that-are-no-change.jsonl") // 9 filtered
                + Given.messages("debezium-what-cannot-be-applied.jsonl") // 10 quarantined
                + keyUpdate); // 1 row, 2 where id is the key

    assertThat(counts(contract, mixed)).containsExactly("filtered 9 0", "object 1 0", "row 15 10");
    assertThat(counts(keyed, mixed)).containsExactly("filtered 9 0", "object 1 0", "row 16 10");
    assertThat(summary(contract, mixed)).isEqualTo(15);
    assertThat(summary(keyed, mixed)).isEqualTo(16);
    assertThat(
            rows(keyed, mixed)
                .where("_item > 0 OR id = 'p1'")
                .orderBy("_item")
                .selectExpr("concat_ws(' ', _item, _kind, id, coalesce(v, 'null'))")
                .collectAsList())
        .map(row -> row.getString(0))
        .containsExactly("0 row p1 null", "1 row p2 2");
  }

  /** Kind, rows, and how many of them have a reason of the envelope or of their form. */
  private List<String> counts(Contract contract, RawObject object) {
    return rows(contract, object)
        .groupBy("_kind")
        .agg(
            org.apache.spark.sql.functions.expr("count(*)"),
            org.apache.spark.sql.functions.expr(
                "count_if(exists(_reasons, r -> r.rule IN ('envelope', 'malformed')))"))
        .orderBy("_kind")
        .collectAsList()
        .stream()
        .map(row -> row.mkString(" "))
        .toList();
  }

  private long summary(Contract contract, RawObject object) {
    return rows(contract, object)
        .where("_kind = 'object'")
        .selectExpr("_summary.records")
        .head()
        .getLong(0);
  }

  private Dataset<Row> rows(Contract contract, RawObject object) {
    return RawReader.read(
        spark, contract, List.of(object), raw.toUri().toString().replaceAll("/$", ""));
  }

  private RawObject land(String path, String text) throws IOException {
    Path file = raw.resolve(path);
    Files.createDirectories(file.getParent());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Files.write(file, bytes);
    return new RawObject(
        path,
        bytes.length,
        Files.getLastModifiedTime(file).toInstant(),
        Optional.empty(),
        Optional.empty());
  }
}
