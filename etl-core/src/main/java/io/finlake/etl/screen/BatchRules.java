package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.datediff;
import static org.apache.spark.sql.functions.inline;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.TechnicalColumn;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Judges a whole batch. Measuring costs one Spark action over the screened rows, which should be
 * staged by then: one aggregate, and one more for each rule on groups of rows. Deciding costs
 * nothing.
 */
public final class BatchRules {
  private static final String READ = "_read";
  private static final String ACCEPTED = "_accepted";
  private static final String RULE = "rule";
  private static final String NUMBER = "number";
  private static final long MICROS_PER_DAY = 86_400_000_000L;

  private final Contract contract;

  private BatchRules(Contract contract) {
    this.contract = contract;
  }

  /** The rules of a contract, row rules included: their breaches are counted. */
  public static BatchRules of(Contract contract) {
    return new BatchRules(contract);
  }

  /**
   * Measures and decides; see {@link #measure} and {@link BatchVerdicts#decide}.
   *
   * @param processed the processing time that the batch was planned with
   */
  public List<RuleOutcome> evaluate(Dataset<Row> staged, Instant processed) {
    return BatchVerdicts.decide(contract.rules(), measure(staged), processed);
  }

  /**
   * Counts what the rules need, with one action.
   *
   * @param staged screened and protected rows with {@code _reasons}; where there is a {@code _kind}
   *     only rows of kind {@code row} count
   */
  public BatchFacts measure(Dataset<Row> staged) {
    boolean kinds = Arrays.asList(staged.columns()).contains(TechnicalColumn.KIND);
    Dataset<Row> rows = kinds ? staged.where(col(TechnicalColumn.KIND).equalTo("row")) : staged;
    Dataset<Row> measured = overall(rows);
    for (Rule rule : contract.rules()) {
      if (rule.check() instanceof Rule.Check.Unique unique) {
        measured = measured.union(named(rule.name(), surplus(rows, unique)));
      } else if (rule.check() instanceof Rule.Check.DebitsEqualCredits journal) {
        measured = measured.union(named(rule.name(), unbalanced(rows, journal)));
      }
    }
    return facts(measured.collectAsList());
  }

  /** One row for each number, from one aggregate. */
  private Dataset<Row> overall(Dataset<Row> rows) {
    Column rules = col(TechnicalColumn.REASONS).getField("rule");
    List<String> names = new ArrayList<>(List.of(READ, ACCEPTED));
    List<Column> numbers = new ArrayList<>(List.of(count(lit(1)), count_if(accepted())));
    for (Rule rule : contract.rules()) {
      if (rule.check().rowLevel()) {
        names.add(rule.name());
        numbers.add(count_if(array_contains(rules, rule.name())));
      } else if (rule.check() instanceof Rule.Check.Freshness) {
        names.add(rule.name());
        numbers.add(max(when(accepted(), micros(RowChecks.columnName(rule)))));
      }
    }
    List<Column> aliased = new ArrayList<>();
    List<Column> lines = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      aliased.add(numbers.get(i).as("n" + i));
      lines.add(struct(lit(names.get(i)).as(RULE), col("n" + i).as(NUMBER)));
    }
    Column[] rest = aliased.subList(1, aliased.size()).toArray(Column[]::new);
    return rows.agg(aliased.get(0), rest).select(inline(array(lines.toArray(Column[]::new))));
  }

  /** Microseconds since 1970 in UTC, whatever the session's zone; a date counts from its start. */
  private Column micros(String column) {
    return contract.column(column).type() instanceof ColumnType.Date
        ? datediff(col(column), lit(LocalDate.EPOCH)).cast("bigint").multiply(MICROS_PER_DAY)
        : unix_micros(col(column));
  }

  /** Accepted rows beyond the first of their key; a key with a null is no key, as in SQL. */
  private static Dataset<Row> surplus(Dataset<Row> rows, Rule.Check.Unique unique) {
    Column[] key = columns(unique.columns());
    Column complete = Arrays.stream(key).map(Column::isNotNull).reduce(accepted(), Column::and);
    return rows.where(complete)
        .groupBy(key)
        .agg(count(lit(1)).as("_rows"))
        .agg(coalesce(sum(col("_rows").minus(1)), lit(0L)).as(NUMBER));
  }

  /**
   * Groups that do not balance, either as delivered or as accepted: a journal of which one leg went
   * to quarantine must not be published in part. A leg without amount or side never balances.
   */
  private static Dataset<Row> unbalanced(Dataset<Row> rows, Rule.Check.DebitsEqualCredits journal) {
    Column side = lower(col(journal.sign()));
    Column amount = col(journal.amount());
    Column signed =
        when(side.isin("debit", "d", "dr"), amount)
            .when(side.isin("credit", "c", "cr"), amount.multiply(lit(-1)));
    Column uneven =
        coalesce(sum(col("_signed")).notEqual(0), lit(false))
            .or(coalesce(sum(when(accepted(), col("_signed"))).notEqual(0), lit(false)))
            .or(count_if(col("_signed").isNull()).gt(0));
    return rows.withColumn("_signed", signed)
        .groupBy(columns(journal.groupBy()))
        .agg(uneven.as("_uneven"))
        .agg(count_if(col("_uneven")).as(NUMBER));
  }

  private static Dataset<Row> named(String rule, Dataset<Row> number) {
    return number.select(lit(rule).as(RULE), col(NUMBER));
  }

  private static Column accepted() {
    return not(Screening.quarantined(col(TechnicalColumn.REASONS)));
  }

  private static Column[] columns(List<String> names) {
    return names.stream().map(it -> col(it)).toArray(Column[]::new);
  }

  private BatchFacts facts(List<Row> measured) {
    Map<String, Long> numbers = new HashMap<>();
    for (Row row : measured) {
      if (!row.isNullAt(1)) {
        numbers.put(row.getString(0), row.getLong(1));
      }
    }
    Map<String, Long> breaches = new HashMap<>();
    Map<String, Instant> newest = new HashMap<>();
    for (Rule rule : contract.rules()) {
      Long number = numbers.get(rule.name());
      if (number != null && rule.check() instanceof Rule.Check.Freshness) {
        newest.put(rule.name(), Instant.EPOCH.plus(number, ChronoUnit.MICROS));
      } else if (number != null) {
        breaches.put(rule.name(), number);
      }
    }
    return new BatchFacts(numbers.get(READ), numbers.get(ACCEPTED), breaches, newest);
  }
}
