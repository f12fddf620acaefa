package io.finlake.etl.explain;

import static io.finlake.etl.testing.Contracts.column;
import static io.finlake.etl.testing.Contracts.landed;
import static io.finlake.etl.testing.Contracts.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowKeyTest {
  private static final Contract PAYMENTS =
      keyed(
          landed(
              "test.payments",
              List.of(
                  column("account", "STRING"),
                  column("day", "DATE"),
                  column("number", "INT"),
                  column("serial", "BIGINT"),
                  column("amount", "DECIMAL(18,2)"),
                  column("at", "TIMESTAMP"),
                  column("open", "BOOLEAN"),
                  column("card", "STRING", Classification.RESTRICTED, new Protection.Token("card")),
                  column("iban", "STRING", Classification.CONFIDENTIAL, new Protection.Mask(4))),
              List.of(
                  rule("card_check", "card", new Rule.Check.Standard(Rule.Financial.CARD_NUMBER)))),
          List.of("account", "day"));

  private static Contract keyed(Contract it, List<String> key) {
    return new Contract(
        it.id(),
        it.version(),
        it.description(),
        it.owner(),
        it.columns(),
        key,
        it.partitionBy(),
        it.rules(),
        it.measures(),
        it.origin(),
        it.delivery(),
        it.text(),
        it.hash());
  }

  private static RowKey parse(Contract contract, String text) {
    return RowKey.parse(
        contract, text, (domain, value) -> List.of("v2." + domain + value, "v1." + domain + value));
  }

  @Test
  void valuesOfTheKeyStandInItsOrder() {
    RowKey key = parse(PAYMENTS, "A1, 2026-01-05");
    assertThat(key.parts())
        .extracting(part -> part.column().name())
        .containsExactly("account", "day");
    assertThat(key.parts())
        .extracting(part -> part.values().get(0))
        .containsExactly("A1", LocalDate.of(2026, 1, 5));
    assertThat(key.shown()).isEqualTo("account=A1, day=2026-01-05");
    assertThat(key.argument()).isEqualTo("account=A1,day=2026-01-05");
  }

  @Test
  void theWholeTextIsTheValueOfAKeyOfOneColumn() {
    Contract one = keyed(PAYMENTS, List.of("account"));
    assertThat(parse(one, "a,b=c").parts().get(0).values()).containsExactly("a,b=c");
  }

  @Test
  void anyColumnsCanBeNamed() {
    RowKey key = parse(PAYMENTS, "serial=7,open=true");
    assertThat(key.parts()).extracting(part -> part.values().get(0)).containsExactly(7L, true);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "number=3000000000|INT", // more than an INT holds
        "amount=1.005|DECIMAL(18,2)", // never rounded
        "day=2026-02-30|DATE",
        "at=yesterday|TIMESTAMP",
        "open=yes|BOOLEAN"
      })
  void aValueThatIsNoneOfTheTypeIsRefused(String text, String type) {
    assertThatThrownBy(() -> parse(PAYMENTS, text))
        .isInstanceOfSatisfying(
            FinlakeException.class,
            thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.BAD_ARGUMENT))
        .hasMessageContaining("it is no " + type);
  }

  @Test
  void valuesAreOfTheTypeThatTheTableHolds() {
    assertThat(parse(PAYMENTS, "number=3").parts().get(0).values()).containsExactly(3);
    assertThat(parse(PAYMENTS, "amount=1.5").parts().get(0).values())
        .containsExactly(new BigDecimal("1.50"));
    // A moment without a zone is of UTC.
    assertThat(parse(PAYMENTS, "at=2026-01-05 10:00:00").parts().get(0).values())
        .containsExactly(Instant.parse("2026-01-05T10:00:00Z"));
  }

  @Test
  void aTokenisedValueIsLookedForByTheTokensOfEveryKeyAndNeverShown() {
    RowKey key = parse(PAYMENTS, "card=4111 1111-11111111");
    // Spaces and dashes go before a card number becomes a token.
    assertThat(key.parts().get(0).values())
        .containsExactly("v2.card4111111111111111", "v1.card4111111111111111");
    assertThat(key.shown()).isEqualTo("card=***");
    assertThat(key.showable()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A1", // one value for a key of two
        "A1,2026-01-05,x",
        "account=A1,2026-01-05", // the second part names no column
        "account=A1,colour=red",
        "iban=1234" // only a mask is stored
      })
  void aKeyThatDoesNotSayWhichRowIsRefused(String text) {
    assertThatThrownBy(() -> parse(PAYMENTS, text))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("processed.payments")
        .hasMessageContaining("remedy:");
  }

  @Test
  void aTableWithoutAKeyWantsNamedColumns() {
    assertThatThrownBy(() -> parse(keyed(PAYMENTS, List.of()), "A1"))
        .hasMessageContaining("its columns must be named");
  }
}
