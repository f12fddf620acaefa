package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Delivery;
import io.finlake.etl.plan.RawObject;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeliveryDaysTest {
  /** Working days but the 7th, by six in the morning of the next day in Berlin (05:00 UTC). */
  private static final Delivery WORKING_DAYS =
      new Delivery(
          EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
          LocalTime.of(6, 0),
          ZoneId.of("Europe/Berlin"),
          1,
          List.of(LocalDate.of(2026, 1, 7)));

  private static RawObject object(String date, String modified) {
    return new RawObject(
        "x/" + date,
        1,
        Instant.parse(modified),
        Optional.empty(),
        Optional.of(LocalDate.parse(date)));
  }

  @Test
  void namesMissingAndLateDaysWhoseTimeHasPassed() {
    DeliveryDays days =
        DeliveryDays.of(
            WORKING_DAYS,
            List.of(
                object("2026-01-05", "2026-01-06T04:59:59Z"), // Monday, a second before six
                object("2026-01-06", "2026-01-07T05:00:01Z")), // Tuesday, a second after six
            // The 7th is a holiday, the 8th is missing, the 9th is due tomorrow, and the weekend
            // is not due at all.
            Instant.parse("2026-01-09T12:00:00Z"));
    assertThat(days.missing()).containsExactly(LocalDate.of(2026, 1, 8));
    assertThat(days.late()).containsExactly(LocalDate.of(2026, 1, 6));
  }

  @Test
  void aSecondObjectOfADayDoesNotMakeItLate() {
    DeliveryDays days =
        DeliveryDays.of(
            WORKING_DAYS,
            List.of(
                object("2026-01-05", "2026-01-09T00:00:00Z"),
                object("2026-01-05", "2026-01-05T20:00:00Z")),
            Instant.parse("2026-01-06T06:00:00Z"));
    assertThat(days.late()).isEmpty();
  }

  @Test
  void nothingIsMissingBeforeTheFirstDelivery() {
    assertThat(DeliveryDays.of(WORKING_DAYS, List.of(), Instant.parse("2026-01-09T12:00:00Z")))
        .isEqualTo(DeliveryDays.none());
  }

  @Test
  void manyDaysAreToldByTheirNumber() {
    DeliveryDays days =
        DeliveryDays.of(
            WORKING_DAYS,
            List.of(object("2026-01-05", "2026-01-05T20:00:00Z")),
            Instant.parse("2026-01-20T12:00:00Z"));
    // 6, 8, 9, 12 to 16 and 19 January.
    assertThat(days.missingText()).contains("9 days, last 2026-01-19");
  }
}
