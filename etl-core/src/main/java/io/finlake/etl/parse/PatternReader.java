package io.finlake.etl.parse;

import io.finlake.etl.contract.EpochUnit;
import java.text.ParsePosition;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Dates and timestamps by the contract's patterns and counts, tried in order, strictly resolved.
 *
 * <p>Year letters {@code y} mean the proleptic year ({@code u}), so that strict patterns need no
 * era; month and day names are English. A timestamp whose pattern has a zone or offset uses it,
 * else the reading's zone; one whose pattern has no time is the start of the day. A date whose
 * pattern has a time is the day as written, whatever the offset.
 */
final class PatternReader implements ValueReader {
  private final List<ValueReader> readers;
  private final ZoneId zone;
  private final boolean date;

  PatternReader(List<String> patterns, ZoneId zone, boolean date) {
    this.readers = patterns.stream().map(this::reader).toList();
    this.zone = zone;
    this.date = date;
  }

  private ValueReader reader(String pattern) {
    Optional<EpochUnit> unit = EpochUnit.of(pattern);
    if (unit.isPresent()) {
      return new EpochCount(unit.get());
    }
    DateTimeFormatter formatter = formatter(pattern);
    return text -> read(formatter, text);
  }

  static DateTimeFormatter formatter(String pattern) {
    return DateTimeFormatter.ofPattern(prolepticYears(pattern), Locale.ENGLISH)
        .withResolverStyle(ResolverStyle.STRICT);
  }

  @Override
  public Object read(String text) {
    for (ValueReader reader : readers) {
      Object value = reader.read(text);
      if (value != null) {
        return value;
      }
    }
    return null;
  }

  private Object read(DateTimeFormatter formatter, String text) {
    if (formatter.parseUnresolved(text, new ParsePosition(0)) == null) {
      return null; // the cheap way to say no: without an exception
    }
    try {
      TemporalAccessor parsed = formatter.parse(text);
      LocalDate day = parsed.query(TemporalQueries.localDate());
      if (day == null || day.getYear() < 1 || day.getYear() > 9999) {
        return null;
      }
      return date ? (Object) (int) day.toEpochDay() : moment(parsed, day);
    } catch (DateTimeException notADate) {
      return null;
    }
  }

  private Object moment(TemporalAccessor parsed, LocalDate day) {
    LocalTime written = parsed.query(TemporalQueries.localTime());
    LocalTime time = written == null ? LocalTime.MIDNIGHT : written;
    long nanoOfDay = time.toNanoOfDay();
    if (nanoOfDay % 1000 != 0) {
      return null;
    }
    long localMicros = day.toEpochDay() * 86_400_000_000L + nanoOfDay / 1000;
    ZoneId named = parsed.query(TemporalQueries.zone());
    long micros = Temporals.inZone(localMicros, named == null ? zone : named);
    if (parsed.isSupported(ChronoField.OFFSET_SECONDS)) {
      int offset = parsed.get(ChronoField.OFFSET_SECONDS);
      micros = Temporals.inRange(localMicros - offset * 1_000_000L);
    }
    return micros == Temporals.UNFIT ? null : (Object) micros;
  }

  private static String prolepticYears(String pattern) {
    if (pattern.indexOf('G') >= 0) {
      return pattern;
    }
    StringBuilder result = new StringBuilder(pattern.length());
    boolean quoted = false;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      quoted ^= c == '\'';
      result.append(c == 'y' && !quoted ? 'u' : c);
    }
    return result.toString();
  }
}
