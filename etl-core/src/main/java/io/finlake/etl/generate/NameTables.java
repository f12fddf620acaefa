package io.finlake.etl.generate;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import net.datafaker.Faker;

/**
 * Names that customers, cities and merchants take, drawn once for a seed.
 *
 * @param cities by country
 */
record NameTables(
    List<String> firstNames,
    List<String> lastNames,
    List<String> companies,
    Map<String, List<String>> cities,
    List<Merchant> merchants)
    implements Serializable {

  /** Somebody who is paid, with the line of business of ISO 18245 and the country. */
  record Merchant(String name, String category, String country) implements Serializable {}

  /** The countries that customers live in, with Datafaker's locale and the country's currency. */
  enum Country {
    DE("de", "EUR"),
    AT("de-AT", "EUR"),
    NL("nl", "EUR"),
    GB("en-GB", "GBP"),
    CH("de-CH", "CHF"),
    PL("pl", "PLN"),
    SE("sv", "SEK");

    private final String locale;
    private final String currency;

    Country(String locale, String currency) {
      this.locale = locale;
      this.currency = currency;
    }

    String currency() {
      return currency;
    }
  }

  private static final List<String> CATEGORIES =
      List.of("5411", "5812", "5541", "5651", "5732", "4111", "5912", "7011", "5942", "4899");

  static NameTables of(long seed) {
    Random random = new Random(seed);
    List<String> firsts = new ArrayList<>();
    List<String> lasts = new ArrayList<>();
    Map<String, List<String>> cities = new java.util.TreeMap<>();
    List<Merchant> merchants = new ArrayList<>();
    for (Country country : Country.values()) {
      Faker faker = new Faker(Locale.forLanguageTag(country.locale), random);
      firsts.addAll(drawn(60, () -> faker.name().firstName()));
      lasts.addAll(drawn(80, () -> faker.name().lastName()));
      cities.put(country.name(), drawn(25, () -> faker.address().city()));
      for (String name : drawn(40, () -> faker.company().name())) {
        String category = CATEGORIES.get(merchants.size() % CATEGORIES.size());
        merchants.add(new Merchant(name, category, country.name()));
      }
    }
    Faker english = new Faker(Locale.ENGLISH, random);
    List<String> companies = drawn(200, () -> english.company().name());
    return new NameTables(firsts, lasts, companies, cities, merchants);
  }

  private static List<String> drawn(int count, Supplier<String> draw) {
    List<String> names = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      names.add(draw.get());
    }
    return names;
  }
}
