package io.finlake.etl.screen;

import io.finlake.etl.contract.Rule;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Decides from measured facts, without Spark, how a batch kept its rules.
 *
 * <p>A row rule refuses the batch only with severity stop, when more rows broke it than its
 * tolerance allows. A rule on the whole batch has no rows to quarantine: it refuses the batch
 * unless it only warns.
 */
public final class BatchVerdicts {
  private BatchVerdicts() {}

  /**
   * One outcome for each rule, in the contract's order.
   *
   * @param processed the processing time that the batch was planned with
   */
  public static List<RuleOutcome> decide(List<Rule> rules, BatchFacts facts, Instant processed) {
    return rules.stream()
        .map(
            rule -> rule.check().rowLevel() ? ofRows(rule, facts) : ofBatch(rule, facts, processed))
        .toList();
  }

  /** The error of a refused batch, naming every rule that refuses it; empty when none does. */
  public static Optional<FinlakeException> refusal(String dataset, List<RuleOutcome> outcomes) {
    List<RuleOutcome> refused =
        outcomes.stream().filter(it -> it.verdict() == Verdict.REFUSED).toList();
    if (refused.isEmpty()) {
      return Optional.empty();
    }
    String cause =
        refused.stream()
            .map(it -> "rule " + it.rule() + ": " + it.finding())
            .collect(Collectors.joining("; "));
    return Optional.of(
        FinlakeException.of(
            ErrorCode.THRESHOLD_EXCEEDED,
            "A batch of " + dataset + " was refused, and nothing of it is published",
            cause,
            "have the source deliver it again, or change the rule's tolerance in the contract"));
  }

  private static RuleOutcome ofRows(Rule rule, BatchFacts facts) {
    long breaches = facts.breaches().getOrDefault(rule.name(), 0L);
    String finding = breaches + " of " + facts.read() + " rows broke it";
    if (rule.severity() != Rule.Severity.STOP) {
      return outcome(rule, breaches, false, finding);
    }
    boolean refused =
        rule.tolerance().map(it -> exceeded(it, breaches, facts.read())).orElse(breaches > 0);
    return outcome(rule, breaches, refused, finding + ", allowed are " + allowed(rule));
  }

  /** Whether either bound is passed; exactly at the bound is allowed. */
  private static boolean exceeded(Rule.Tolerance tolerance, long breaches, long read) {
    boolean rows = tolerance.rows().map(it -> breaches > it).orElse(false);
    boolean share =
        tolerance
            .share()
            .map(
                it ->
                    BigDecimal.valueOf(breaches).compareTo(it.multiply(BigDecimal.valueOf(read)))
                        > 0)
            .orElse(false);
    boolean none = tolerance.rows().isEmpty() && tolerance.share().isEmpty();
    return rows || share || (none && breaches > 0);
  }

  private static String allowed(Rule rule) {
    Optional<Rule.Tolerance> tolerance = rule.tolerance();
    String rows = tolerance.flatMap(Rule.Tolerance::rows).map(it -> it + " rows").orElse("");
    String share =
        tolerance
            .flatMap(Rule.Tolerance::share)
            .map(it -> "a share of " + it.toPlainString())
            .orElse("");
    if (rows.isEmpty() && share.isEmpty()) {
      return "0 rows";
    }
    return rows + (rows.isEmpty() || share.isEmpty() ? "" : " and ") + share;
  }

  private static RuleOutcome ofBatch(Rule rule, BatchFacts facts, Instant processed) {
    boolean refuses = rule.severity() != Rule.Severity.WARN;
    if (rule.check() instanceof Rule.Check.RowCount bounds) {
      return rowCount(rule, bounds, facts.read(), refuses);
    }
    if (rule.check() instanceof Rule.Check.Freshness freshness) {
      return freshness(rule, freshness, facts, processed, refuses);
    }
    long breaches = facts.breaches().getOrDefault(rule.name(), 0L);
    String what =
        rule.check() instanceof Rule.Check.Unique
            ? " rows beyond the first of their key"
            : " groups whose debits are not their credits";
    Rule.Tolerance tolerance =
        rule.tolerance().orElse(new Rule.Tolerance(Optional.empty(), Optional.empty()));
    boolean beyond = exceeded(tolerance, breaches, facts.read());
    return outcome(rule, breaches, refuses && beyond, breaches + what);
  }

  private static RuleOutcome rowCount(
      Rule rule, Rule.Check.RowCount bounds, long read, boolean refuses) {
    long missing = bounds.minimum().map(it -> Math.max(0, it - read)).orElse(0L);
    long extra = bounds.maximum().map(it -> Math.max(0, read - it)).orElse(0L);
    String finding =
        read
            + " rows were read"
            + bounds.minimum().map(it -> ", at least " + it + " are expected").orElse("")
            + bounds.maximum().map(it -> ", at most " + it + " are expected").orElse("");
    return outcome(rule, missing + extra, refuses && missing + extra > 0, finding);
  }

  /** A batch without accepted rows is not stale: how many rows there must be is another rule. */
  private static RuleOutcome freshness(
      Rule rule,
      Rule.Check.Freshness freshness,
      BatchFacts facts,
      Instant processed,
      boolean refuses) {
    Instant newest = facts.newest().get(rule.name());
    Instant oldestAllowed = processed.minus(Duration.ofHours(freshness.hours()));
    boolean stale = newest == null ? facts.accepted() > 0 : newest.isBefore(oldestAllowed);
    String finding =
        newest == null
            ? "no accepted row has a value"
            : "the newest value is of " + newest + ", allowed is back to " + oldestAllowed;
    return outcome(rule, stale ? 1 : 0, refuses && stale, finding);
  }

  private static RuleOutcome outcome(Rule rule, long breaches, boolean refused, String finding) {
    Verdict kept = breaches == 0 ? Verdict.PASSED : Verdict.NOTED;
    Verdict verdict = refused ? Verdict.REFUSED : kept;
    return new RuleOutcome(rule.name(), rule.column(), rule.severity(), breaches, verdict, finding);
  }
}
