package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Rule.Financial;
import io.finlake.etl.testing.SharedSession;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.junit.jupiter.api.Test;

class FinancialChecksTest {
  private final FinancialChecks checks = new FinancialChecks(CurrencyCodes.load());

  @Test
  void everyCountrysExampleOfTheIbanRegistryIsValid() {
    List<String> examples =
        CodeTable.rows("iban-examples.txt").stream().map(row -> row.get(0)).toList();
    assertThat(examples).hasSizeGreaterThan(80);
    assertThat(invalid(Financial.IBAN, examples)).isEmpty();
  }

  @Test
  void brokenIbansAreFound() {
    List<String> broken =
        List.of(
            "DE89370400440532013001", // last digit changed
            "DE98370400440532013000", // check digits swapped
            "DE8937040044053201300", // one short
            "DE893704004405320130000", // one long
            "ED89370400440532013000", // no such country
            "DE89 3704 0044 0532 0130 00", // paper form
            "de89370400440532013000", // small letters
            "GB82WEST1234569876543A", // letter where the registry has a digit
            "GB82WE5T12345698765432", // digit where it has a letter
            "DE00370400440532013000",
            "",
            "DE89370400440532013000\n",
            "DE8937040044053201300٠"); // an Arabic digit is none
    assertThat(invalid(Financial.IBAN, broken)).isEqualTo(broken);
  }

  @Test
  void cardNumbersPassLuhnWithThirteenToNineteenDigits() {
    List<String> valid =
        List.of(
            "4222222222222", // the test numbers that card schemes publish: 13 digits
            "378282246310005", // 15
            "30569309025904", // 14
            "5555555555554444",
            "6011111111111117",
            "3530111333300000",
            "4111 1111 1111 1111",
            "4111-1111-1111-1111",
            "6304000000000000000"); // 19
    List<String> broken =
        List.of(
            "4111111111111112",
            "411111111111",
            "42222222222220000000",
            "4111  1111 1111 1111",
            "4111111111111111 ",
            "-4111111111111111",
            "4111x111111111111",
            "0000000000000000",
            "0000 0000 0000 0000",
            "");
    assertThat(invalid(Financial.CARD_NUMBER, valid)).isEmpty();
    assertThat(invalid(Financial.CARD_NUMBER, broken)).isEqualTo(broken);
  }

  @Test
  void isinsHaveTheirCheckDigit() {
    List<String> valid =
        List.of(
            "US0378331005", // Apple
            "US5949181045", // Microsoft
            "DE0007164600", // SAP
            "DE000BASF111", // letters that become two digits each
            "GB0002634946", // BAE
            "CH0038863350", // Nestlé
            "AU0000XVGZA3", // ISO 6166's own example of letters in a row
            "XS0000000009");
    List<String> broken =
        List.of("US0378331004", "US037833100", "US03783310055", "0S0378331005", "us0378331005", "");
    assertThat(invalid(Financial.ISIN, valid)).isEmpty();
    assertThat(invalid(Financial.ISIN, broken)).isEqualTo(broken);
  }

  @Test
  void leisLeaveARemainderOfOne() {
    List<String> valid =
        List.of(
            "7LTWFZYICNSX8D621K86", // Deutsche Bank
            "HWUPKR0MPOU8FGXBT394", // Apple
            "INR2EJN1ERAN0W5ZP974", // Microsoft
            "5493001KJTIIGC8Y1R12", // Bloomberg Finance
            "213800WAVVOPS85N2205"); // London Stock Exchange
    List<String> broken =
        List.of(
            "7LTWFZYICNSX8D621K87",
            "7LTWFZYICNSX8D61K286",
            "7LTWFZYICNSX8D621K8",
            "7LTWFZYICNSX8D621K8A",
            "7ltwfzyicnsx8d621k86",
            "");
    assertThat(invalid(Financial.LEI, valid)).isEmpty();
    assertThat(invalid(Financial.LEI, broken)).isEqualTo(broken);
  }

  @Test
  void bicsNameACountry() {
    List<String> valid =
        List.of("DEUTDEFF", "DEUTDEFF500", "CHASUS33", "NEDSZAJJXXX", "RBKOXKPR", "E097AEXX");
    List<String> broken =
        List.of("DEUTXXFF", "DEUTDEF", "DEUTDEFF50", "DEUTDEFF5000", "deutdeff", "DEUTD3FF", "");
    assertThat(invalid(Financial.BIC, valid)).isEmpty();
    assertThat(invalid(Financial.BIC, broken)).isEqualTo(broken);
  }

  @Test
  void currenciesAreTheActiveOnes() {
    List<String> valid = List.of("EUR", "USD", "JPY", "BHD", "CLF", "XAU", "XOF", "XCG", "ZWG");
    List<String> broken =
        List.of("DEM", "HRK", "BGN", "ANG", "XXX", "XTS", "eur", "EU", "EUR ", "978", "");
    assertThat(invalid(Financial.CURRENCY, valid)).isEmpty();
    assertThat(invalid(Financial.CURRENCY, broken)).isEqualTo(broken);
  }

  private List<String> invalid(Financial kind, List<String> texts) {
    return SharedSession.spark()
        .createDataset(texts, Encoders.STRING())
        .toDF("text")
        .where(org.apache.spark.sql.functions.not(checks.valid(kind, col("text"))))
        .as(Encoders.STRING())
        .collectAsList();
  }
}
