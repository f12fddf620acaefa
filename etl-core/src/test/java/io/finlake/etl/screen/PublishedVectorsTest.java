package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Rule.Financial;
import io.finlake.etl.testing.SharedSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.commons.validator.routines.IBANValidator;
import org.apache.commons.validator.routines.ISINValidator;
import org.apache.commons.validator.routines.checkdigit.LuhnCheckDigit;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * Identifiers that standards and their keepers publish, and ten thousand that are drawn and judged
 * by Commons Validator too.
 */
class PublishedVectorsTest {
  private final FinancialChecks checks = new FinancialChecks(CurrencyCodes.load());

  /** Each with where it stands; {@code true} where the publication calls it valid. */
  private static Map<String, Boolean> published(Financial kind) {
    return switch (kind) {
      case CARD_NUMBER ->
          vectors(
              // ISO/IEC 7812-1:2017 annex B works through 7992 739 871 and its check digit 3,
              // which is too short for a card
              "-79927398713",
              // test numbers of the schemes, as Stripe's and Adyen's testing pages list them
              "+4242424242424242",
              "+4000056655665556",
              "+5200828282828210",
              "+2223003122003222",
              "+371449635398431",
              "+6011000990139424",
              "+3056930009020004",
              "+36227206271667",
              "+3566002020360505",
              "+6200000000000005",
              // the same pages' number with a wrong check digit
              "-4242424242424241",
              // two neighbours exchanged, which Luhn finds, all but 09 and 90
              "-4242424242424224",
              "-5200828282828201");
      case IBAN ->
          vectors(
              // ISO 13616-1:2020 and the SWIFT IBAN Registry, examples of structure
              "+GB29NWBK60161331926819",
              "+FR1420041010050500013M02606",
              "+CH9300762011623852957",
              "+NO9386011117947",
              "+MT84MALT011000012345MTLCAST001S",
              "+LC55HEMM000100010012001200023015",
              "+SC18SSCB11010000000000001497USD",
              "+BI4210000100010000332045181",
              "+SV62CENR00000000000000700025",
              // ECBS TR201: two digits exchanged
              "-GB29NWBK60161331926891",
              "-CH9300762011623852975",
              // structure: the remainder is 1, but no country has it so
              "-GB71NWBK6016133192681",
              "-DE75512108001245126199X",
              "-US64SVBKUS6S3300958879",
              // check digits that a remainder cannot give
              "-GB01BARC20714583608387",
              "-GB00HLFX11016111455365",
              "-GB94BARC20201530093459");
      case BIC ->
          vectors(
              // ISO 9362:2022, annex: eight or eleven; and BICs of the institutions' own pages
              "+DEUTDEFF",
              "+DEUTDEFF500",
              "+NEDSZAJJ",
              "+UNCRITMM",
              "+DABADKKK",
              "+BNORPHMM",
              "+CHASUS33XXX",
              "+NBPAXKPR",
              "+E495AEXX",
              "+MARKDEF1100",
              // no country, one short, one long, a sign, small letters
              "-DEUTZZFF",
              "-DEUTDEF",
              "-DEUTDEFF5",
              "-DEUTDEFF5000",
              "-DEUT-EFF",
              "-deutdeff",
              "-DEUTD1FF");
      case ISIN ->
          vectors(
              // ISO 6166:2021 annex and the ANNA guide: worked examples
              "+US0378331005",
              "+AU0000XVGZA3",
              "+GB0002634946",
              "+US0231351067",
              "+DE000BAY0017",
              "+FR0000120271",
              "+XS2010044894",
              "+EZ9724VTXK48",
              // the wrong check digit, letters in its place, prefixes that are none
              "-US0378331003",
              "-AU0000XVGZA2",
              "-US037833100A",
              "-U50378331005",
              "-US03783310055",
              "-00XXXXXXXXXX");
      case LEI ->
          vectors(
              // ISO 17442-1:2020 annex and records of GLEIF's index
              "+506700GE1G29325QX363",
              "+529900T8BM49AURSDO55",
              "+HWUPKR0MPOU8FGXBT394",
              "+5493001KJTIIGC8Y1R12",
              "+213800WSGIIZCXF1P572",
              "+7LTWFZYICNSX8D621K86",
              // one character another, two exchanged, check digits 00 and 01
              "-506700GE1G29325QX364",
              "-529900T8BM49AURSDO56",
              "-HWUPKR0MPOU8FGXBT349",
              "-506700GE1G29325QX300",
              "-506700GE1G29325QX301",
              "-506700ge1g29325qx363");
      case CURRENCY ->
          vectors(
              // ISO 4217 list one, with the amendments 172 to 180
              "+EUR",
              "+USD",
              "+SLE",
              "+VED",
              "+XCG",
              "+ZWG",
              "+CHW",
              "+UYW",
              "+XAD",
              // list three: historic
              "-DEM",
              "-FRF",
              "-SLL",
              "-HRK",
              "-ANG",
              "-ZWL",
              "-BGN",
              "-CUC",
              // not for amounts, numeric codes, other writing
              "-XXX",
              "-XTS",
              "-978",
              "-eur",
              "-€",
              "-EU",
              "-EURO");
    };
  }

  private static Map<String, Boolean> vectors(String... signed) {
    Map<String, Boolean> vectors = new LinkedHashMap<>();
    for (String each : signed) {
      vectors.put(each.substring(1), each.charAt(0) == '+');
    }
    return vectors;
  }

  /** Identifiers of the right looks, every second one spoilt, with what Commons Validator says. */
  private static Map<String, Boolean> drawn(Financial kind) {
    Random random = new Random(20261122);
    Map<String, Boolean> drawn = new LinkedHashMap<>();
    List<String> ibans =
        CodeTable.rows("iban-examples.txt").stream().map(row -> row.get(0)).toList();
    for (int i = 0; i < 2_500; i++) {
      String text =
          switch (kind) {
            case IBAN -> spoilt(ibans.get(i % ibans.size()), random);
            case ISIN -> isin(random);
            default -> card(random);
          };
      drawn.put(text, judged(kind, text));
    }
    return drawn;
  }

  private static boolean judged(Financial kind, String text) {
    return switch (kind) {
      case IBAN -> IBANValidator.DEFAULT_IBAN_VALIDATOR.isValid(text);
      case ISIN -> ISINValidator.getInstance(false).isValid(text);
      default ->
          text.length() >= 13
              && text.length() <= 19
              && LuhnCheckDigit.LUHN_CHECK_DIGIT.isValid(text);
    };
  }

  private static String spoilt(String text, Random random) {
    StringBuilder spoilt = new StringBuilder(text);
    for (int left = random.nextInt(3); left > 0; left--) {
      int at = random.nextInt(spoilt.length());
      switch (random.nextInt(4)) {
        case 0 -> spoilt.setCharAt(at, (char) ('0' + random.nextInt(10)));
        case 1 -> spoilt.setCharAt(at, (char) ('A' + random.nextInt(26)));
        case 2 -> spoilt.deleteCharAt(at);
        default -> spoilt.insert(at, (char) ('0' + random.nextInt(10)));
      }
    }
    return spoilt.toString();
  }

  private static String isin(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      boolean letter = i < 2 || (i < 11 && random.nextInt(3) == 0);
      text.append((char) (letter ? 'A' + random.nextInt(26) : '0' + random.nextInt(10)));
    }
    return text.toString();
  }

  private static String card(Random random) {
    StringBuilder text = new StringBuilder("4");
    int length = 11 + random.nextInt(10);
    for (int i = 0; i < length; i++) {
      text.append(random.nextInt(10));
    }
    return text.toString();
  }

  @Test
  void everyVectorIsJudgedAsItsPublicationSaysAndEveryDrawnOneAsByCommonsValidator() {
    List<Row> rows = new ArrayList<>();
    for (Financial kind : Financial.values()) {
      Map<String, Boolean> all = new LinkedHashMap<>(published(kind));
      if (kind == Financial.IBAN || kind == Financial.ISIN || kind == Financial.CARD_NUMBER) {
        drawn(kind).forEach(all::putIfAbsent);
      }
      all.forEach((text, valid) -> rows.add(RowFactory.create(kind.name(), text, valid)));
    }
    assertThat(rows.stream().filter(row -> row.getBoolean(2)).count())
        .as("valid ones among %d", rows.size())
        .isBetween(300L, rows.size() - 300L);
    StructType schema =
        new StructType()
            .add("kind", DataTypes.StringType)
            .add("text", DataTypes.StringType)
            .add("valid", DataTypes.BooleanType);
    org.apache.spark.sql.Column found = org.apache.spark.sql.functions.lit(false);
    for (Financial kind : Financial.values()) {
      found =
          org.apache
              .spark
              .sql
              .functions
              .when(col("kind").equalTo(kind.name()), checks.valid(kind, col("text")))
              .otherwise(found);
    }
    List<String> wrong =
        SharedSession.spark()
            .createDataFrame(rows, schema)
            .where(found.notEqual(col("valid")))
            .selectExpr("concat(kind, ' ', text, ' should be ', valid)")
            .as(Encoders.STRING())
            .collectAsList();
    assertThat(wrong).isEmpty();
  }

  @Test
  void allCountriesOfTheRegistryAreAmongThoseThatCommonsValidatorKnows() {
    List<String> unknown =
        CodeTable.rows("iban-examples.txt").stream()
            .map(row -> row.get(0))
            .filter(iban -> !IBANValidator.DEFAULT_IBAN_VALIDATOR.isValid(iban))
            .map(iban -> iban.substring(0, 2).toUpperCase(Locale.ROOT))
            .toList();
    assertThat(unknown).isEmpty();
  }
}
