package io.finlake.etl.screen;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.Rule.Severity;
import io.finlake.etl.error.ErrorCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchVerdictsTest {
  private static final Instant PROCESSED = Instant.parse("2026-01-06T05:00:00Z");

  @ParameterizedTest
  @CsvSource({
    // severity, rows tolerated, share tolerated, breaches of 1000 rows, verdict
    "QUARANTINE,,, 1000, NOTED",
    "WARN,,, 7, NOTED",
    "STOP,,, 0, PASSED",
    "STOP,,, 1, REFUSED",
    "STOP, 10,, 10, NOTED",
    "STOP, 10,, 11, REFUSED",
    "STOP,, 0.01, 10, NOTED",
    "STOP,, 0.01, 11, REFUSED",
    // Both bounds hold: the stricter one decides.
    "STOP, 100, 0.01, 11, REFUSED",
    "STOP, 5, 0.01, 6, REFUSED",
  })
  void rowRulesRefuseOnlyWhenStopPassesItsTolerance(
      Severity severity, Long rows, BigDecimal share, long breaches, Verdict verdict) {
    Optional<Rule.Tolerance> tolerance =
        rows == null && share == null
            ? Optional.empty()
            : Optional.of(
                new Rule.Tolerance(Optional.ofNullable(rows), Optional.ofNullable(share)));
    Rule rule =
        new Rule(
            "amount_positive",
            Optional.of("amount"),
            new Rule.Check.Holds("amount > 0"),
            severity,
            tolerance);
    assertThat(decide(rule, 1000, breaches, Map.of()).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "STOP, 0, 1, REFUSED",
    "STOP, 1, 0, PASSED",
    "STOP, 5, 0, PASSED",
    "STOP, 6, 1, REFUSED",
    "WARN, 8, 3, NOTED",
    // There is no row to quarantine, so the batch is refused.
    "QUARANTINE, 0, 1, REFUSED",
  })
  void rowCountTellsHowManyAreMissingOrTooMany(
      Severity severity, long read, long breaches, Verdict verdict) {
    Rule rule =
        batchRule(new Rule.Check.RowCount(Optional.of(1L), Optional.of(5L)), severity, "count");
    RuleOutcome outcome = decide(rule, read, 0, Map.of());
    assertThat(outcome.breaches()).isEqualTo(breaches);
    assertThat(outcome.verdict()).isEqualTo(verdict);
    assertThat(outcome.finding())
        .isEqualTo(read + " rows were read, at least 1 are expected, at most 5 are expected");
  }

  @Test
  void freshnessIsCountedFromTheProcessingTimeInclusive() {
    Rule rule = batchRule(new Rule.Check.Freshness(29), Severity.STOP, "fresh");
    Instant limit = Instant.parse("2026-01-05T00:00:00Z");
    assertThat(decide(rule, 3, 0, Map.of("fresh", limit)).verdict()).isEqualTo(Verdict.PASSED);
    assertThat(decide(rule, 3, 0, Map.of("fresh", limit.minusMillis(1))).verdict())
        .isEqualTo(Verdict.REFUSED);
    // Accepted rows of which none has a value are not fresh; no rows are not stale.
    assertThat(decide(rule, 3, 0, Map.of()).verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(decide(rule, 0, 0, Map.of()).verdict()).isEqualTo(Verdict.PASSED);
  }

  @Test
  void refusalNamesEveryRuleThatRefuses() {
    Rule count =
        batchRule(new Rule.Check.RowCount(Optional.of(9L), Optional.empty()), Severity.STOP, "c");
    Rule unique = batchRule(new Rule.Check.Unique(List.of("id")), Severity.WARN, "u");
    Rule journal =
        batchRule(
            new Rule.Check.DebitsEqualCredits("amount", "side", List.of("journal")),
            Severity.STOP,
            "j");
    List<RuleOutcome> outcomes =
        BatchVerdicts.decide(
            List.of(count, unique, journal),
            new BatchFacts(3, 3, Map.of("u", 2L, "j", 1L), Map.of()),
            PROCESSED);
    assertThat(outcomes)
        .extracting(RuleOutcome::verdict)
        .containsExactly(Verdict.REFUSED, Verdict.NOTED, Verdict.REFUSED);
    assertThat(BatchVerdicts.refusal("payments.postings", outcomes))
        .hasValueSatisfying(
            it -> {
              assertThat(it.code()).isEqualTo(ErrorCode.THRESHOLD_EXCEEDED);
              assertThat(it.causeText())
                  .isEqualTo(
                      "rule c: 3 rows were read, at least 9 are expected; rule j: 1 groups whose"
                          + " debits are not their credits");
            });
    assertThat(BatchVerdicts.refusal("payments.postings", outcomes.subList(1, 2))).isEmpty();
  }

  private static RuleOutcome decide(
      Rule rule, long read, long breaches, Map<String, Instant> newest) {
    BatchFacts facts = new BatchFacts(read, read, Map.of(rule.name(), breaches), newest);
    return BatchVerdicts.decide(List.of(rule), facts, PROCESSED).get(0);
  }

  private static Rule batchRule(Rule.Check check, Severity severity, String name) {
    Optional<String> column =
        check instanceof Rule.Check.Freshness ? Optional.of("booked_on") : Optional.empty();
    return new Rule(name, column, check, severity, Optional.empty());
  }
}
