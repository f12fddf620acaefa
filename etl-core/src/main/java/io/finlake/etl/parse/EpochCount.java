package io.finlake.etl.parse;

import io.finlake.etl.contract.EpochUnit;
import java.math.BigDecimal;
import java.time.LocalDate;

/** A count since 1970-01-01 UTC as a day or a moment; years 1 to 9999, exactly or not at all. */
final class EpochCount implements ValueReader {
  private static final long FIRST_DAY = LocalDate.of(1, 1, 1).toEpochDay();
  private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

  private final EpochUnit unit;

  EpochCount(EpochUnit unit) {
    this.unit = unit;
  }

  @Override
  public Object read(String text) {
    if (unit.dates()) {
      Long day = Numerals.whole(text, FIRST_DAY, LAST_DAY);
      return day == null ? null : (Object) day.intValue();
    }
    BigDecimal count = Numerals.exact(text);
    BigDecimal micros =
        count == null
            ? null
            : Numerals.fitted(count.multiply(BigDecimal.valueOf(unit.micros())), 18, 0);
    if (micros == null || Temporals.inRange(micros.longValueExact()) == Temporals.UNFIT) {
      return null;
    }
    return micros.longValueExact();
  }
}
