package io.finlake.etl.contract;

import java.time.Period;
import java.util.List;
import java.util.Optional;

/** Reads the service levels of a contract, of which finlake acts on {@code retention} alone. */
final class RetentionReader {
  private static final int MOST = 36_500;
  private static final String UNITS = "write days, months or years";

  private RetentionReader() {}

  static Optional<Retention> read(List<Section> levels) {
    Optional<Retention> retention = Optional.empty();
    for (Section level : levels) {
      String property = level.needed("property", "write retention");
      if (!property.isEmpty() && !property.equals("retention")) {
        level.wrong(
            "property",
            "is '" + property + "', which finlake does not see to",
            "leave it out, or write retention; expected deliveries are the custom property delivery");
      } else if (retention.isPresent()) {
        level.refuse("is a second retention", "keep one of them");
      } else {
        retention = retention(level);
      }
    }
    return retention;
  }

  private static Optional<Retention> retention(Section level) {
    Optional<Integer> value = level.whole("value", 1, MOST);
    if (!level.has("value")) {
      level.refuse("lacks 'value'", "say for how many days, months or years rows are kept");
    }
    Optional<Period> period = period(level, level.needed("unit", UNITS), value.orElse(1));
    String element = level.needed("element", "name the column that a row's age is counted from");
    String column = element.substring(element.lastIndexOf('.') + 1);
    level.text("description");
    level.text("driver");
    level.done();
    return value.isPresent() ? period.map(known -> new Retention(known, column)) : Optional.empty();
  }

  private static Optional<Period> period(Section level, String unit, int value) {
    return switch (unit) {
      case "d", "day", "days" -> Optional.of(Period.ofDays(value));
      case "month", "months" -> Optional.of(Period.ofMonths(value));
      case "y", "yr", "year", "years" -> Optional.of(Period.ofYears(value));
      default ->
          unit.isEmpty() ? Optional.empty() : level.wrong("unit", "is '" + unit + "'", UNITS);
    };
  }
}
