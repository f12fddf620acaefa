package io.finlake.etl.generate;

import io.finlake.etl.generate.NameTables.Country;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is true of a customer from the beginning, drawn from the seed and the customer's number
 * alone.
 *
 * @param number from 0
 * @param joinDay the delivery day on which the customer joins; 0 for those who were there before
 */
record CustomerProfile(
    long number,
    String firstName,
    String lastName,
    String email,
    String phone,
    String taxId,
    String birthDate,
    String segment,
    String city,
    String country,
    LocalDate createdOn,
    int joinDay,
    List<AccountProfile> accounts) {

  /**
   * An account.
   *
   * @param openingBalance in hundredths
   * @param cards the numbers of the cards charged to it; the first one's id is {@code number * 2}
   */
  record AccountProfile(
      long number,
      String productCode,
      String currency,
      String iban,
      long openingBalance,
      LocalDate openedOn,
      List<String> cards) {
    String id() {
      return Identifiers.account(number);
    }

    boolean current() {
      return productCode.startsWith("CUR-");
    }
  }

  private static final double[] COUNTRY_WEIGHTS = {55, 8, 9, 12, 6, 6, 4};
  private static final List<String> SEGMENTS = List.of("retail", "premium", "business");

  static CustomerProfile of(GeneratorSettings settings, NameTables names, long number) {
    Chance chance = Chance.of(settings.seed(), "profile", number);
    Country country = List.of(Country.values()).get(chance.weighted(COUNTRY_WEIGHTS));
    String segment = SEGMENTS.get(chance.weighted(84, 10, 6));
    boolean business = segment.equals("business");
    boolean joins = number > 0 && settings.days() > 1 && chance.happens(0.02);
    int joinDay = joins ? 1 + chance.below(settings.days() - 1) : 0;
    LocalDate created =
        joins ? settings.date(joinDay) : settings.start().minusDays(30 + chance.below(6_000));
    String first = business ? "" : chance.oneOf(names.firstNames());
    String last = business ? chance.oneOf(names.companies()) : chance.oneOf(names.lastNames());
    String birth = business ? "" : created.minusDays(18 * 366L + chance.below(18_000)).toString();
    return new CustomerProfile(
        number,
        first,
        last,
        mailbox(first.isEmpty() ? "office" : first, last, number),
        Identifiers.padded("+49 30 ", 1_000_000 + chance.below(8_999_999), 7),
        Identifiers.padded(country.name(), 100_000_000L + chance.below(899_999_999), 9),
        birth,
        segment,
        chance.oneOf(names.cities().get(country.name())),
        country.name(),
        created,
        joinDay,
        accounts(settings, chance, number, country, segment, created));
  }

  /** The numbers of all cards that a generator with these settings issues. */
  static Stream<String> cardNumbers(GeneratorSettings settings) {
    NameTables names = NameTables.of(settings.seed());
    return Stream.iterate(0L, i -> i < settings.customers(), i -> i + 1)
        .flatMap(i -> of(settings, names, i).accounts().stream())
        .flatMap(account -> account.cards().stream());
  }

  String id() {
    return Identifiers.customer(number + 1);
  }

  private static String mailbox(String first, String last, long number) {
    String local = (first + "." + last).toLowerCase(Locale.ROOT).replaceAll("[^a-z.]", "");
    return local + (number % 1_000) + "@example.com";
  }

  private static List<AccountProfile> accounts(
      GeneratorSettings settings,
      Chance chance,
      long customer,
      Country country,
      String segment,
      LocalDate opened) {
    List<AccountProfile> accounts = new ArrayList<>();
    String current = segment.equals("retail") ? "CUR-BASIC" : "CUR-PLUS";
    accounts.add(
        account(settings, chance, customer * 4, current, country, country.currency(), opened));
    if (chance.happens(0.4)) {
      accounts.add(
          account(
              settings,
              chance,
              customer * 4 + 1,
              "SAV-DAILY",
              country,
              country.currency(),
              opened));
    }
    if (chance.happens(segment.equals("retail") ? 0.04 : 0.3)) {
      String foreign = List.of("USD", "JPY", "EUR").get(chance.below(3));
      accounts.add(account(settings, chance, customer * 4 + 2, "CUR-FX", country, foreign, opened));
    }
    return List.copyOf(accounts);
  }

  private static AccountProfile account(
      GeneratorSettings settings,
      Chance chance,
      long index,
      String product,
      Country country,
      String currency,
      LocalDate opened) {
    double median = product.startsWith("SAV") ? 6_000 : 2_200;
    long balance = Money.rounded(chance.logNormal(median, 0.9), currency);
    int cardCount = product.startsWith("SAV") ? 0 : chance.weighted(15, 70, 15);
    List<String> cards = new ArrayList<>();
    for (int i = 0; i < cardCount; i++) {
      cards.add(Identifiers.cardNumber(settings.seed(), index * 2 + i));
    }
    String iban =
        Identifiers.iban(country.name(), (index + 1) * 7 + Math.floorMod(settings.seed(), 7L));
    return new AccountProfile(
        index + 1, product, currency, iban, balance, opened, List.copyOf(cards));
  }
}
