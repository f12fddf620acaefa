package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.screen.BatchRules;
import io.finlake.etl.screen.RuleOutcome;
import io.finlake.etl.screen.Verdict;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What must hold before a batch is committed; each check ends in an error that says what to do. */
final class Checks {
  private final Contract contract;
  private final Batch batch;

  Checks(Contract contract, Batch batch) {
    this.contract = contract;
    this.batch = batch;
  }

  /** Every object was read to its end, and brought no fields that the contract refuses. */
  void objects(Staging.Found found) {
    Set<String> missing =
        batch.inputs().objects().stream()
            .map(RawObject::path)
            .collect(Collectors.toCollection(TreeSet::new));
    found.objects().forEach(object -> missing.remove(object.path()));
    if (!missing.isEmpty()) {
      throw new IllegalStateException("not read to their end: " + missing);
    }
    RawSource.Evolution evolution = contract.landed().source().evolution();
    Map<String, Long> refused = new TreeMap<>(found.unknown());
    if (evolution == RawSource.Evolution.ADD) {
      refused.keySet().removeIf(this::addable);
    }
    if (evolution != RawSource.Evolution.IGNORE && !refused.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.UNKNOWN_COLUMNS,
          batch() + " is refused",
          "fields arrived that the contract does not know"
              + (evolution == RawSource.Evolution.ADD ? " and that cannot be added: " : ": ")
              + refused.entrySet().stream()
                  .map(entry -> entry.getKey() + " (" + entry.getValue() + " rows)")
                  .collect(Collectors.joining(", ")),
          "add them to the contract or set unknownColumns to "
              + (evolution == RawSource.Evolution.ADD ? "ignore" : "ignore or add")
              + ", then "
              + giveUpAndPlanAnew());
    }
  }

  /** Whether a field can become a column under its own name without hiding another one. */
  private boolean addable(String name) {
    return name.matches("[a-z][a-z0-9_]{0,62}")
        && contract.columns().stream().noneMatch(column -> column.name().equals(name));
  }

  /**
   * What was read, as the reader counted it, beside what became of it; refused when it does not add
   * up.
   */
  Balance balance(Dataset<Row> staged, Staging.Found found, Map<String, Tally.Group> outcomes) {
    Map<String, Tally.Group> kinds = Tally.by(contract).count(staged, TechnicalColumn.KIND);
    Optional<Tally.Group> rows = Optional.ofNullable(kinds.get("row"));
    boolean reshaped = contract.landed().source().reshape().isPresent();
    long read = reshaped ? rows.map(Tally.Group::rows).orElse(0L) : found.records();
    long filtered = kinds.containsKey("filtered") ? kinds.get("filtered").rows() : 0;
    Map<String, BigDecimal> money = rows.map(Tally.Group::money).orElse(Map.of());
    Balance balance = Tally.balance(read, money, filtered, outcomes);
    balance.problem().ifPresent(this::unbalanced);
    return balance;
  }

  /** The same for rows out of quarantine, of which it is known how many there are. */
  Balance balanceOf(long read, Dataset<Row> staged, Map<String, Tally.Group> outcomes) {
    Map<String, Tally.Group> kinds = Tally.by(contract).count(staged, TechnicalColumn.KIND);
    Map<String, BigDecimal> money = kinds.containsKey("row") ? kinds.get("row").money() : Map.of();
    Balance balance = Tally.balance(read, money, 0, outcomes);
    balance.problem().ifPresent(this::unbalanced);
    return balance;
  }

  /** A full extract is neither empty nor much smaller than the table. */
  void extract(Balance balance, long present) {
    if (!(contract.landed().write() instanceof WriteStrategy.Snapshot snapshot)) {
      return;
    }
    long delivered = balance.outcomes().accepted() + balance.outcomes().duplicate();
    BigDecimal least = snapshot.minimumShare().multiply(BigDecimal.valueOf(present));
    if (delivered == 0 || BigDecimal.valueOf(delivered).compareTo(least) < 0) {
      throw FinlakeException.of(
          ErrorCode.REFUSED_EXTRACT,
          batch() + " is refused",
          "the extract has "
              + delivered
              + " good rows, the table "
              + present
              + ", and the contract asks for a share of at least "
              + snapshot.minimumShare().toPlainString(),
          "ask the source for a complete extract; to go on without this one, "
              + giveUpAndPlanAnew());
    }
  }

  /** What the batch as a whole promises; see the contract's rules. */
  void rules(Dataset<Row> staged) {
    boolean none =
        contract.rules().stream()
            .allMatch(rule -> rule.check().rowLevel() && rule.severity() != Rule.Severity.STOP);
    if (none) {
      return;
    }
    List<RuleOutcome> refused =
        BatchRules.of(contract).evaluate(staged, batch.processingTime()).stream()
            .filter(outcome -> outcome.verdict() == Verdict.REFUSED)
            .toList();
    if (!refused.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.THRESHOLD_EXCEEDED,
          batch() + " is refused",
          refused.stream()
              .map(outcome -> outcome.rule() + ": " + outcome.finding())
              .collect(Collectors.joining("; ")),
          "ask the source for a corrected delivery; to go on without this one, "
              + giveUpAndPlanAnew());
    }
  }

  private String batch() {
    if (batch.inputs() instanceof Inputs.Backfilled) {
      return "a backfill of " + batch.table();
    }
    return "batch " + batch.number() + " of " + batch.table();
  }

  private void unbalanced(String problem) {
    throw FinlakeException.of(
        ErrorCode.UNBALANCED,
        batch() + " does not balance and is not published",
        problem,
        "nothing was written to the table; report this with the batch's plan");
  }

  private String giveUpAndPlanAnew() {
    if (batch.inputs() instanceof Inputs.Backfilled) {
      return "plan the backfill again; nothing was changed";
    }
    return "give the batch up so that its objects are planned anew: finlake process --dataset "
        + batch.dataset()
        + " --void "
        + batch.number();
  }
}
