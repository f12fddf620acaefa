package io.finlake.etl.contract;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;

/**
 * When a dataset's deliveries are expected, so that status can tell missing, late and repeated
 * ones.
 *
 * @param days the weekdays of a delivery
 * @param by the time of day by which the delivery of a date must have arrived, on the day {@code
 *     daysAfter} later
 * @param zone the zone of that time
 * @param daysAfter 0 for the same day
 * @param holidays days without a delivery
 */
public record Delivery(
    Set<DayOfWeek> days, LocalTime by, ZoneId zone, int daysAfter, List<LocalDate> holidays) {
  public Delivery {
    days = Set.copyOf(days);
    holidays = List.copyOf(holidays);
  }
}
