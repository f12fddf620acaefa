package io.finlake.etl.parse;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;

/**
 * ISO 8601 dates and timestamps without garbage: {@code 2026-01-31}, {@code
 * 2026-01-31T23:59:59.123456+01:00}. Only ASCII digits, only days that exist, years 1 to 9999.
 */
final class Temporals {
  /** What the readers give for text that is no date or timestamp. */
  static final long UNFIT = Long.MIN_VALUE;

  private static final long MICROS = 1_000_000;
  private static final long LEAST = LocalDate.of(1, 1, 1).toEpochDay() * 86_400 * MICROS;
  private static final long MOST = LocalDate.of(10000, 1, 1).toEpochDay() * 86_400 * MICROS - 1;

  private Temporals() {}

  /** Days since 1970-01-01 of {@code yyyy-MM-dd}, or {@link #UNFIT}. */
  static long day(String text) {
    return text.length() == 10 ? dayAtStart(text) : UNFIT;
  }

  /**
   * Microseconds since 1970-01-01 UTC of {@code yyyy-MM-dd}, {@code T} or a space, {@code HH:mm},
   * then optionally seconds, a fraction without digits beyond microseconds other than 0, and {@code
   * Z} or an offset; or {@link #UNFIT}.
   */
  static long moment(String text, ZoneId zone) {
    int length = text.length();
    if (length < 16 || (text.charAt(10) != 'T' && text.charAt(10) != ' ')) {
      return UNFIT;
    }
    long day = dayAtStart(text);
    int hour = two(text, 11);
    int minute = two(text, 14);
    boolean fits = day != UNFIT && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
    if (!fits || text.charAt(13) != ':') {
      return UNFIT;
    }
    int second = 0;
    int at = 16;
    if (at < length && text.charAt(at) == ':') {
      second = two(text, 17);
      at = 19;
      if (second < 0 || second > 59) {
        return UNFIT;
      }
    }
    long fraction = 0;
    if (at == 19 && at < length && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
      int end = digitsEnd(text, at + 1);
      fraction = fraction(text, at + 1, end);
      at = end;
    }
    if (fraction < 0) {
      return UNFIT;
    }
    long local = (day * 86_400 + hour * 3600L + minute * 60L + second) * MICROS + fraction;
    return at == length ? inZone(local, zone) : withOffset(local, text, at);
  }

  /** The moment at which clocks of the zone show the local time, or {@link #UNFIT} in a gap. */
  static long inZone(long localMicros, ZoneId zone) {
    if (zone instanceof ZoneOffset offset) {
      return inRange(localMicros - offset.getTotalSeconds() * MICROS);
    }
    LocalDateTime local =
        LocalDateTime.ofEpochSecond(
            Math.floorDiv(localMicros, MICROS),
            (int) Math.floorMod(localMicros, MICROS) * 1000,
            ZoneOffset.UTC);
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.isEmpty()) {
      return UNFIT;
    }
    return inRange(localMicros - offsets.get(0).getTotalSeconds() * MICROS);
  }

  /** The same moment when it lies in the years 1 to 9999, else {@link #UNFIT}. */
  static long inRange(long micros) {
    return micros >= LEAST && micros <= MOST ? micros : UNFIT;
  }

  private static long withOffset(long local, String text, int at) {
    int length = text.length();
    char sign = text.charAt(at);
    if (sign == 'Z') {
      return at + 1 == length ? inRange(local) : UNFIT;
    }
    if (sign != '+' && sign != '-') {
      return UNFIT;
    }
    int hours = two(text, at + 1);
    int minutes = 0;
    int end = at + 3;
    if (end < length) {
      boolean colon = text.charAt(end) == ':';
      minutes = two(text, colon ? end + 1 : end);
      end += colon ? 3 : 2;
    }
    if (end != length || hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > 1080) {
      return UNFIT;
    }
    long offset = (hours * 3600L + minutes * 60L) * MICROS;
    return inRange(sign == '+' ? local - offset : local + offset);
  }

  private static long dayAtStart(String text) {
    int century = two(text, 0);
    int year = two(text, 2);
    int month = two(text, 5);
    int day = two(text, 8);
    boolean shape =
        century >= 0 && year >= 0 && text.charAt(4) == '-' && text.charAt(7) == '-' && month >= 1;
    if (!shape || month > 12 || day < 1) {
      return UNFIT;
    }
    int fullYear = century * 100 + year;
    if (fullYear < 1 || (day > 28 && day > LocalDate.of(fullYear, month, 1).lengthOfMonth())) {
      return UNFIT;
    }
    return epochDay(fullYear, month, day);
  }

  /** Days from civil, counting years from March so that the leap day is the last one. */
  private static long epochDay(int year, int month, int day) {
    int y = month > 2 ? year : year - 1;
    int era = y / 400;
    int yearOfEra = y - era * 400;
    int dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return era * 146_097L + dayOfEra - 719_468;
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /** Microseconds of the fraction's digits; -1 when there are none, or more than fit. */
  private static long fraction(String text, int from, int to) {
    if (from == to || to - from > 9) {
      return -1;
    }
    long micros = 0;
    for (int i = 0; i < 6 || from + i < to; i++) {
      int digit = from + i < to ? text.charAt(from + i) - '0' : 0;
      if (i < 6) {
        micros = micros * 10 + digit;
      } else if (digit != 0) {
        return -1;
      }
    }
    return micros;
  }

  /** The two ASCII digits at {@code at} as a number, or -1. */
  private static int two(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    int tens = text.charAt(at) - '0';
    int ones = text.charAt(at + 1) - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }
}
