package io.finlake.etl.contract;

import io.finlake.etl.contract.ContractChange.Effect;
import io.finlake.etl.contract.ContractChange.Kind;
import io.finlake.etl.contract.ContractChange.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rules of two contracts. For readers a rule is a promise: one that is gone, weaker or no more
 * than a warning breaks it. Required columns are compared as columns, and the rules of a column
 * that came or went belong to it.
 */
final class RuleComparison {
  private static final String STAY = "it is asked of new rows; those that are there stay";

  private final Contract before;
  private final Contract after;
  private final List<ContractChange> changes = new ArrayList<>();

  RuleComparison(Contract before, Contract after) {
    this.before = before;
    this.after = after;
  }

  List<ContractChange> changes() {
    for (Rule rule : compared(after, before)) {
      named(before, rule.name()).ifPresentOrElse(old -> changed(old, rule), () -> added(rule));
    }
    compared(before, after).stream()
        .filter(rule -> named(after, rule.name()).isEmpty())
        .forEach(this::removed);
    return List.copyOf(changes);
  }

  private static List<Rule> compared(Contract contract, Contract other) {
    return contract.rules().stream()
        .filter(rule -> !(rule.check() instanceof Rule.Check.Required))
        .filter(
            rule ->
                rule.column().isEmpty()
                    || ColumnComparison.column(other, rule.column().get()).isPresent())
        .toList();
  }

  private static Optional<Rule> named(Contract contract, String name) {
    return contract.rules().stream().filter(rule -> rule.name().equals(name)).findFirst();
  }

  private void added(Rule rule) {
    change(Kind.RULE_ADDED, rule, Optional.empty(), Optional.of(words(rule)), false, STAY);
  }

  private void removed(Rule rule) {
    boolean promised = promises(rule);
    change(
        Kind.RULE_REMOVED,
        rule,
        Optional.of(words(rule)),
        Optional.empty(),
        promised,
        promised ? "readers relied on it" : "it was a warning");
  }

  private void changed(Rule old, Rule now) {
    if (!old.check().equals(now.check()) || !old.column().equals(now.column())) {
      boolean moved = !old.column().equals(now.column());
      boolean weaker = promises(old) && (moved || !RuleStrength.atLeast(now.check(), old.check()));
      change(
          Kind.RULE_CHANGED,
          now,
          Optional.of(ContractWords.check(old.check())),
          Optional.of(ContractWords.check(now.check())),
          weaker,
          weaker ? "what it promised need not hold any more" : STAY);
    }
    if (old.severity() != now.severity() || !old.tolerance().equals(now.tolerance())) {
      boolean weaker = promises(old) && !promises(now);
      change(
          Kind.RULE_SEVERITY,
          now,
          Optional.of(ContractWords.severity(old)),
          Optional.of(ContractWords.severity(now)),
          weaker,
          weaker ? "rows that break it are accepted from now on" : STAY);
    }
  }

  private static boolean promises(Rule rule) {
    return rule.severity() != Rule.Severity.WARN;
  }

  private static String words(Rule rule) {
    return ContractWords.check(rule.check()) + " (" + ContractWords.severity(rule) + ")";
  }

  private void change(
      Kind kind,
      Rule rule,
      Optional<String> was,
      Optional<String> is,
      boolean breaking,
      String why) {
    changes.add(
        new ContractChange(
            kind,
            rule.name(),
            was,
            is,
            breaking ? Level.BREAKING : Level.COMPATIBLE,
            Effect.NEXT_BATCH,
            why));
  }
}
