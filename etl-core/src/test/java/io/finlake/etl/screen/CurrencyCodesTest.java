package io.finlake.etl.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Currency;
import org.junit.jupiter.api.Test;

class CurrencyCodesTest {
  private final CurrencyCodes currencies = CurrencyCodes.load();

  @Test
  void minorUnitsAreThoseOfTheStandard() {
    assertThat(currencies.minorUnits("EUR")).contains(2);
    assertThat(currencies.minorUnits("JPY")).contains(0);
    assertThat(currencies.minorUnits("KWD")).contains(3);
    assertThat(currencies.minorUnits("CLF")).contains(4);
    // Gold has none in the standard; a withdrawn code has none any more.
    assertThat(currencies.minorUnits("XAU")).isEmpty();
    assertThat(currencies.minorUnits("DEM")).isEmpty();
  }

  @Test
  void tableHasTheActiveCodesOnceEach() {
    // 178 active codes since 2026 without XXX and XTS.
    assertThat(currencies.codes()).hasSize(176).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void jdkAgreesOnEveryCodeThatItKnows() {
    // An independent copy of the standard; older JDKs lack the newest codes.
    for (String code : currencies.codes()) {
      Currency.getAvailableCurrencies().stream()
          .filter(it -> it.getCurrencyCode().equals(code))
          .forEach(
              it ->
                  assertThat(currencies.minorUnits(code).orElse(-1))
                      .as(code)
                      .isEqualTo(it.getDefaultFractionDigits()));
    }
  }
}
