package io.finlake.etl.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the rules of one column, or of the table: those that follow from the column's own keys
 * first ({@code <column>_required}, {@code _length}, {@code _pattern}, {@code _range}, {@code
 * _<check>}), then its {@code quality} list.
 */
final class RuleReader {
  private static final String IMPLEMENTATIONS =
      "write one of holds, minorUnits, references, debitsEqualCredits, freshWithinHours";

  private final Section owner;
  private final Optional<Column> column;
  private final Map<String, Place> places;
  private final List<Rule> rules = new ArrayList<>();

  private RuleReader(Section owner, Optional<Column> column, Map<String, Place> places) {
    this.owner = owner;
    this.column = column;
    this.places = places;
  }

  /** The rules of a column; {@code places} learns where each stands. */
  static List<Rule> ofColumn(
      Section property, Section customs, Column column, Map<String, Place> places) {
    RuleReader reader = new RuleReader(property, Optional.of(column), places);
    reader.implied(customs, column);
    reader.quality();
    return reader.rules;
  }

  /** The rules of the table as a whole; {@code places} learns where each stands. */
  static List<Rule> ofTable(Section table, Map<String, Place> places) {
    RuleReader reader = new RuleReader(table, Optional.empty(), places);
    reader.quality();
    return reader.rules;
  }

  private void implied(Section customs, Column of) {
    if (of.required()) {
      implied("required", new Rule.Check.Required(), owner.at("required"));
    }
    owner.section("logicalTypeOptions").ifPresent(options -> impliedByOptions(options));
    customs
        .word("check", Rule.Financial.class)
        .ifPresent(
            kind ->
                implied(
                    kind.name().toLowerCase(java.util.Locale.ROOT),
                    new Rule.Check.Standard(kind),
                    customs.at("check")));
  }

  private void impliedByOptions(Section options) {
    Optional<Integer> shortest = options.whole("minLength", 0, Integer.MAX_VALUE);
    Optional<Integer> longest = options.whole("maxLength", 0, Integer.MAX_VALUE);
    if (shortest.isPresent() || longest.isPresent()) {
      implied("length", new Rule.Check.Length(shortest, longest), options.place());
    }
    options
        .text("pattern")
        .ifPresent(
            regex -> implied("pattern", new Rule.Check.Pattern(regex), options.at("pattern")));
    if (options.has("minimum") || options.has("maximum")) {
      implied(
          "range",
          new Rule.Check.Range(bound(options.node("minimum")), bound(options.node("maximum"))),
          options.place());
    }
  }

  private static Optional<String> bound(JsonNode bound) {
    if (bound.isMissingNode()) {
      return Optional.empty();
    }
    return Optional.of(bound.isNumber() ? bound.decimalValue().toPlainString() : bound.asText());
  }

  private void implied(String suffix, Rule.Check check, Place place) {
    String name = column.map(Column::name).orElse("") + "_" + suffix;
    add(name, check, Rule.Severity.QUARANTINE, Optional.empty(), place);
  }

  private void add(
      String name,
      Rule.Check check,
      Rule.Severity severity,
      Optional<Rule.Tolerance> tolerance,
      Place place) {
    rules.add(new Rule(name, column.map(Column::name), check, severity, tolerance));
    places.putIfAbsent("rule/" + name, place);
  }

  private void quality() {
    for (Section rule : owner.sections("quality")) {
      Optional<Rule.Check> check =
          rule.text("type").equals(Optional.of("custom")) ? custom(rule) : library(rule);
      String name = rule.needed("name", "name the rule");
      Section customs = rule.customProperties();
      check.ifPresent(
          found -> add(name, found, severity(rule, found), tolerance(rule, customs), rule.place()));
      customs.done();
    }
  }

  private static Rule.Severity severity(Section rule, Rule.Check check) {
    boolean rowless = check instanceof Rule.Check.RowCount || check instanceof Rule.Check.Freshness;
    Rule.Severity severity =
        rule.word("severity", Rule.Severity.class)
            .orElse(rowless ? Rule.Severity.STOP : Rule.Severity.QUARANTINE);
    if (rowless && severity == Rule.Severity.QUARANTINE) {
      rule.wrong(
          "severity",
          "is quarantine, but no row breaks a rule about the batch",
          "write warn or stop");
    }
    return severity;
  }

  private static Optional<Rule.Tolerance> tolerance(Section rule, Section customs) {
    Optional<Section> tolerance = customs.section("tolerance");
    if (tolerance.isEmpty()) {
      return Optional.empty();
    }
    if (!rule.text("severity").equals(Optional.of("stop"))) {
      customs.wrong("tolerance", "goes with severity stop only", "write stop, or leave it out");
    }
    Section limit = tolerance.get();
    if (limit.has("rows") == limit.has("share")) {
      limit.refuse("a tolerance is rows or share", "write {rows: 10} or {share: 0.01}");
    }
    Optional<Long> rows = limit.whole("rows", 0, Integer.MAX_VALUE).map(Integer::longValue);
    Optional<BigDecimal> share = limit.number("share", BigDecimal.ZERO, BigDecimal.ONE);
    limit.done();
    return Optional.of(new Rule.Tolerance(rows, share));
  }

  private Optional<Rule.Check> library(Section rule) {
    Optional<Section> arguments = rule.section("arguments");
    Optional<Rule.Check> check =
        switch (rule.text("metric").orElse("")) {
          case "invalidValues" ->
              arguments.isPresent() ? invalid(arguments.get()) : noArguments(rule);
          case "duplicateValues" -> duplicates(rule, arguments);
          case "rowCount" -> rowCount(rule);
          default -> Optional.empty();
        };
    arguments.ifPresent(Section::done);
    boolean counted = check.isPresent() && !(check.get() instanceof Rule.Check.RowCount);
    if (counted && rule.node("mustBe").asInt(-1) != 0) {
      rule.wrong("mustBe", "is not 0", "write mustBe: 0; severity and tolerance say what follows");
    }
    return check;
  }

  private Optional<Rule.Check> noArguments(Section rule) {
    return rule.wrong(
        "metric", "needs arguments", "write arguments: {validValues: [...]} or {pattern: \"...\"}");
  }

  private Optional<Rule.Check> invalid(Section arguments) {
    if (column.isEmpty()) {
      arguments.refuse("invalidValues speaks of one column", "move the rule to the column");
    }
    if (arguments.has("validValues") == arguments.has("pattern")) {
      arguments.refuse(
          "invalidValues needs one argument", "write {validValues: [...]} or {pattern: \"...\"}");
      return Optional.empty();
    }
    if (arguments.has("pattern")) {
      return arguments.text("pattern").map(Rule.Check.Pattern::new);
    }
    return Optional.of(new Rule.Check.ValidValues(arguments.texts("validValues")));
  }

  private Optional<Rule.Check> duplicates(Section rule, Optional<Section> arguments) {
    List<String> columns =
        new ArrayList<>(arguments.map(a -> a.texts("properties")).orElse(List.of()));
    if (columns.isEmpty()) {
      column.map(Column::name).ifPresent(columns::add);
    } else if (column.isPresent()) {
      rule.refuse("several columns are the table's matter", "move the rule to the table");
    }
    if (columns.isEmpty()) {
      rule.refuse("names no columns", "write arguments: {properties: [a, b]}");
      return Optional.empty();
    }
    return Optional.of(new Rule.Check.Unique(columns));
  }

  private Optional<Rule.Check> rowCount(Section rule) {
    if (column.isPresent()) {
      rule.refuse("rowCount speaks of the batch", "move the rule to the table");
    }
    Optional<Long> least = Optional.empty();
    Optional<Long> most = Optional.empty();
    JsonNode between = rule.node("mustBeBetween");
    if (rule.has("mustBe")) {
      least = Optional.of(rule.node("mustBe").asLong());
      most = least;
    } else if (rule.has("mustBeGreaterThan")) {
      least = Optional.of(rule.node("mustBeGreaterThan").asLong() + 1);
    } else if (rule.has("mustBeGreaterOrEqualTo")) {
      least = Optional.of(rule.node("mustBeGreaterOrEqualTo").asLong());
    } else if (rule.has("mustBeLessThan")) {
      most = Optional.of(rule.node("mustBeLessThan").asLong() - 1);
    } else if (rule.has("mustBeLessOrEqualTo")) {
      most = Optional.of(rule.node("mustBeLessOrEqualTo").asLong());
    } else if (between.size() == 2) {
      least = Optional.of(between.get(0).asLong());
      most = Optional.of(between.get(1).asLong());
    }
    return Optional.of(new Rule.Check.RowCount(least, most));
  }

  private Optional<Rule.Check> custom(Section rule) {
    Optional<Section> found = rule.section("implementation");
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Section how = found.get();
    Optional<Rule.Check> check = Optional.empty();
    if (how.has("holds")) {
      check = how.text("holds").map(Rule.Check.Holds::new);
    } else if (how.has("minorUnits")) {
      check = minorUnits(how);
    } else if (how.has("references")) {
      check = reference(how);
    } else if (how.has("debitsEqualCredits")) {
      check = how.section("debitsEqualCredits").map(RuleReader::debitsEqualCredits);
    } else if (how.has("freshWithinHours")) {
      check = how.whole("freshWithinHours", 1, 100_000).map(Rule.Check.Freshness::new);
    } else {
      how.refuse("is no rule that finlake knows", IMPLEMENTATIONS);
    }
    return check;
  }

  private static Optional<Rule.Check> minorUnits(Section how) {
    if (how.node("minorUnits").isTextual()) {
      return how.text("minorUnits")
          .map(currency -> new Rule.Check.MinorUnits(new Measure.Currency.InColumn(currency)));
    }
    Section constant = how.section("minorUnits").orElseThrow();
    String code = constant.needed("constant", "write {constant: EUR} or the currency's column");
    constant.done();
    return Optional.of(new Rule.Check.MinorUnits(new Measure.Currency.Constant(code)));
  }

  private static Optional<Rule.Check> reference(Section how) {
    String text = how.text("references").orElse("");
    int dot = text.lastIndexOf('.');
    try {
      return Optional.of(
          new Rule.Check.Reference(
              DatasetId.parse(text.substring(0, Math.max(0, dot))), text.substring(dot + 1)));
    } catch (IllegalArgumentException e) {
      return how.wrong(
          "references", "'" + text + "' names no column", "write <domain>.<dataset>.<column>");
    }
  }

  private static Rule.Check debitsEqualCredits(Section how) {
    String remedy = "write {amount: <column>, sign: <column>, groupBy: [<column>]}";
    String amount = how.needed("amount", remedy);
    String sign = how.needed("sign", remedy);
    List<String> groupBy = how.texts("groupBy");
    if (groupBy.isEmpty()) {
      how.refuse("lacks 'groupBy'", remedy);
    }
    how.done();
    return new Rule.Check.DebitsEqualCredits(amount, sign, groupBy);
  }
}
