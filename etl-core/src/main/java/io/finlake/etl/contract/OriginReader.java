package io.finlake.etl.contract;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the custom properties {@code write}, {@code measures}, {@code delivery}, {@code model}. */
final class OriginReader {
  private static final String STRATEGIES =
      "write one of append, insert-once, upsert, history, snapshot";
  private static final String CLASS_NAME =
      "([A-Za-z_][A-Za-z0-9_]*\\.)*[A-Z][A-Za-z0-9]*(\\$[A-Z][A-Za-z0-9]*)*";

  private OriginReader() {}

  /** The write strategy, when it is one. */
  static Optional<WriteStrategy> write(Section write) {
    String word = write.needed("strategy", STRATEGIES);
    Optional<WriteStrategy> strategy =
        switch (word) {
          case "append" -> Optional.of(new WriteStrategy.Append());
          case "insert-once" -> Optional.of(new WriteStrategy.InsertOnce());
          case "upsert" -> Optional.of(upsert(write));
          case "history" -> Optional.of(history(write));
          case "snapshot" -> Optional.of(snapshot(write));
          default ->
              word.isEmpty()
                  ? Optional.empty()
                  : write.wrong("strategy", "is '" + word + "'", STRATEGIES);
        };
    if (strategy.isPresent()) {
      write.done();
    }
    return strategy;
  }

  private static WriteStrategy upsert(Section write) {
    return new WriteStrategy.Upsert(
        write.needed("sequence", "name the column that orders versions"), deleteMarker(write));
  }

  private static WriteStrategy history(Section write) {
    return new WriteStrategy.History(
        write.needed("time", "name the column that says since when a version is true"),
        write.text("sequence"),
        deleteMarker(write));
  }

  private static Optional<WriteStrategy.DeleteMarker> deleteMarker(Section write) {
    String remedy = "write delete: {column: operation, values: [delete]}";
    return write
        .section("delete")
        .map(
            marker -> {
              String column = marker.needed("column", remedy);
              List<String> values = marker.texts("values");
              if (values.isEmpty()) {
                marker.refuse("lacks 'values'", remedy);
              }
              marker.done();
              return new WriteStrategy.DeleteMarker(column, values);
            });
  }

  private static WriteStrategy snapshot(Section write) {
    return new WriteStrategy.Snapshot(
        write.word("vanished", WriteStrategy.Vanished.class).orElse(WriteStrategy.Vanished.DELETE),
        write.number("minimumShare", BigDecimal.ZERO, BigDecimal.ONE).orElse(new BigDecimal("0.8")),
        write.section("tolerances").map(OriginReader::tolerances).orElse(Map.of()));
  }

  private static Map<String, BigDecimal> tolerances(Section section) {
    Map<String, BigDecimal> tolerances = new LinkedHashMap<>();
    for (String column : section.keys()) {
      section
          .number(column, BigDecimal.ZERO, new BigDecimal("1e18"))
          .ifPresent(most -> tolerances.put(column, most));
    }
    return tolerances;
  }

  /** The measures. */
  static List<Measure> measures(Section customs) {
    List<Measure> measures = new ArrayList<>();
    for (Section measure : customs.sections("measures")) {
      String column = measure.needed("column", "name a decimal column");
      if (measure.has("currency") == measure.has("currencyColumn")) {
        measure.refuse(
            "a measure has one currency", "write currencyColumn: <column> or currency: EUR");
      }
      Optional<String> constant = measure.text("currency");
      String inColumn = measure.text("currencyColumn").orElse("");
      measure.done();
      measures.add(
          new Measure(
              column,
              constant.isPresent()
                  ? new Measure.Currency.Constant(constant.get())
                  : new Measure.Currency.InColumn(inColumn)));
    }
    return measures;
  }

  /** When deliveries are expected. */
  static Delivery delivery(Section delivery) {
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String word : delivery.texts("days")) {
      Optional<DayOfWeek> day =
          EnumSet.allOf(DayOfWeek.class).stream()
              .filter(one -> one.name().substring(0, 3).equals(word.toUpperCase(Locale.ROOT)))
              .findFirst();
      day.ifPresent(days::add);
      if (day.isEmpty()) {
        delivery.wrong("days", "has '" + word + "'", "write MON, TUE, WED, THU, FRI, SAT, SUN");
      }
    }
    List<LocalDate> holidays = new ArrayList<>();
    for (String text : delivery.texts("holidays")) {
      try {
        holidays.add(LocalDate.parse(text));
      } catch (DateTimeException e) {
        delivery.wrong("holidays", "has '" + text + "'", "write dates like \"2026-12-25\"");
      }
    }
    Delivery read =
        new Delivery(
            days.isEmpty() ? EnumSet.allOf(DayOfWeek.class) : days,
            time(delivery),
            zone(delivery),
            delivery.whole("daysAfter", 0, 31).orElse(0),
            holidays);
    delivery.done();
    return read;
  }

  private static LocalTime time(Section delivery) {
    String text = delivery.needed("by", "write a time of day like \"06:00\"");
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      if (!text.isEmpty()) {
        delivery.wrong("by", "'" + text + "' is no time of day", "write \"06:00\"");
      }
      return LocalTime.MIDNIGHT;
    }
  }

  private static ZoneId zone(Section delivery) {
    String text = delivery.text("zone").orElse("UTC");
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      delivery.wrong("zone", "'" + text + "' is no time zone", "write Europe/Berlin");
      return java.time.ZoneOffset.UTC;
    }
  }

  /** How a curated dataset comes about, when its build could be read. */
  static Optional<Derivation> model(Section model) {
    String name = model.needed("class", "name the model's class");
    if (!name.isEmpty() && !name.matches(CLASS_NAME)) {
      model.wrong(
          "class",
          "'" + name + "' is no class name",
          "write AccountDailyBalance, or com.example.MyModel for a class of your own");
    }
    String remedy = "write {by: key, column: c}, {by: partition, column: c} or {by: whole}";
    if (!model.has("build")) {
      model.refuse("lacks 'build'", remedy);
    }
    Optional<Derivation.Build> build = model.section("build").flatMap(b -> build(b, remedy));
    List<Derivation.Input> inputs = new ArrayList<>();
    for (Section input : model.sections("inputs")) {
      input(input).ifPresent(inputs::add);
    }
    if (!model.has("inputs") || model.node("inputs").isEmpty()) {
      model.refuse("lacks 'inputs'", "name the tables that the model reads");
    }
    Optional<Derivation.History> history = model.section("history").map(OriginReader::versions);
    Derivation.CodeChange change =
        model.word("codeChange", Derivation.CodeChange.class).orElse(Derivation.CodeChange.REBUILD);
    model.done();
    return build.map(known -> new Derivation(name, known, inputs, history, change));
  }

  private static Derivation.History versions(Section history) {
    Derivation.History read =
        new Derivation.History(
            history.needed("time", "name the input's column of business time"),
            history.text("sequence"),
            history.texts("untracked"));
    history.done();
    return read;
  }

  private static Optional<Derivation.Build> build(Section build, String remedy) {
    String by = build.needed("by", remedy);
    Optional<Derivation.Build> read =
        switch (by) {
          case "key" -> Optional.of(new Derivation.Build.ByKey(build.needed("column", remedy)));
          case "partition" ->
              Optional.of(new Derivation.Build.ByPartition(build.needed("column", remedy)));
          case "whole" -> Optional.of(new Derivation.Build.Whole());
          default -> by.isEmpty() ? Optional.empty() : build.wrong("by", "is '" + by + "'", remedy);
        };
    if (read.isPresent()) {
      build.done();
    }
    return read;
  }

  /** What it means for a table that rows leave its input at the end of their retention. */
  private enum Expires {
    FOLLOW
  }

  private static Optional<Derivation.Input> input(Section input) {
    String remedy = "write {table: processed.<domain>.<name>} or curated.<domain>.<name>";
    String table = input.needed("table", remedy);
    Optional<String> column = input.text("column");
    boolean follows = input.word("expires", Expires.class).isPresent();
    input.done();
    for (Zone zone : List.of(Zone.PROCESSED, Zone.CURATED)) {
      String prefix = zone.label() + ".";
      if (table.startsWith(prefix)) {
        try {
          DatasetId dataset = DatasetId.parse(table.substring(prefix.length()));
          return Optional.of(new Derivation.Input(zone, dataset, column, follows));
        } catch (IllegalArgumentException e) {
          break;
        }
      }
    }
    return table.isEmpty()
        ? Optional.empty()
        : input.wrong("table", "'" + table + "' names no table", remedy);
  }
}
