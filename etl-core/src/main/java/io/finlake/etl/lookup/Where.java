package io.finlake.etl.lookup;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which rows are wanted: those that meet every condition. NULL meets none.
 *
 * @param conditions on columns
 */
public record Where(List<Condition> conditions) {
  public Where {
    conditions = List.copyOf(conditions);
  }

  /** All rows. */
  public static Where all() {
    return new Where(List.of());
  }

  /** Rows whose column is this text. */
  public static Where equal(String column, String text) {
    return new Where(List.of(new Condition.EqualText(column, text)));
  }

  /** Rows whose column is this number. */
  public static Where equal(String column, long number) {
    return new Where(List.of(new Condition.EqualNumber(column, number)));
  }

  /**
   * Rows whose column is one of these values, each of the column's own type as {@link PlainRow}
   * gives it: an INT is no {@code Long}, and a decimal has no digits that the column cannot hold.
   *
   * @param values at least one
   */
  public static Where in(String column, Collection<?> values) {
    return new Where(List.of(new Condition.OneOf(column, Set.copyOf(values))));
  }

  /** Rows whose column is NULL. */
  public static Where absent(String column) {
    return new Where(List.of(new Condition.Absent(column)));
  }

  /** Rows whose column is this day or later. */
  public static Where since(String column, LocalDate day) {
    return new Where(List.of(new Condition.Since(column, day)));
  }

  /** Rows that meet these conditions and the other ones. */
  public Where and(Where other) {
    List<Condition> both = new ArrayList<>(conditions);
    both.addAll(other.conditions);
    return new Where(both);
  }

  boolean matches(PlainRow row) {
    return conditions.stream().allMatch(condition -> condition.matches(row));
  }

  Stream<String> columns() {
    return conditions.stream().map(Condition::column);
  }

  /** A condition on one column. */
  public sealed interface Condition {
    /** The column. */
    String column();

    /** Whether a row meets it. */
    boolean matches(PlainRow row);

    /** The column is a text. */
    record EqualText(String column, String text) implements Condition {
      @Override
      public boolean matches(PlainRow row) {
        return row.value(column).filter(text::equals).isPresent();
      }
    }

    /** The column is a number. */
    record EqualNumber(String column, long number) implements Condition {
      @Override
      public boolean matches(PlainRow row) {
        return row.value(column).filter(found -> found.equals(number)).isPresent();
      }
    }

    /** The column is one of these values; decimals are equal whatever their scale. */
    record OneOf(String column, Set<Object> values) implements Condition {
      public OneOf {
        values = values.stream().map(OneOf::plain).collect(Collectors.toUnmodifiableSet());
        if (values.isEmpty()) {
          throw new IllegalArgumentException("no value of " + column + " is wanted");
        }
      }

      @Override
      public boolean matches(PlainRow row) {
        return row.value(column).filter(found -> values.contains(plain(found))).isPresent();
      }

      private static Object plain(Object value) {
        return value instanceof BigDecimal amount ? amount.stripTrailingZeros() : value;
      }
    }

    /** The column is NULL. */
    record Absent(String column) implements Condition {
      @Override
      public boolean matches(PlainRow row) {
        return row.value(column).isEmpty();
      }
    }

    /** The column is a day or a later one. */
    record Since(String column, LocalDate day) implements Condition {
      @Override
      public boolean matches(PlainRow row) {
        return row.perhapsDay(column).filter(found -> !found.isBefore(day)).isPresent();
      }
    }
  }
}
