package io.finlake.etl.contract;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads one property of the schema: the column itself, without its rules. */
final class ColumnReader {
  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  /** Custom properties that say how a source's text becomes a value. */
  static final List<String> SOURCE_KEYS =
      List.of("from", "formats", "nulls", "trim", "protect", "cardNumbers");

  private static final Set<String> HASHES =
      Set.of("hash", "hashed", "md5", "sha", "sha1", "sha-1", "sha256", "sha-256", "sha512");
  private static final ZonedDateTime PROBE =
      ZonedDateTime.of(2026, 11, 22, 13, 14, 15, 123_456_000, ZoneOffset.UTC);
  private static final String TYPES =
      "write one of STRING, BOOLEAN, INT, BIGINT, DECIMAL(p,s), DOUBLE, DATE, TIMESTAMP";

  private final Section property;
  private final Section customs;
  private boolean sure = true;

  ColumnReader(Section property, Section customs) {
    this.property = property;
    this.customs = customs;
  }

  /** The column; where something is wrong it is reported and a harmless value stands in. */
  Column read() {
    String name = name();
    ColumnType type = type();
    sure &= !property.has("required") || property.node("required").isBoolean();
    Classification classification =
        property.word("classification", Classification.class).orElse(Classification.INTERNAL);
    return new Column(
        name,
        type,
        property.flag("required", false),
        property.text("description").orElse(""),
        classification,
        protection(classification),
        from(name),
        reading(type));
  }

  /** Whether the column's type could be read; asked after {@link #read}. */
  boolean sure() {
    return sure;
  }

  private String name() {
    String name = property.needed("name", "name the column");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      property.wrong(
          "name",
          "'" + name + "' is no column name",
          "use lower-case snake case, first a letter (names with _ in front are finlake's own), at"
              + " most 63 characters; 'from' can name the source's field");
    }
    return name;
  }

  private ColumnType type() {
    String ddl = property.needed("physicalType", TYPES);
    Optional<ColumnType> type = ColumnType.parse(ddl);
    if (type.isEmpty()) {
      sure = false;
      property.wrong("physicalType", "'" + ddl + "' is no type that finlake stores", TYPES);
      return new ColumnType.Text();
    }
    Optional<String> logical = property.text("logicalType");
    if (logical.isPresent() && !logicalTypes(type.get()).contains(logical.get())) {
      property.wrong(
          "logicalType",
          "'" + logical.get() + "' does not agree with physicalType " + type.get().ddl(),
          "write " + String.join(" or ", logicalTypes(type.get())));
    }
    return type.get();
  }

  private static List<String> logicalTypes(ColumnType type) {
    if (type instanceof ColumnType.Text) {
      return List.of("string");
    }
    if (type instanceof ColumnType.Bool) {
      return List.of("boolean");
    }
    if (type instanceof ColumnType.Int || type instanceof ColumnType.BigInt) {
      return List.of("integer");
    }
    if (type instanceof ColumnType.Decimal decimal) {
      return decimal.scale() == 0 ? List.of("number", "integer") : List.of("number");
    }
    if (type instanceof ColumnType.Float64) {
      return List.of("number");
    }
    return List.of(type instanceof ColumnType.Date ? "date" : "timestamp");
  }

  private Protection protection(Classification classification) {
    if (!customs.has("protect")) {
      return new Protection.None();
    }
    if (customs.node("protect").isTextual()) {
      String word = customs.node("protect").textValue();
      if (word.equals("drop")) {
        return new Protection.Drop();
      }
      refuseProtection(word);
      return new Protection.None();
    }
    Section protect = customs.section("protect").orElseThrow();
    if (protect.has("token") == protect.has("mask")) {
      refuseProtection(
          HASHES.stream().filter(protect::has).findFirst().orElse("neither token nor mask"));
      return new Protection.None();
    }
    Optional<String> token = protect.text("token");
    int most = classification == Classification.RESTRICTED ? 4 : 8;
    Optional<Integer> mask = protect.whole("mask", 0, most);
    protect.done();
    if (token.isPresent() && !NAME.matcher(token.get()).matches()) {
      protect.wrong(
          "token", "'" + token.get() + "' is no token domain", "use lower-case snake case");
    }
    return token.isPresent()
        ? new Protection.Token(token.get())
        : new Protection.Mask(mask.orElse(0));
  }

  private void refuseProtection(String word) {
    if (HASHES.contains(word.toLowerCase(Locale.ROOT))) {
      customs.wrong(
          "protect",
          "is a plain hash, which anyone undoes by hashing all possible values",
          "use {token: <token domain>}, which is keyed");
    } else {
      customs.wrong("protect", "is " + word, "write {token: <token domain>}, {mask: 4} or drop");
    }
  }

  private Column.SourceField from(String name) {
    if (!customs.has("from")) {
      return new Column.SourceField(name, Optional.empty());
    }
    if (!customs.node("from").isObject()) {
      return new Column.SourceField(customs.text("from").orElse(name), Optional.empty());
    }
    Section span = customs.section("from").orElseThrow();
    if (!span.has("start") || !span.has("length")) {
      span.refuse("a span needs start and length", "write {start: 0, length: 10}");
    }
    Optional<Integer> start = span.whole("start", 0, 1_000_000);
    Optional<Integer> length = span.whole("length", 1, 1_000_000);
    span.done();
    return new Column.SourceField(
        name, Optional.of(new Column.SourceField.Span(start.orElse(0), length.orElse(1))));
  }

  private Column.Reading reading(ColumnType type) {
    List<String> patterns = new ArrayList<>();
    Optional<Section> options = property.section("logicalTypeOptions");
    boolean dated = type instanceof ColumnType.Date || type instanceof ColumnType.Timestamp;
    if (dated) {
      options.flatMap(o -> o.text("format")).ifPresent(patterns::add);
    }
    if (customs.has("formats")) {
      if (!patterns.isEmpty() || !dated) {
        customs.wrong(
            "formats",
            dated ? "and logicalTypeOptions.format are both there" : "is for dates and timestamps",
            dated ? "keep one of them" : "leave it out");
      }
      patterns.addAll(customs.texts("formats"));
    }
    patterns.forEach(pattern -> checkPattern(pattern, type instanceof ColumnType.Timestamp));
    options
        .filter(o -> o.has("defaultTimezone") && patterns.stream().anyMatch(ColumnReader::counts))
        .ifPresent(
            o ->
                o.wrong(
                    "defaultTimezone",
                    "says nothing of a count, which is of UTC",
                    "leave it out, or write a date pattern"));
    String timezone =
        type instanceof ColumnType.Timestamp
            ? options.flatMap(this::timezone).orElse("UTC")
            : "UTC";
    return new Column.Reading(
        patterns,
        timezone,
        customs.texts("nulls"),
        customs.flag("trim", false),
        cardNumbersAllowed());
  }

  private void checkPattern(String pattern, boolean timed) {
    boolean fits =
        EpochUnit.of(pattern)
            .map(unit -> unit.dates() != timed)
            .orElseGet(() -> understood(pattern, timed));
    if (fits) {
      return;
    }
    String text =
        "has '" + pattern + "', which makes no " + (timed ? "moment" : "date") + " out of text";
    String remedy =
        "write it as java.time.format.DateTimeFormatter says, like dd.MM.yyyy, or "
            + (timed ? "epoch-seconds, epoch-millis, epoch-micros" : "epoch-days");
    if (customs.has("formats")) {
      customs.wrong("formats", text, remedy);
    } else {
      property.section("logicalTypeOptions").orElseThrow().wrong("format", text, remedy);
    }
  }

  private static boolean counts(String pattern) {
    return EpochUnit.of(pattern).isPresent();
  }

  /** Whether the pattern reads back what it writes, as far as the type needs it. */
  private static boolean understood(String pattern, boolean timed) {
    try {
      DateTimeFormatter formatter = DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
      TemporalAccessor read = formatter.parse(formatter.format(PROBE));
      boolean dated = read.query(TemporalQueries.localDate()) != null;
      return read.isSupported(ChronoField.INSTANT_SECONDS)
          || (dated && (!timed || read.query(TemporalQueries.localTime()) != null));
    } catch (IllegalArgumentException | DateTimeException e) {
      return false;
    }
  }

  private Optional<String> timezone(Section options) {
    Optional<String> zone = options.text("defaultTimezone");
    try {
      zone.ifPresent(ZoneId::of);
      return zone;
    } catch (DateTimeException e) {
      return options.wrong(
          "defaultTimezone", "'" + zone.orElse("") + "' is no time zone", "write Europe/Berlin");
    }
  }

  private boolean cardNumbersAllowed() {
    Optional<String> word = customs.text("cardNumbers");
    if (word.isPresent() && !word.get().equals("allowed")) {
      customs.wrong("cardNumbers", "is '" + word.get() + "'", "write allowed, or leave it out");
    }
    return word.isPresent() && word.get().equals("allowed");
  }
}
