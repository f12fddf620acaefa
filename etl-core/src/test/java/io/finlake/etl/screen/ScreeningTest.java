package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Measure;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.testing.Contracts;
import io.finlake.etl.testing.SharedSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ScreeningTest {
  private static final DatasetId ACCOUNTS = DatasetId.parse("core.accounts");

  private final SparkSession spark = SharedSession.spark();

  @Test
  void rowListsEveryRuleItBreaksBehindTheReadersReasons() {
    String given =
        """
        {"id":"intact","country":"DE","amount":"10.00","currency":"EUR","account":"a1"}
        {"id":"absent","country":null,"amount":null,"currency":null,"account":null}
        {"id":"all","country":"D1","amount":"-1.50","currency":"JPY","account":"a9"}
        {"id":"currency","country":"FR","amount":"1.00","currency":"EURO","account":"a2"}
        {"id":"long-country","country":"FRA\\n","amount":"1.25","currency":"EUR","account":"a1"}
        """;
    assertThat(screened(given, accounts("a1", "a2", "a2", null)))
        .containsExactly(
            "intact []",
            // Rules but required pass on absent values.
            "absent [amount_required:amount:quarantine:null]",
            // Half a yen and a minus, a digit, an unknown account; severities and order as written.
            "all [country_pattern:country:warn:D1,"
                + " amount_positive:amount:stop:-1.50, amount_range:amount:quarantine:-1.50,"
                + " amount_minor_units:amount:quarantine:-1.50,"
                + " account_exists:account:quarantine:***]",
            "currency [currency_currency:currency:quarantine:EURO]",
            // A line break at the end does not hide behind the pattern's end.
            "long-country [country_pattern:country:warn:FRA\n,"
                + " country_length:country:quarantine:FRA\n]");
  }

  @Test
  void recordsThatCouldNotBeParsedAndColumnsThatDidNotFitBreakNothingElse() {
    String given =
        """
        {"id":"malformed","_reasons":[{"rule":"malformed","severity":"quarantine","text":"{"}]}
        {"id":"unfit","country":"X1","_reasons":[{"rule":"type","column":"amount","severity":"quarantine","text":"ten"}]}
        {"id":"other","country":"FR","_reasons":[{"rule":"type","column":"currency","severity":"quarantine","text":"?"}]}
        {"id":"filtered","_kind":"filtered"}
        {"id":"summary","_kind":"object"}
        """;
    assertThat(screened(given, accounts("a1")))
        .containsExactly(
            // Nothing is known of the record, so it cannot lack an amount.
            "malformed [malformed:null:quarantine:{]",
            // The amount was there; the other columns are screened as ever.
            "unfit [type:amount:quarantine:ten, country_pattern:country:warn:X1]",
            // Another column's reason does not excuse the absent amount.
            "other [type:currency:quarantine:?, amount_required:amount:quarantine:null]",
            "filtered []",
            "summary []");
  }

  @Test
  void referencesNeverMultiplyRowsAndNothingElseChanges() {
    Dataset<Row> parsed = parsed("{\"id\":\"a\",\"amount\":\"1.00\",\"account\":\"a1\"}");
    Dataset<Row> rows =
        Screening.of(contract(), Map.of(ACCOUNTS, accounts("a1", "a1", "a1"))).apply(parsed);
    assertThat(rows.columns()).containsExactly(parsed.columns());
    assertThat(rows.schema().apply("_reasons").dataType().sql())
        .isEqualTo(parsed.schema().apply("_reasons").dataType().sql());
    assertThat(rows.count()).isEqualTo(1);
    assertThat(rows.queryExecution().executedPlan().toString()).doesNotContain("SortMergeJoin");
  }

  @Test
  void referenceToAnEmptyDatasetIsBrokenByEveryValue() {
    assertThat(screened("{\"id\":\"a\",\"amount\":\"1.00\",\"account\":\"a1\"}", accounts()))
        .containsExactly("a [account_exists:account:quarantine:***]");
  }

  @Test
  void referenceToAColumnOfAnotherTypeIsRefused() {
    Dataset<Row> numbers = spark.sql("SELECT 1L AS account_id");
    Screening screening = Screening.of(contract(), Map.of(ACCOUNTS, numbers));
    assertThatThrownBy(() -> screening.apply(parsed("{\"id\":\"a\"}")))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("account is STRING but core.accounts.account_id is stored as BIGINT");
  }

  @Test
  void warningsDoNotSendARowToQuarantine() {
    String given =
        """
        {"id":"none"}
        {"id":"warned","_reasons":[{"rule":"a","severity":"warn"}]}
        {"id":"stopped","_reasons":[{"rule":"a","severity":"warn"},{"rule":"b","severity":"stop"}]}
        {"id":"held","_reasons":[{"rule":"c","severity":"quarantine"}]}
        """;
    List<Row> rows =
        parsed(given)
            .select(col("id"), Screening.quarantined(col(TechnicalColumn.REASONS)))
            .collectAsList();
    assertThat(rows)
        .extracting(Row::toString)
        .containsExactly("[none,false]", "[warned,false]", "[stopped,true]", "[held,true]");
  }

  @Test
  void longValuesAreCutInReasons() {
    String country = "x".repeat(5_000);
    String given = "{\"id\":\"a\",\"amount\":\"1.00\",\"country\":\"" + country + "\"}";
    assertThat(screened(given, accounts()).get(0))
        .contains("country_length:country:quarantine:" + "x".repeat(200) + "]");
  }

  private List<String> screened(String lines, Dataset<Row> accounts) {
    return Screening.of(contract(), Map.of(ACCOUNTS, accounts))
        .apply(parsed(lines))
        .collectAsList()
        .stream()
        .map(row -> row.getAs("id") + " " + reasons(row))
        .toList();
  }

  private static List<String> reasons(Row row) {
    List<Row> reasons = row.getList(row.fieldIndex("_reasons"));
    return reasons.stream()
        .map(it -> it.get(0) + ":" + it.get(1) + ":" + it.get(2) + ":" + it.get(3))
        .toList();
  }

  private Dataset<Row> parsed(String lines) {
    StructType schema =
        StructType.fromDDL(
            "id STRING, country STRING, amount DECIMAL(18,2), currency STRING, account STRING,"
                + " _kind STRING, _reasons "
                + TechnicalColumn.REASONS_DDL);
    return spark
        .read()
        .schema(schema)
        .json(spark.createDataset(lines.lines().toList(), org.apache.spark.sql.Encoders.STRING()))
        .coalesce(1)
        .na()
        .fill("row", new String[] {"_kind"})
        .selectExpr(
            "id",
            "country",
            "amount",
            "currency",
            "account",
            "_kind",
            "coalesce(_reasons, CAST(array() AS " + TechnicalColumn.REASONS_DDL + ")) AS _reasons");
  }

  private Dataset<Row> accounts(String... ids) {
    return spark
        .createDataset(java.util.Arrays.asList(ids), org.apache.spark.sql.Encoders.STRING())
        .toDF("account_id");
  }

  private static Contract contract() {
    return Contracts.landed(
        "payments.transactions",
        List.of(
            Contracts.column("id", "STRING"),
            Contracts.column("country", "STRING"),
            Contracts.column("amount", "DECIMAL(18,2)"),
            Contracts.column("currency", "STRING"),
            Contracts.column(
                "account", "STRING", Classification.CONFIDENTIAL, new Protection.None())),
        List.of(
            Contracts.rule("amount_required", "amount", new Rule.Check.Required()),
            new Rule(
                "country_pattern",
                Optional.of("country"),
                new Rule.Check.Pattern("[A-Z]{2}|[a-z]+"),
                Rule.Severity.WARN,
                Optional.empty()),
            Contracts.rule(
                "country_length", "country", new Rule.Check.Length(Optional.of(2), Optional.of(3))),
            new Rule(
                "amount_positive",
                Optional.of("amount"),
                new Rule.Check.Holds("amount > 0"),
                Rule.Severity.STOP,
                Optional.empty()),
            Contracts.rule(
                "amount_range",
                "amount",
                new Rule.Check.Range(Optional.of("0.00"), Optional.of("1000000"))),
            Contracts.rule(
                "amount_minor_units",
                "amount",
                new Rule.Check.MinorUnits(new Measure.Currency.InColumn("currency"))),
            Contracts.rule(
                "currency_currency", "currency", new Rule.Check.Standard(Rule.Financial.CURRENCY)),
            Contracts.rule(
                "account_exists", "account", new Rule.Check.Reference(ACCOUNTS, "account_id"))));
  }
}
