package io.finlake.etl.generate;

import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * What is generated.
 *
 * @param customers how many customers, 1 to 10 million; some of them join during the days
 * @param days how many delivery days, 1 to 3660
 * @param start the first delivery day
 * @param seed the same seed gives the same bytes
 * @param errors the share of records, 0 to 0.5, that come with a fault
 */
public record GeneratorSettings(int customers, int days, LocalDate start, long seed, double errors)
    implements Serializable {
  /** The first delivery day when none is named: a Monday. */
  public static final LocalDate DEFAULT_START = LocalDate.of(2026, 1, 5);

  public GeneratorSettings {
    require(customers >= 1 && customers <= 10_000_000, "customers", customers, "1 to 10000000");
    require(days >= 1 && days <= 3660, "days", days, "1 to 3660");
    require(errors >= 0 && errors <= 0.5, "errors", errors, "0 to 0.5");
    require(
        start.getYear() >= 2000 && start.getYear() <= 2100, "start", start, "years 2000 to 2100");
  }

  /** The date of a delivery day, counted from 0. */
  public LocalDate date(int day) {
    return start.plusDays(day);
  }

  /** How many objects share one source's hour or day; grows with the number of customers. */
  int shards() {
    return Math.max(1, customers / 20_000);
  }

  private static void require(boolean holds, String name, Object value, String range) {
    if (!holds) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          name + " is " + value,
          "it must be in " + range,
          "give another value");
    }
  }
}
