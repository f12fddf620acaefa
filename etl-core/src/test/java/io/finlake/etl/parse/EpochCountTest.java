package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Format;
import java.util.List;
import org.junit.jupiter.api.Test;

class EpochCountTest {

  @Test
  void countsSince1970AreMomentsAndDaysExactlyOrNotAtAll() {
    // 2026-01-05T10:00:00.123Z
    assertThat(read("TIMESTAMP", "1767607200123", "epoch-millis")).isEqualTo("1767607200123000");
    assertThat(read("TIMESTAMP", "1767607200123456", "epoch-micros")).isEqualTo("1767607200123456");
    assertThat(read("TIMESTAMP", "1767607200", "epoch-seconds")).isEqualTo("1767607200000000");
    assertThat(read("TIMESTAMP", "1767607200.5", "epoch-seconds")).isEqualTo("1767607200500000");
    assertThat(read("TIMESTAMP", "-1", "epoch-millis")).isEqualTo("-1000");
    assertThat(read("DATE", "20458", "epoch-days")).isEqualTo("20458");
    // half a microsecond, half a day, beyond the year 9999, no number
    assertThat(read("TIMESTAMP", "0.5", "epoch-micros")).isEqualTo("null !type c: 0.5");
    assertThat(read("DATE", "1.5", "epoch-days")).isEqualTo("null !type c: 1.5");
    assertThat(read("DATE", "2932897", "epoch-days")).isEqualTo("null !type c: 2932897");
    assertThat(read("TIMESTAMP", "253402300800", "epoch-seconds"))
        .isEqualTo("null !type c: 253402300800");
    assertThat(read("TIMESTAMP", "9e99", "epoch-seconds")).isEqualTo("null !type c: 9e99");
    assertThat(read("TIMESTAMP", "now", "epoch-millis")).isEqualTo("null !type c: now");
  }

  @Test
  void countsStandBesidePatternsInTheirOrder() {
    assertThat(read("DATE", "20260105", "yyyyMMdd", "epoch-days")).isEqualTo("20458");
    assertThat(read("DATE", "20458", "yyyyMMdd", "epoch-days")).isEqualTo("20458");
  }

  @Test
  void countsAreReadFromTextAndFromTypedNumbersAlike() {
    TypedValues values =
        TypedValues.of(List.of(column("TIMESTAMP", "epoch-millis"), column("DATE", "epoch-days")));
    List<Reason> reasons = new java.util.ArrayList<>();

    assertThat(values.value(0, 1767607200123L, reasons)).isEqualTo(1767607200123000L);
    assertThat(values.value(1, 20458, reasons)).isEqualTo(20458);
    assertThat(
            Given.read(
                    Given.spec(new Format.JsonLines(), List.of(column("DATE", "epoch-days"))),
                    "{\"c\":20458}\n{\"c\":\"20458\"}")
                .records())
        .containsExactly("0 20458", "12 20458");
    assertThat(reasons).isEmpty();
  }

  @Test
  void withoutTheWordATypedNumberIsNoMoment() {
    List<Reason> reasons = new java.util.ArrayList<>();
    TypedValues values = TypedValues.of(List.of(column("TIMESTAMP", "yyyyMMddHHmm")));

    assertThat(values.value(0, 202601051000L, reasons)).isNull();
    assertThat(reasons).hasSize(1);
  }

  private static String read(String type, String text, String... words) {
    return Given.read(Given.spec(Given.csv(), List.of(column(type, words))), "c\n" + text + "\n")
        .records()
        .get(0)
        .replaceFirst("^\\d+ ", "");
  }

  private static Column column(String type, String... words) {
    return Given.column(
        "c " + type,
        new Column.Reading(List.of(words), "UTC", List.of(), false, false),
        Classification.INTERNAL);
  }
}
