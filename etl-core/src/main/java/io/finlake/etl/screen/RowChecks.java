package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Measure;
import io.finlake.etl.contract.Rule;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.SortedSet;
import org.apache.spark.sql.Column;

/**
 * Row rules as columns that are true exactly when the row breaks the rule, never null. {@code
 * Required} and {@code Reference} look beyond the value and are built by {@link Screening}.
 */
final class RowChecks {
  private final Contract contract;
  private final CurrencyCodes currencies = CurrencyCodes.load();
  private final FinancialChecks financial = new FinancialChecks(currencies);

  RowChecks(Contract contract) {
    this.contract = contract;
  }

  /** Whether a row breaks the rule by its own values. */
  Column broken(Rule rule) {
    return coalesce(not(passes(rule)), lit(false));
  }

  /** True, false, or null for an absent value. */
  private Column passes(Rule rule) {
    Rule.Check check = rule.check();
    if (check instanceof Rule.Check.Holds holds) {
      return expr(holds.predicate());
    }
    Column value = value(rule);
    if (check instanceof Rule.Check.ValidValues valid) {
      return text(rule).isin(valid.values().toArray());
    }
    if (check instanceof Rule.Check.Pattern pattern) {
      return text(rule).rlike(whole(pattern.regex()));
    }
    if (check instanceof Rule.Check.Length bounds) {
      Column characters = length(text(rule));
      return between(
          characters, bounds.minimum().map(it -> lit(it)), bounds.maximum().map(it -> lit(it)));
    }
    if (check instanceof Rule.Check.Range range) {
      ColumnType type = type(rule);
      return between(
          value,
          range.minimum().map(it -> bound(type, it)),
          range.maximum().map(it -> bound(type, it)));
    }
    if (check instanceof Rule.Check.Standard standard) {
      return financial.valid(standard.kind(), text(rule));
    }
    if (check instanceof Rule.Check.MinorUnits units) {
      return fits(value, type(rule), units.currency());
    }
    throw new IllegalStateException("rule " + rule.name() + " does not look at one row's values");
  }

  /** A regular expression that matches the whole text, also where the text ends in a line break. */
  static String whole(String regex) {
    return "\\A(?:" + regex + ")\\z";
  }

  private static Column between(
      Column value, java.util.Optional<Column> minimum, java.util.Optional<Column> maximum) {
    Column above = minimum.map(value::geq).orElse(lit(true));
    return maximum.map(it -> above.and(value.leq(it))).orElse(above);
  }

  /**
   * A bound as a literal of the column's own type family.
   *
   * @throws RuntimeException when the text is not one; {@link RuleCompiler} reports it
   */
  static Column bound(ColumnType type, String text) {
    if (type instanceof ColumnType.Date) {
      return lit(LocalDate.parse(text));
    }
    if (type instanceof ColumnType.Timestamp) {
      return lit(Instant.parse(text));
    }
    if (type instanceof ColumnType.Float64) {
      return lit(Double.parseDouble(text));
    }
    if (type instanceof ColumnType.Text || type instanceof ColumnType.Bool) {
      throw new IllegalArgumentException("a range needs a number, a date or a timestamp");
    }
    return lit(new BigDecimal(text));
  }

  /** Nothing is left after the last minor unit; currencies without minor units fit always. */
  private Column fits(Column amount, ColumnType type, Measure.Currency currency) {
    int scale = type instanceof ColumnType.Decimal decimal ? decimal.scale() : 0;
    if (currency instanceof Measure.Currency.Constant constant) {
      int units = currencies.minorUnits(constant.code()).orElse(scale);
      return units < scale ? noRest(amount, units) : lit(true);
    }
    Column code = col(((Measure.Currency.InColumn) currency).column());
    Column fits = when(code.isNull(), lit(true));
    for (Map.Entry<Integer, SortedSet<String>> group : currencies.byMinorUnits().entrySet()) {
      if (group.getKey() < scale) {
        Column ofGroup = code.isin(group.getValue().toArray());
        fits = fits.when(ofGroup, noRest(amount, group.getKey()));
      }
    }
    return fits.otherwise(lit(true));
  }

  /** By remainder, which is exact for every decimal; rounding could widen and lose digits. */
  private static Column noRest(Column amount, int units) {
    return amount.mod(lit(BigDecimal.ONE.movePointLeft(units))).equalTo(lit(BigDecimal.ZERO));
  }

  private Column value(Rule rule) {
    return col(columnName(rule));
  }

  private Column text(Rule rule) {
    Column value = value(rule);
    return type(rule) instanceof ColumnType.Text ? value : value.cast("string");
  }

  private ColumnType type(Rule rule) {
    return contract.column(columnName(rule)).type();
  }

  static String columnName(Rule rule) {
    return rule.column()
        .orElseThrow(() -> new IllegalStateException("rule " + rule.name() + " names no column"));
  }
}
