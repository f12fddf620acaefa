package io.finlake.etl.contract;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** finlake's own rules about quality rules: names, types, bounds and patterns. */
final class QualityRules {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,99}");

  /** Rules that reading and writing make by themselves. */
  private static final Set<String> RESERVED =
      Set.of(
          "type",
          "encoding",
          "malformed",
          "envelope",
          "partition_value",
          "record_too_long",
          "card_number_in_clear",
          "resent_object",
          "conflict");

  private final Draft draft;
  private final Rule rule;
  private final Optional<Column> column;

  private QualityRules(Draft draft, Rule rule) {
    this.draft = draft;
    this.rule = rule;
    this.column = rule.column().flatMap(draft::column);
  }

  /** Reports every rule that cannot be kept or broken as it is written. */
  static void check(Draft draft) {
    for (Rule rule : draft.rules()) {
      new QualityRules(draft, rule).check();
    }
  }

  /** Whether ISO 4217 has the code, with minor units (so no metals, funds and test codes). */
  static boolean isCurrency(String code) {
    return Currency.getAvailableCurrencies().stream()
        .anyMatch(one -> one.getCurrencyCode().equals(code) && one.getDefaultFractionDigits() >= 0);
  }

  /** Why a text is no Java regular expression; empty when it is one. */
  static String patternFlaw(String regex) {
    try {
      Pattern compiled = Pattern.compile(regex);
      return compiled.pattern().isEmpty() ? "it is empty" : "";
    } catch (PatternSyntaxException e) {
      return e.getDescription();
    }
  }

  private void check() {
    if (!NAME.matcher(rule.name()).matches()) {
      refuse("is no rule name", "use lower-case snake case, at most 100 characters");
    }
    if (RESERVED.contains(rule.name())) {
      refuse("is a rule of finlake's own", "choose another name");
    }
    if (rule.column().isPresent() && !draft.sure(rule.column().get())) {
      return;
    }
    Rule.Check check = rule.check();
    if (check instanceof Rule.Check.Pattern pattern) {
      pattern(pattern.regex());
    } else if (check instanceof Rule.Check.Length length) {
      length(length);
    } else if (check instanceof Rule.Check.ValidValues values) {
      validValues(values.values());
    } else if (check instanceof Rule.Check.Range range) {
      range(range);
    } else if (check instanceof Rule.Check.Standard) {
      onlyOn(ColumnType.Text.class, "checks text");
    } else {
      checkAcrossColumns(check);
    }
  }

  private void checkAcrossColumns(Rule.Check check) {
    if (check instanceof Rule.Check.MinorUnits units) {
      onlyOn(ColumnType.Decimal.class, "checks a DECIMAL");
      minorUnits(units.currency());
    } else if (check instanceof Rule.Check.DebitsEqualCredits balance) {
      debitsEqualCredits(balance);
    } else if (check instanceof Rule.Check.Unique unique) {
      unique.columns().forEach(this::distinguishable);
    } else if (check instanceof Rule.Check.Freshness) {
      freshness();
    } else if (check instanceof Rule.Check.RowCount count) {
      rowCount(count);
    } else if (check instanceof Rule.Check.Reference && rule.column().isEmpty()) {
      refuse("speaks of one column", "move it to the column");
    }
  }

  private void pattern(String regex) {
    onlyOn(ColumnType.Text.class, "matches text");
    String flaw = patternFlaw(regex);
    if (!flaw.isEmpty()) {
      refuse("has no regular expression: " + flaw, "correct the pattern");
    }
  }

  private void length(Rule.Check.Length length) {
    if (length.minimum().isPresent()
        && length.maximum().isPresent()
        && length.minimum().get() > length.maximum().get()) {
      refuse("has a minimum above its maximum", "swap them");
    }
  }

  private void validValues(List<String> values) {
    if (values.isEmpty() || Set.copyOf(values).size() != values.size()) {
      refuse("lists no value, or one twice", "list each value once");
    }
    boolean listable =
        column.isEmpty()
            || column.get().type() instanceof ColumnType.Text
            || column.get().type() instanceof ColumnType.Int
            || column.get().type() instanceof ColumnType.BigInt;
    if (!listable) {
      refuse("lists values of a " + column.get().type().ddl(), "use minimum and maximum, or holds");
    }
  }

  private void range(Rule.Check.Range range) {
    Optional<Comparable<?>> least = range.minimum().flatMap(this::bound);
    Optional<Comparable<?>> most = range.maximum().flatMap(this::bound);
    if (least.isPresent() && most.isPresent() && above(least.get(), most.get())) {
      refuse("has a minimum above its maximum", "swap them");
    }
  }

  @SuppressWarnings("unchecked") // both bounds were read by the same column's type
  private static boolean above(Comparable<?> least, Comparable<?> most) {
    return ((Comparable<Object>) least).compareTo(most) > 0;
  }

  private Optional<Comparable<?>> bound(String text) {
    ColumnType type = column.map(Column::type).orElse(new ColumnType.Text());
    try {
      if (type instanceof ColumnType.Date) {
        return Optional.of(LocalDate.parse(text));
      }
      if (type instanceof ColumnType.Timestamp) {
        return Optional.of(Instant.parse(text));
      }
      BigDecimal number = new BigDecimal(text);
      if (type instanceof ColumnType.Int || type instanceof ColumnType.BigInt) {
        number.toBigIntegerExact();
      }
      return Optional.of(number);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      refuse(
          "has the bound '" + text + "', which is no " + type.ddl(),
          "write a whole number, a number, a date like \"2026-12-25\", or a moment like"
              + " \"2026-12-25T00:00:00Z\", as the type is");
      return Optional.empty();
    }
  }

  private void minorUnits(Measure.Currency currency) {
    if (currency instanceof Measure.Currency.InColumn in) {
      Optional<Column> found = existing(in.column());
      if (found.isPresent() && !(found.get().type() instanceof ColumnType.Text)) {
        refuse("names '" + in.column() + "', which is no text", "name the currency's column");
      }
    } else if (currency instanceof Measure.Currency.Constant constant
        && !isCurrency(constant.code())) {
      refuse("names '" + constant.code() + "', no active currency", "write an ISO 4217 code");
    }
  }

  private void debitsEqualCredits(Rule.Check.DebitsEqualCredits balance) {
    if (rule.column().isPresent()) {
      refuse("speaks of many rows", "move it to the table");
    }
    inClear(balance.sign());
    Optional<Column> amount = inClear(balance.amount());
    if (amount.isPresent() && !(amount.get().type() instanceof ColumnType.Decimal)) {
      refuse("adds up '" + balance.amount() + "', which is no DECIMAL", "name an amount");
    }
    balance.groupBy().forEach(this::distinguishable);
  }

  private void freshness() {
    if (column.isEmpty()
        || !(column.get().type() instanceof ColumnType.Date
            || column.get().type() instanceof ColumnType.Timestamp)) {
      refuse("needs a date or timestamp", "move it to such a column");
    } else {
      inClear(column.get().name());
    }
  }

  private void rowCount(Rule.Check.RowCount count) {
    if (count.minimum().isPresent()
        && count.maximum().isPresent()
        && count.minimum().get() > count.maximum().get()) {
      refuse("has a minimum above its maximum", "write the smaller number first");
    }
    if (rule.tolerance().isPresent()) {
      refuse("has a tolerance, but it is no rule of rows", "set the bounds instead");
    }
  }

  private Optional<Column> existing(String name) {
    Optional<Column> found = draft.column(name);
    if (found.isEmpty() && !name.isEmpty()) {
      refuse("names '" + name + "', which is no column", "correct the name");
    }
    return found.filter(known -> draft.sure(known.name()));
  }

  /** A column whose rows can be told apart after protection. */
  private void distinguishable(String name) {
    Optional<Column> found = existing(name);
    if (found.isPresent()
        && (found.get().protection() instanceof Protection.Mask
            || found.get().protection() instanceof Protection.Drop)) {
      refuse("groups by '" + name + "', which is masked or dropped", "protect it by a token");
    }
  }

  private Optional<Column> inClear(String name) {
    Optional<Column> found = existing(name);
    if (found.isPresent() && !(found.get().protection() instanceof Protection.None)) {
      refuse("needs '" + name + "', which is protected", "use a column that is kept in clear");
    }
    return found;
  }

  private void onlyOn(Class<? extends ColumnType> type, String what) {
    if (column.isEmpty() || !type.isInstance(column.get().type())) {
      String on = column.map(one -> one.type().ddl()).orElse("the table");
      refuse(what + ", but stands on " + on, "move it to a fitting column, or leave it out");
    }
  }

  private void refuse(String problem, String remedy) {
    draft.refuse("rule/" + rule.name(), "rule '" + rule.name() + "' " + problem, remedy);
  }
}
