package io.finlake.etl.contract;

import java.time.LocalDate;
import java.time.Period;

/**
 * How long a dataset's rows are kept: the service level {@code retention} of the standard.
 *
 * @param period how long, at least a day
 * @param column the DATE or TIMESTAMP column that a row's age is counted from
 */
public record Retention(Period period, String column) {

  /** The first day of which rows are still kept on a day: rows of days before it are past it. */
  public LocalDate cutoff(LocalDate today) {
    return today.minus(period);
  }

  /** The period in words, such as {@code 7 years}. */
  public String text() {
    if (period.getYears() > 0) {
      return counted(period.getYears(), "year");
    }
    return period.getMonths() > 0
        ? counted(period.getMonths(), "month")
        : counted(period.getDays(), "day");
  }

  private static String counted(int number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
