package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.RULE;
import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Measure;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.screen.CurrencyCodes;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Counts rows and money. Money of a currency that is none counts under {@code invalid}; without one
 * it cannot count.
 */
final class Tally {
  static final String INVALID = "invalid";
  private static final String BROKEN = "_broken";
  private static final Column NO_RULES = lit(null).cast("array<string>");
  private static final BigDecimal ZERO = new BigDecimal("0.00");

  private final Contract contract;

  private Tally(Contract contract) {
    this.contract = contract;
  }

  static Tally by(Contract contract) {
    return new Tally(contract);
  }

  /** Rows and money of each group. One job for each measure, or one when there is none. */
  Map<String, Group> count(Dataset<Row> rows, String groupBy) {
    return count(rows, groupBy, NO_RULES, new TreeMap<>());
  }

  /**
   * Rows and money of each outcome, and how many rows broke each rule; a row that breaks two counts
   * for both, one that breaks a rule twice counts once. As many jobs as {@link #count(Dataset,
   * String)}: rows that broke the same rules are counted together, and their rules after that.
   */
  Counts outcomes(Dataset<Row> outcomes) {
    Column reasons = col(TechnicalColumn.REASONS + ".rule");
    Column broken =
        array_distinct(
            when(col(RULE).isNull(), reasons).otherwise(concat(reasons, array(col(RULE)))));
    Map<String, Long> rules = new TreeMap<>();
    Map<String, Group> groups = count(outcomes, Outcomes.OUTCOME, broken, rules);
    return new Counts(groups, rules);
  }

  private Map<String, Group> count(
      Dataset<Row> rows, String groupBy, Column broken, Map<String, Long> rules) {
    Map<String, Group> groups = new HashMap<>();
    if (contract.measures().isEmpty()) {
      for (Row row :
          rows.groupBy(col(groupBy), broken.as(BROKEN))
              .agg(functions.count(lit(1)))
              .collectAsList()) {
        groups.merge(row.getString(0), new Group(row.getLong(2), Map.of()), Group::plus);
        add(rules, row, 1, row.getLong(2));
      }
      return groups;
    }
    boolean first = true;
    for (Measure measure : contract.measures()) {
      Column amount = col("`" + measure.column() + "`");
      List<Row> sums =
          rows.groupBy(
                  col(groupBy),
                  currency(measure).as("_currency"),
                  (first ? broken : NO_RULES).as(BROKEN))
              .agg(functions.count(lit(1)), functions.sum(amount))
              .collectAsList();
      for (Row row : sums) {
        groups.merge(row.getString(0), group(measure, row, first), Group::plus);
        add(rules, row, 2, row.getLong(3));
      }
      first = false;
    }
    return groups;
  }

  private static void add(Map<String, Long> rules, Row row, int column, long rows) {
    if (!row.isNullAt(column)) {
      row.<String>getList(column).forEach(rule -> rules.merge(rule, rows, Long::sum));
    }
  }

  /** Puts what was read beside what became of it. */
  static Balance balance(
      long read, Map<String, BigDecimal> moneyRead, long filtered, Map<String, Group> outcomes) {
    Map<String, Balance.Money> money = new TreeMap<>();
    java.util.stream.Stream.concat(
            moneyRead.keySet().stream(),
            outcomes.values().stream().flatMap(group -> group.money().keySet().stream()))
        .distinct()
        .forEach(
            measure ->
                money.put(
                    measure,
                    new Balance.Money(
                        moneyRead.getOrDefault(measure, ZERO),
                        new Balance.Split<>(
                            sum(outcomes, Outcomes.ACCEPTED, measure),
                            sum(outcomes, Outcomes.QUARANTINED, measure),
                            sum(outcomes, Outcomes.DUPLICATE, measure),
                            sum(outcomes, Outcomes.SUPERSEDED, measure)))));
    return new Balance(
        read,
        new Balance.Split<>(
            rows(outcomes, Outcomes.ACCEPTED),
            rows(outcomes, Outcomes.QUARANTINED),
            rows(outcomes, Outcomes.DUPLICATE),
            rows(outcomes, Outcomes.SUPERSEDED)),
        filtered,
        money);
  }

  /** What was decided: by outcome, and by broken rule. */
  record Counts(Map<String, Group> groups, Map<String, Long> rules) {}

  /** Rows, and sums by {@code column currency}. */
  record Group(long rows, Map<String, BigDecimal> money) {
    static Group plus(Group left, Group right) {
      Map<String, BigDecimal> money = new HashMap<>(left.money());
      right.money().forEach((measure, amount) -> money.merge(measure, amount, BigDecimal::add));
      return new Group(left.rows() + right.rows(), money);
    }
  }

  private static Group group(Measure measure, Row row, boolean countRows) {
    long rows = countRows ? row.getLong(3) : 0;
    boolean counts = !row.isNullAt(1) && !row.isNullAt(4);
    return new Group(
        rows,
        counts ? Map.of(measure.column() + " " + row.getString(1), row.getDecimal(4)) : Map.of());
  }

  /** The code that money of the row counts under. */
  static Column currency(Measure measure) {
    if (measure.currency() instanceof Measure.Currency.Constant constant) {
      return lit(constant.code());
    }
    Column code = col("`" + ((Measure.Currency.InColumn) measure.currency()).column() + "`");
    return when(code.isNull(), lit(null))
        .when(coalesce(code.isin(CurrencyCodes.load().codes().toArray()), lit(false)), code)
        .otherwise(INVALID);
  }

  private static long rows(Map<String, Group> outcomes, String outcome) {
    return outcomes.containsKey(outcome) ? outcomes.get(outcome).rows() : 0;
  }

  private static BigDecimal sum(Map<String, Group> outcomes, String outcome, String measure) {
    return outcomes.containsKey(outcome)
        ? outcomes.get(outcome).money().getOrDefault(measure, ZERO)
        : ZERO;
  }
}
