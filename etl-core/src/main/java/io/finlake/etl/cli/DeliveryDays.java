package io.finlake.etl.cli;

import io.finlake.etl.contract.Delivery;
import io.finlake.etl.plan.RawObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which expected deliveries did not come, and which came after their time. Only days from the first
 * delivery on count, and only those whose time has passed.
 *
 * @param missing days without any object
 * @param late days whose first object is younger than the time it was expected by
 */
record DeliveryDays(List<LocalDate> missing, List<LocalDate> late) {
  /** More days than this are told by their number. */
  private static final int NAMED_AT_MOST = 3;

  DeliveryDays {
    missing = List.copyOf(missing);
    late = List.copyOf(late);
  }

  /** Nothing is expected. */
  static DeliveryDays none() {
    return new DeliveryDays(List.of(), List.of());
  }

  /** Compares what a contract expects with the objects that were taken. */
  static DeliveryDays of(Delivery expected, Collection<RawObject> objects, Instant now) {
    TreeMap<LocalDate, Instant> first = new TreeMap<>();
    for (RawObject object : objects) {
      object.date().ifPresent(date -> first.merge(date, object.modified(), DeliveryDays::earlier));
    }
    if (first.isEmpty()) {
      return none();
    }
    List<LocalDate> due =
        first
            .firstKey()
            .datesUntil(LocalDate.ofInstant(now, expected.zone()).plusDays(1))
            .filter(date -> expected.days().contains(date.getDayOfWeek()))
            .filter(date -> !expected.holidays().contains(date))
            .filter(date -> deadline(expected, date).isBefore(now))
            .toList();
    return new DeliveryDays(
        due.stream().filter(date -> !first.containsKey(date)).toList(),
        due.stream()
            .filter(first::containsKey)
            .filter(date -> first.get(date).isAfter(deadline(expected, date)))
            .toList());
  }

  Optional<String> missingText() {
    return text(missing);
  }

  Optional<String> lateText() {
    return text(late);
  }

  private static Optional<String> text(List<LocalDate> days) {
    if (days.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        days.size() <= NAMED_AT_MOST
            ? String.join(" ", days.stream().map(LocalDate::toString).toList())
            : days.size() + " days, last " + days.get(days.size() - 1));
  }

  private static Instant deadline(Delivery expected, LocalDate date) {
    return ZonedDateTime.of(date.plusDays(expected.daysAfter()), expected.by(), expected.zone())
        .toInstant();
  }

  private static Instant earlier(Instant left, Instant right) {
    return left.isBefore(right) ? left : right;
  }
}
