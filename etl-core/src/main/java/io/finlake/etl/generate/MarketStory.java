package io.finlake.etl.generate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The documents of the market data and product catalogue APIs: few, so one story tells them all.
 */
final class MarketStory {
  private static final Map<String, String> FIRST_RATES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("USD", "1.0920"),
              Map.entry("GBP", "0.8460"),
              Map.entry("CHF", "0.9390"),
              Map.entry("JPY", "163.1200"),
              Map.entry("PLN", "4.2740"),
              Map.entry("SEK", "11.4650"),
              Map.entry("NOK", "11.7810"),
              Map.entry("DKK", "7.4604"),
              Map.entry("CZK", "25.2100"),
              Map.entry("HUF", "402.3500"),
              Map.entry("CAD", "1.5210"),
              Map.entry("AUD", "1.6640")));
  private static final List<String> RATE_FAULTS =
      List.of("duplicate", "conflict", "bad_currency", "fraction_digits");
  private static final List<String> PRODUCT_FAULTS =
      List.of("duplicate", "bad_currency", "fraction_digits", "missing_required", "bad_value");

  /** A product; fee in hundredths, interest as text, empty when there is none. */
  private record Product(String code, String name, String category, long fee, String interest) {
    String json(String amount, String currency) {
      String rate = interest.isEmpty() ? "" : ",\"interest_rate\":" + interest;
      return "{\"code\":\""
          + code
          + "\",\"name\":\""
          + name
          + "\",\"category\":\""
          + category
          + "\",\"pricing\":{\"annual_fee\":{\"amount\":"
          + amount
          + ",\"currency\":"
          + currency
          + "}"
          + rate
          + "}}";
    }

    String json() {
      return json(Money.text(fee), "\"EUR\"");
    }
  }

  private final GeneratorSettings settings;
  private final Outbox outbox;

  MarketStory(GeneratorSettings settings, Outbox outbox) {
    this.settings = settings;
    this.outbox = outbox;
  }

  void tell() {
    rates();
    catalogue();
  }

  private void rates() {
    Map<String, BigDecimal> rates = new TreeMap<>();
    FIRST_RATES.forEach((currency, rate) -> rates.put(currency, new BigDecimal(rate)));
    Chance chance = Chance.of(settings.seed(), "rates", 0);
    Chance faults = Chance.of(settings.seed(), "rate-faults", 0);
    for (int day = 0; day < settings.days(); day++) {
      LocalDate date = settings.date(day);
      boolean fixing = date.getDayOfWeek().getValue() <= DayOfWeek.FRIDAY.getValue();
      if (fixing) {
        rates.replaceAll((currency, rate) -> moved(rate, chance));
      }
      List<String> entries = new ArrayList<>();
      for (Map.Entry<String, BigDecimal> rate : rates.entrySet()) {
        rate(rate.getKey(), rate.getValue(), entries, chance, faults);
      }
      String meta =
          "{\"meta\":{\"base\":\"EUR\",\"date\":\""
              + date
              + "\",\"published_at\":\""
              + date
              + "T15:00:00Z\"},\"rates\":[\n";
      document(Source.FX_RATES, date, meta + String.join(",\n", entries) + "\n]}\n");
    }
  }

  private static BigDecimal moved(BigDecimal rate, Chance chance) {
    double step = chance.logNormal(1, 0.004);
    return rate.multiply(BigDecimal.valueOf(step)).setScale(4, RoundingMode.HALF_EVEN);
  }

  private void rate(
      String currency, BigDecimal rate, List<String> entries, Chance chance, Chance faults) {
    String dataset = Source.FX_RATES.dataset();
    // Rates of some currencies are missing now and then; never of those that accounts are kept in.
    boolean minor = List.of("CAD", "AUD", "HUF").contains(currency);
    if (minor && chance.happens(0.05)) {
      entries.add(entry(currency, "\"N/A\""));
      outbox.tally().add(dataset + "|filtered", 1);
      return;
    }
    entries.add(entry(currency, rate.toPlainString()));
    outbox.tally().record(dataset, Fate.ACCEPTED);
    outbox.tally().add(dataset + "|rows", 1);
    switch (faults.happens(settings.errors()) ? faults.oneOf(RATE_FAULTS) : "") {
      case "duplicate" -> entry(entries, currency, rate.toPlainString(), Fate.DUPLICATE);
      case "conflict" ->
          entry(entries, currency, rate.add(BigDecimal.ONE).toPlainString(), Fate.CONFLICT);
      case "bad_currency" ->
          entry(
              entries,
              "XQZ",
              rate.toPlainString(),
              Fate.quarantined("bad_currency", "currency_currency"));
      case "fraction_digits" ->
          entry(entries, currency, rate.toPlainString() + "000001", Fate.FRACTION_DIGITS);
      default -> {
        // No fault.
      }
    }
  }

  private void entry(List<String> entries, String currency, String rate, Fate fate) {
    entries.add(entry(currency, rate));
    outbox.tally().record(Source.FX_RATES.dataset(), fate);
  }

  private static String entry(String currency, String rate) {
    return "{\"currency\":\"" + currency + "\",\"rate\":" + rate + "}";
  }

  private static List<Product> firstProducts() {
    return List.of(
        new Product("CUR-BASIC", "Current account", "current_account", 0, ""),
        new Product("CUR-PLUS", "Current account plus", "current_account", 11_880, "0.001"),
        new Product("CUR-FX", "Currency account", "current_account", 2_400, ""),
        new Product("SAV-DAILY", "Daily savings", "savings", 0, "0.0175"),
        new Product("SAV-FIXED12", "Fixed savings 12 months", "savings", 0, "0.0245"),
        new Product("CARD-DEBIT", "Debit card", "card", 0, ""),
        new Product("CARD-GOLD", "Gold card", "card", 9_900, "0.1599"),
        new Product("LOAN-CAR", "Car loan", "loan", 0, "0.0549"),
        new Product("LOAN-HOME", "Mortgage", "loan", 0, "0.0385"),
        new Product("INS-HOME", "Home insurance", "insurance", 14_950, ""),
        new Product("INS-LIFE", "Life insurance", "insurance", 32_000, ""),
        new Product("INV-FUNDS", "Funds depot", "investment", 3_600, ""));
  }

  private void catalogue() {
    Chance chance = Chance.of(settings.seed(), "catalogue", 0);
    List<Product> listed = new ArrayList<>(firstProducts());
    List<Product> before = List.of();
    int lists = 0;
    for (int day = 0; day < settings.days(); day++) {
      DayOfWeek weekday = settings.date(day).getDayOfWeek();
      if (day > 0 && weekday != DayOfWeek.MONDAY && weekday != DayOfWeek.THURSDAY) {
        continue;
      }
      if (lists > 0) {
        reprice(listed, chance);
      }
      if (lists == 1) {
        listed.set(4, new Product("SAV-FIXED24", "Fixed savings 24 months", "savings", 0, "0.026"));
      }
      list(settings.date(day), listed, before, lists);
      before = List.copyOf(listed);
      lists++;
    }
    outbox.tally().add(Source.PRODUCTS.dataset() + "|rows", listed.size());
  }

  private static void reprice(List<Product> listed, Chance chance) {
    int index = chance.below(listed.size());
    Product old = listed.get(index);
    long fee = old.fee() + 100L * (1 + chance.below(5));
    listed.set(index, new Product(old.code(), old.name(), old.category(), fee, old.interest()));
  }

  private void list(LocalDate date, List<Product> listed, List<Product> before, int number) {
    List<String> entries = new ArrayList<>();
    for (Product product : listed) {
      entries.add(product.json());
      Fate fate = before.contains(product) ? Fate.UNCHANGED : Fate.ACCEPTED;
      count(product.fee(), "EUR", fate);
    }
    if (settings.errors() > 0) {
      Product victim = listed.get(number % listed.size());
      entries.add(faulty(victim, PRODUCT_FAULTS.get(number % PRODUCT_FAULTS.size())));
    }
    document(
        Source.PRODUCTS,
        date,
        "{\"status\":\"ok\",\"data\":{\"as_of\":\""
            + date
            + "\",\"products\":[\n"
            + String.join(",\n", entries)
            + "\n]}}\n");
  }

  private String faulty(Product product, String kind) {
    switch (kind) {
      case "duplicate" -> {
        count(product.fee(), "EUR", Fate.DUPLICATE);
        return product.json();
      }
      case "bad_currency" -> {
        count(0, Tally.INVALID, Fate.quarantined(kind, "fee_currency_currency"));
        return product.json("0.00", "\"XQZ\"");
      }
      case "fraction_digits" -> {
        outbox.tally().record(Source.PRODUCTS.dataset(), Fate.FRACTION_DIGITS);
        return product.json("12.345", "\"EUR\"");
      }
      case "missing_required" -> {
        outbox
            .tally()
            .record(Source.PRODUCTS.dataset(), Fate.quarantined(kind, "annual_fee_required"));
        return product.json("null", "\"EUR\"");
      }
      default -> {
        count(product.fee(), "EUR", Fate.quarantined(kind, "category_known"));
        return new Product(product.code(), product.name(), "gift", product.fee(), "").json();
      }
    }
  }

  private void count(long fee, String currency, Fate fate) {
    outbox.tally().record(Source.PRODUCTS.dataset(), fate);
    outbox.tally().money(Source.PRODUCTS.dataset(), fate, currency, fee);
  }

  private void document(Source source, LocalDate date, String text) {
    outbox.deliver(source.daily(date, 0), "", text.getBytes(StandardCharsets.UTF_8));
  }
}
