package io.finlake.etl.screen;

import io.finlake.etl.contract.Rule;
import java.util.Optional;

/**
 * How a batch kept one rule.
 *
 * @param rule the rule's name
 * @param column the column it speaks of, when it speaks of one
 * @param severity as the contract says
 * @param breaches rows that broke it; for rules on the whole batch: rows too many or too few
 *     ({@code rowCount}), rows beyond the first of their key ({@code unique}), groups that do not
 *     balance ({@code debitsEqualCredits}), 1 when stale ({@code freshness})
 * @param verdict what follows for the batch
 * @param finding for people, without values of rows: what was found and what is allowed
 */
public record RuleOutcome(
    String rule,
    Optional<String> column,
    Rule.Severity severity,
    long breaches,
    Verdict verdict,
    String finding) {}
