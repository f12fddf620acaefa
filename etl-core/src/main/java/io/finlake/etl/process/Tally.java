package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.RULE;
import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.size;
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
    Map<String, Group> groups = new HashMap<>();
    if (contract.measures().isEmpty()) {
      rows.groupBy(groupBy)
          .agg(functions.count(lit(1)))
          .collectAsList()
          .forEach(row -> groups.put(row.getString(0), new Group(row.getLong(1), Map.of())));
      return groups;
    }
    boolean first = true;
    for (Measure measure : contract.measures()) {
      Column amount = col("`" + measure.column() + "`");
      List<Row> sums =
          rows.groupBy(col(groupBy), currency(measure).as("_currency"))
              .agg(functions.count(lit(1)), functions.sum(amount))
              .collectAsList();
      for (Row row : sums) {
        groups.merge(row.getString(0), group(measure, row, first), Group::plus);
      }
      first = false;
    }
    return groups;
  }

  /** How many rows broke each rule; a row that breaks two counts for both. */
  static Map<String, Long> rules(Dataset<Row> rows) {
    Map<String, Long> broken = new TreeMap<>();
    rows.where(size(col(TechnicalColumn.REASONS)).gt(0))
        .select(explode(array_distinct(col(TechnicalColumn.REASONS + ".rule"))).as(RULE))
        .unionByName(rows.where(col(RULE).isNotNull()).select(RULE))
        .groupBy(RULE)
        .count()
        .collectAsList()
        .forEach(row -> broken.put(row.getString(0), row.getLong(1)));
    return broken;
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

  /** Rows, and sums by {@code column currency}. */
  record Group(long rows, Map<String, BigDecimal> money) {
    static Group plus(Group left, Group right) {
      Map<String, BigDecimal> money = new HashMap<>(left.money());
      right.money().forEach((measure, amount) -> money.merge(measure, amount, BigDecimal::add));
      return new Group(left.rows() + right.rows(), money);
    }
  }

  private static Group group(Measure measure, Row row, boolean countRows) {
    long rows = countRows ? row.getLong(2) : 0;
    boolean counts = !row.isNullAt(1) && !row.isNullAt(3);
    return new Group(
        rows,
        counts ? Map.of(measure.column() + " " + row.getString(1), row.getDecimal(3)) : Map.of());
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
