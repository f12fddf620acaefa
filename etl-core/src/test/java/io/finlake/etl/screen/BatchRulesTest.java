package io.finlake.etl.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.Rule.Severity;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.testing.Contracts;
import io.finlake.etl.testing.SharedSession;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class BatchRulesTest {

  @Test
  void measuresAllRulesOverTheRightRows() {
    String given =
        """
        {"id":"1","journal":"a","side":"debit","amount":"10.00","booked_on":"2026-01-04"}
        {"id":"2","journal":"a","side":"CREDIT","amount":"10.00","booked_on":"2026-01-05"}
        {"id":"2","journal":"b","side":"debit","amount":"5.00"}
        {"id":"2","journal":"b","side":"credit","amount":"4.99"}
        {"id":null,"journal":"c","side":"debit","amount":"1.00"}
        {"id":null,"journal":"c","side":"credit","amount":"1.00","_reasons":[{"rule":"side_known","severity":"quarantine"}]}
        {"id":"1","journal":"d","side":"left","amount":"1.00","booked_on":"2026-01-09","_reasons":[{"rule":"side_known","severity":"quarantine"},{"rule":"amount_positive","severity":"warn"}]}
        {"id":"9","journal":"e","side":"debit","amount":"0.00","_reasons":[{"rule":"amount_positive","severity":"warn"}]}
        {"_kind":"filtered","journal":"f","side":"debit","amount":"1.00"}
        {"_kind":"object"}
        """;
    BatchFacts facts = BatchRules.of(contract()).measure(staged(given));
    assertThat(facts.read()).isEqualTo(8);
    assertThat(facts.accepted()).isEqualTo(6);
    assertThat(facts.breaches())
        .isEqualTo(
            Map.of(
                "side_known", 2L,
                "amount_positive", 2L,
                // Two surplus rows of id 2; the second of id 1 is quarantined, nulls are no key.
                "unique_id", 2L,
                // b is a cent off, c lost a leg to quarantine, d has no side.
                "balanced", 3L));
    // 9 January stands on a quarantined row.
    assertThat(facts.newest()).isEqualTo(Map.of("fresh", Instant.parse("2026-01-05T00:00:00Z")));
  }

  @Test
  void emptyBatchMeasuresZeros() {
    BatchFacts facts = BatchRules.of(contract()).measure(staged(""));
    assertThat(facts)
        .isEqualTo(
            new BatchFacts(
                0,
                0,
                Map.of("side_known", 0L, "amount_positive", 0L, "unique_id", 0L, "balanced", 0L),
                Map.of()));
  }

  private static Dataset<Row> staged(String lines) {
    StructType schema =
        StructType.fromDDL(
            "id STRING, journal STRING, side STRING, amount DECIMAL(18,2), booked_on DATE,"
                + " _kind STRING, _reasons "
                + TechnicalColumn.REASONS_DDL);
    return SharedSession.spark()
        .read()
        .schema(schema)
        .json(SharedSession.spark().createDataset(lines.lines().toList(), Encoders.STRING()))
        .na()
        .fill("row", new String[] {"_kind"})
        .selectExpr(
            "id",
            "journal",
            "side",
            "amount",
            "booked_on",
            "_kind",
            "coalesce(_reasons, CAST(array() AS " + TechnicalColumn.REASONS_DDL + ")) AS _reasons");
  }

  private static Contract contract() {
    return Contracts.landed(
        "core.postings",
        List.of(
            Contracts.column("id", "STRING"),
            Contracts.column("journal", "STRING"),
            Contracts.column("side", "STRING"),
            Contracts.column("amount", "DECIMAL(18,2)"),
            Contracts.column("booked_on", "DATE")),
        List.of(
            Contracts.rule(
                "side_known", "side", new Rule.Check.ValidValues(List.of("debit", "credit"))),
            new Rule(
                "amount_positive",
                Optional.of("amount"),
                new Rule.Check.Holds("amount > 0"),
                Severity.WARN,
                Optional.empty()),
            ofBatch("unique_id", new Rule.Check.Unique(List.of("id"))),
            ofBatch(
                "balanced",
                new Rule.Check.DebitsEqualCredits("amount", "side", List.of("journal"))),
            ofBatch("rows", new Rule.Check.RowCount(Optional.of(1L), Optional.empty())),
            new Rule(
                "fresh",
                Optional.of("booked_on"),
                new Rule.Check.Freshness(48),
                Severity.STOP,
                Optional.empty())));
  }

  private static Rule ofBatch(String name, Rule.Check check) {
    return new Rule(name, Optional.empty(), check, Severity.STOP, Optional.empty());
  }
}
