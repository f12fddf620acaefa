package io.finlake.etl.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records to rows by a contract's SELECT. */
class ReshapingTest {
  private static final String FIELDS =
      "fields: \"meta STRUCT<date: STRING>, rates ARRAY<STRUCT<currency: STRING, rate: STRING>>\"";
  private static final String SELECT = "meta.date AS day, r.currency AS ccy, r.rate AS rate";
  private static final String EXPLODE = "source LATERAL VIEW OUTER explode(rates) AS r";

  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path raw;

  @Test
  void recordsBecomeRowsFilteredRowsAndReasons() throws IOException {
    Contract contract = rates("json-lines", FIELDS, SELECT, EXPLODE, "r.rate <> 'N/A'");
    RawObject object =
        land(
            "a.jsonl",
            """
            {"meta":{"date":"2026-01-05"},"rates":[{"currency":"USD","rate":1.10},{"currency":"ZZZ","rate":"N/A"},{"currency":"JPY","rate":"much"}],"extra":1}
            {"meta":{"date":"2026-01-06"},"rates":[{"currency":"4111 1111 1111 1111","rate":"1"},{"currency":"","rate":"2"}]}
            {"meta":{"date":"2026-01-07"},"rates":[]}
            {"meta":{"date":"2026-01-08"}}
            {"meta":{"date":"2026-01-09"},"rates":[{"currency":"\\ud800","rate":"1"}]}
            """);

    Dataset<Row> rows = RawReader.read(spark, contract, List.of(object), uri());

    assertThat(rows.schema()).isEqualTo(ParsedRows.schema(contract));
    assertThat(
            rows.where("_kind <> 'object'")
                .orderBy("_offset", "_item")
                .selectExpr(
                    "concat_ws('|', _item, _kind, coalesce(day, '-'), coalesce(ccy, '-'),"
                        + " coalesce(rate, '-'), cast(_reasons.rule as string),"
                        + " cast(_reasons.text as string))")
                .collectAsList())
        .map(row -> row.getString(0))
        .containsExactly(
            "0|row|2026-01-05|USD|1.1000|[]|[]",
            // What keep leaves out is counted and shows nothing; its ordinal stays its own.
            "1|filtered|-|-|-|[]|[]",
            "2|row|2026-01-05|JPY|-|[type]|[much]",
            "0|row|2026-01-06|**** **** **** ****|1.0000|[card_number_in_clear]"
                + "|[**** **** **** ****]",
            // Quoted empty text is a value in JSON, with a reshape as without.
            "1|row|2026-01-06||2.0000|[]|[]",
            // OUTER makes one row of an empty list; keep is NULL there, which is not true.
            "0|filtered|-|-|-|[]|[]",
            "0|row|-|-|-|[malformed]|[a list or an object that the reshape needs is not there]",
            "0|row|-|-|-|[malformed]|[a text holds half a character]");
    assertThat(
            rows.where("_kind = 'object'")
                .selectExpr(
                    "_summary.records", "to_json(_summary.unknown)", "length(_summary.sha256)")
                .collectAsList())
        .map(Row::mkString)
        .containsExactly("5{\"extra\":1}64");
    assertThat(spark.catalog().tableExists("source")).isFalse();
  }

  @Test
  void withoutFieldsTheSelectNamesThem() throws IOException {
    Contract contract =
        rates(
            "csv",
            "",
            "Date AS day, ccy, rate",
            "source LATERAL VIEW stack(2, 'USD', USD, 'JPY', `JPY`) r AS ccy, rate",
            "rate <> ''");
    RawObject object = land("a.csv", "Date,USD,JPY,\n2026-01-05,1.1,,\n2026-01-06,x,160,\n");

    Dataset<Row> rows = RawReader.read(spark, contract, List.of(object), uri());

    assertThat(
            rows.where("_kind <> 'object'")
                .orderBy("_offset", "_item")
                .selectExpr(
                    "concat_ws('|', _offset, _item, _kind, day, ccy, rate, cast(_reasons.rule as string))")
                .collectAsList())
        .map(row -> row.getString(0))
        .containsExactly(
            "14|0|row|2026-01-05|USD|1.1000|[]",
            "14|1|filtered|[]",
            "31|0|row|2026-01-06|USD|[type]",
            "31|1|row|2026-01-06|JPY|160.0000|[]");
  }

  /** The European Central Bank's history, one line a day and one column a currency. */
  @Test
  @EnabledIfEnvironmentVariable(named = "FINLAKE_REAL_DATA", matches = ".+")
  void everyCellOfTheRealRatesIsKeptOrFiltered() throws IOException {
    Path contract = Path.of("../examples/real/market/ecb_rates/contract.yaml");
    Path data = Path.of(System.getenv("FINLAKE_REAL_DATA"));
    Path file = data.resolve("fx_rates/eurofxref-hist.csv");
    RawObject object =
        new RawObject(
            "fx_rates/eurofxref-hist.csv",
            Files.size(file),
            Files.getLastModifiedTime(file).toInstant(),
            Optional.empty(),
            Optional.empty());

    Dataset<Row> rows =
        RawReader.read(
            spark,
            parsed("market/ecb_rates/contract.yaml", Files.readString(contract)),
            List.of(object),
            data.toUri().toString().replaceAll("/$", ""));

    // 6,983 days times 41 currencies.
    assertThat(
            rows.selectExpr("_kind", "cast(_reasons.rule as string) AS rules")
                .groupBy("_kind", "rules")
                .count()
                .orderBy("_kind")
                .collectAsList())
        .map(Row::mkString)
        .containsExactly("filtered[]68748", "object[]1", "row[]217555");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "meta.date AS day, max('a') AS ccy, 'x' AS rate; source GROUP BY meta.date; true; AGGREGATION",
        "meta.date AS day, 'a' AS ccy, row_number() OVER (ORDER BY meta.date) AS rate; source; true; Window",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate; source ORDER BY 1; true; Sort",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate; source s CROSS JOIN source t; true; ambiguous",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate; source LEFT SEMI JOIN (SELECT 'x' AS y) t ON t.y = meta.date; true; Join",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate; source WHERE meta IS NOT NULL; true; Filter",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate; source UNION ALL SELECT 'a', 1, true, 'b', 'c', 'd'; true; Union",
        "meta.date AS day, 'a' AS ccy, uuid() AS rate; source; true; another value",
        "meta.date AS day, 'a' AS ccy, current_date() AS rate; source; true; another value",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate; source; meta.date > 5; try_cast",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate; source; meta.date; no predicate",
        "meta.date AS day, 'a' AS ccy, 'x' AS rate, 'y' AS rate; source; true; twice",
        "meta.date AS day, 'a' AS ccy, rates AS rate; source; true; should be text",
        "meta.nothing AS day, 'a' AS ccy, 'x' AS rate; source; true; nothing",
        "meta.date AS day, (SELECT 'a') AS ccy, 'x' AS rate; source; true; within",
        "meta.date AS day 'a' AS ccy, 'x' AS rate; source; true; Spark says"
      })
  void whatIsNotNarrowRepeatableAndCountedIsRefused(
      String select, String from, String keep, String why) {
    Contract contract = rates("json-lines", FIELDS, select, from, keep);

    assertThatThrownBy(() -> RawReader.read(spark, contract, List.of(), uri()))
        .isInstanceOfSatisfying(
            FinlakeException.class,
            thrown -> {
              assertThat(thrown.code()).isEqualTo(ErrorCode.BAD_CONTRACT);
              assertThat(thrown.causeText()).containsIgnoringCase(why);
            });
  }

  private RawObject land(String name, String text) throws IOException {
    Path file = raw.resolve("test/rates").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return new RawObject(
        "test/rates/" + name,
        Files.size(file),
        Files.getLastModifiedTime(file).toInstant(),
        Optional.empty(),
        Optional.empty());
  }

  private String uri() {
    return raw.toUri().toString().replaceAll("/$", "");
  }

  private static Contract rates(
      String format, String fields, String select, String from, String keep) {
    String text =
        """
        apiVersion: v3.1.0
        kind: DataContract
        id: test.rates
        version: 1.0.0
        status: active
        name: rates
        domain: test
        description: {purpose: Rates of a test.}
        team: {name: testers}
        schema:
          - name: rates
            logicalType: object
            properties:
              - {name: day, description: The day., logicalType: date, physicalType: DATE}
              - {name: ccy, description: The currency., logicalType: string, physicalType: STRING}
              - {name: rate, description: The rate., logicalType: number, physicalType: "DECIMAL(18,4)"}
        customProperties:
          - property: source
            value:
              format: %s
              unknownColumns: ignore
              reshape:
                %s
                select: "%s"
                from: "%s"
                keep: "%s"
          - property: write
            value: {strategy: append}
        """
            .formatted(format, fields, select, from, keep);
    return parsed("test/rates/contract.yaml", text);
  }

  private static Contract parsed(String name, String text) {
    return ContractFiles.read(List.of(new ContractSource(name, text))).contracts().get(0);
  }
}
