package io.finlake.etl.source;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The date folders of a layout such as {@code yyyy/MM/dd/HH}, {@code yyyy-MM-dd} or {@code
 * 'day='yyyyMMdd}: at each level some of year, month, day and hour.
 */
final class DateFolders {
  private final List<Pattern> levels;

  private DateFolders(List<Pattern> levels) {
    this.levels = levels;
  }

  /** The folders of a layout; none when there is no layout. */
  static DateFolders of(Optional<String> layout) {
    return new DateFolders(
        layout
            .map(text -> List.of(text.split("/")).stream().map(DateFolders::level).toList())
            .orElse(List.of()));
  }

  int depth() {
    return levels.size();
  }

  private static Pattern level(String text) {
    StringBuilder pattern = new StringBuilder();
    Matcher parts = Pattern.compile("'([^']*)'|yyyy|uuuu|MM|dd|HH|mm|[^A-Za-z']+").matcher(text);
    int at = 0;
    while (parts.lookingAt()) {
      String part = parts.group();
      pattern.append(
          switch (part) {
            case "yyyy", "uuuu" -> "(?<year>[0-9]{4})";
            case "MM" -> "(?<month>[0-9]{2})";
            case "dd" -> "(?<day>[0-9]{2})";
            case "HH", "mm" -> "[0-9]{2}";
            default -> Pattern.quote(parts.group(1) == null ? part : parts.group(1));
          });
      at = parts.end();
      parts.region(at, text.length());
    }
    if (at < text.length() || text.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_CONTRACT,
          "the layout of date folders '" + text + "' cannot be read",
          "only yyyy, MM, dd, HH, mm, text in single quotes, and signs may stand in it",
          "correct layout in the contract's source");
    }
    return Pattern.compile(pattern.toString());
  }

  /** What is known once a folder of that level and name is entered; empty when it is no date. */
  Optional<Prefix> enter(int level, String name, Prefix prefix) {
    Matcher matcher = levels.get(level).matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      Prefix next =
          new Prefix(
              group(matcher, "year").or(prefix::year),
              group(matcher, "month").or(prefix::month),
              group(matcher, "day").or(prefix::dayOfMonth));
      next.lastDay();
      return Optional.of(next);
    } catch (DateTimeException noSuchDay) {
      return Optional.empty();
    }
  }

  private static Optional<Integer> group(Matcher matcher, String name) {
    return matcher.pattern().pattern().contains("(?<" + name + ">")
        ? Optional.of(Integer.valueOf(matcher.group(name)))
        : Optional.empty();
  }

  /** The part of a date that folder names have said so far. */
  record Prefix(Optional<Integer> year, Optional<Integer> month, Optional<Integer> dayOfMonth) {
    static Prefix none() {
      return new Prefix(Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The whole date, once it is known. */
    Optional<LocalDate> day() {
      return year.isPresent() && month.isPresent() && dayOfMonth.isPresent()
          ? Optional.of(LocalDate.of(year.get(), month.get(), dayOfMonth.get()))
          : Optional.empty();
    }

    /** The latest day that can lie below; a day that does not exist is a DateTimeException. */
    LocalDate lastDay() {
      if (year.isEmpty()) {
        return LocalDate.MAX;
      }
      if (month.isEmpty()) {
        return LocalDate.of(year.get(), 12, 31);
      }
      return day().orElseGet(() -> YearMonth.of(year.get(), month.get()).atEndOfMonth());
    }
  }
}
