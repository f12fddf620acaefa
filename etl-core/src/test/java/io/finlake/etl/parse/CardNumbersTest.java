package io.finlake.etl.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CardNumbersTest {
  @Test
  void everyDigitOfACardNumberIsMaskedWhateverSeparatesThem() {
    assertThat(CardNumbers.mask("pan=4111111111111111;")).isEqualTo("pan=****************;");
    assertThat(CardNumbers.mask("3782-822463 10005")).isEqualTo("****-****** *****");
    // fullwidth and Arabic-Indic digits are digits
    assertThat(CardNumbers.mask("４１１１１１１１１１１１１１１１")).isEqualTo("*".repeat(16));
    assertThat(CardNumbers.mask("٤١١١١١١١١١١١١١١١")).isEqualTo("*".repeat(16));
  }

  @Test
  void aCardNumberGluedToOtherDigitsDoesNotHide() {
    for (String around : new String[] {"", "7", "12345", "000000000000", "99999999999999999999"}) {
      assertThat(CardNumbers.mask(around + "4111111111111111" + around)).doesNotContain("4111");
      assertThat(CardNumbers.mask(around + " 378282246310005 " + around)).doesNotContain("3782");
    }
  }

  @Test
  void otherNumbersStay() {
    // fails Luhn; too short; two separators; a timestamp
    for (String text :
        new String[] {"4111111111111112", "411111111111", "4111--1111--1111", "2026-01-05 10:00"}) {
      assertThat(CardNumbers.mask(text)).isEqualTo(text);
    }
  }

  @Test
  void longIdentifiersRarelyLookLikeCardNumbers() {
    Random random = new Random(7);
    int flagged = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder id = new StringBuilder();
      for (int d = 0; d < 20; d++) {
        id.append(random.nextInt(10));
      }
      flagged += CardNumbers.found(id.toString()) ? 1 : 0;
    }
    // five windows of 16 digits, a quarter with an issuer's prefix, a tenth of them passing Luhn
    assertThat(flagged).isBetween(800, 1700);
  }

  @Test
  void aCutRunAtTheEndIsMaskedToo() {
    assertThat(CardNumbers.maskCut("card 4111 1111 11")).isEqualTo("card **** **** **");
  }
}
