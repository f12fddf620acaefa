package io.finlake.etl.prove.life;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The days of a small source that lives long, drawn from a seed, and what a lake must hold after
 * them. Each day has as many rows as any other.
 */
final class LifeDays {
  /** What is delivered every day. */
  static final List<String> LANDED = List.of("accounts", "payments", "people", "prices", "visits");

  /** What is made of it. */
  static final List<String> DERIVED = List.of("person", "spending", "turnover");

  private static final LocalDate FIRST_DAY = LocalDate.of(2026, 3, 2);
  private static final int PEOPLE = 24;
  private static final int ACCOUNTS = 16;
  private static final int PAYMENTS_A_DAY = 40;
  private static final int VISITS_A_DAY = 30;
  private static final int PRICES = 12;
  private static final int SENT_AGAIN = 4;
  private static final List<String> CITIES = List.of("Berlin", "Wien", "Bern", "Lyon", "Porto");

  private final Random chance;
  private final List<String> recent = new ArrayList<>();
  private final Map<String, Long> delivered = new TreeMap<>();
  private final Map<String, Map<String, String>> rows = new TreeMap<>();
  private int days;

  LifeDays(long seed) {
    this.chance = new Random(seed);
    LANDED.forEach(dataset -> rows.put(dataset, new TreeMap<>()));
    DERIVED.forEach(dataset -> rows.put(dataset, new TreeMap<>()));
  }

  /** How many days were drawn. */
  int days() {
    return days;
  }

  /** The date folder of the next day. */
  LocalDate date() {
    return FIRST_DAY.plusDays(days);
  }

  /** How many lines of a dataset were drawn so far. */
  long delivered(String dataset) {
    return delivered.getOrDefault(dataset, 0L);
  }

  /** What a table must hold by now: a row's identity, and what is looked at of it. */
  Map<String, String> rows(String table) {
    return rows.get(table);
  }

  /** The lines of the next day, by dataset. */
  Map<String, List<String>> next() {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    lines.put("people", people());
    lines.put("payments", payments());
    lines.put("accounts", accounts());
    lines.put("prices", prices());
    lines.put("visits", visits());
    lines.forEach((dataset, those) -> delivered.merge(dataset, (long) those.size(), Long::sum));
    days++;
    return lines;
  }

  private List<String> people() {
    List<String> lines = new ArrayList<>();
    for (int person = 0; person < PEOPLE; person++) {
      if (days == 0 || chance.nextInt(4) == 0) {
        String city = CITIES.get(chance.nextInt(CITIES.size()));
        lines.add(person(person, city, days == 0 ? "insert" : "update"));
        rows.get("people").put(id(person) + " " + (days + 1), city);
        rows.get("person").put(id(person), city);
      }
    }
    lines.add(person(0, "Nowhere", "guessed"));
    return lines;
  }

  private String person(int person, String city, String operation) {
    return String.format(
        Locale.ROOT,
        "{\"person_id\":\"%s\",\"full_name\":\"Person %d\",\"city\":\"%s\","
            + "\"changed_at\":\"%sT06:00:00Z\",\"change_number\":%d,\"operation\":\"%s\"}",
        id(person),
        person,
        city,
        date(),
        days + 1,
        operation);
  }

  private List<String> payments() {
    List<String> lines = new ArrayList<>();
    for (int payment = 0; payment < PAYMENTS_A_DAY; payment++) {
      String id = String.format(Locale.ROOT, "D%04d-%03d", days, payment);
      String person = id(chance.nextInt(PEOPLE));
      String amount = cents(1 + chance.nextInt(80_000));
      String currency = chance.nextInt(3) == 0 ? "CHF" : "EUR";
      lines.add(payment(id, person, amount, currency));
      rows.get("payments").put(id, amount);
      sum("spending", person + " " + currency, amount);
      sum("turnover", date() + " " + currency, amount);
    }
    List<String> fresh = List.copyOf(lines);
    for (int again = 0; again < SENT_AGAIN && !recent.isEmpty(); again++) {
      lines.add(recent.get(chance.nextInt(recent.size())));
    }
    recent.clear();
    recent.addAll(fresh);
    // Of nobody, and not understood: both stay in quarantine for ever.
    String id = String.format(Locale.ROOT, "D%04d-", days);
    lines.add(payment(id + "orphan", "P9999", "5.00", "EUR"));
    lines.add(payment(id + "broken", id(1), "five", "EUR"));
    return lines;
  }

  private String payment(String id, String person, String amount, String currency) {
    return String.format(
        Locale.ROOT,
        "{\"payment_id\":\"%s\",\"person_id\":\"%s\",\"card_number\":null,\"amount\":\"%s\","
            + "\"currency\":\"%s\",\"paid_on\":\"%s\"}",
        id,
        person,
        amount,
        currency,
        date());
  }

  private List<String> accounts() {
    List<String> lines = new ArrayList<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      if (days == 0 || chance.nextInt(2) == 0) {
        String balance = cents(chance.nextInt(500_000));
        lines.add(account(account, balance, 2 * days + 2));
        rows.get("accounts").put(accountId(account), balance);
        if (chance.nextInt(4) == 0) {
          // Older than the one before it: superseded.
          lines.add(account(account, "1.00", 2 * days + 1));
        }
      }
    }
    return lines;
  }

  private static String account(int account, String balance, int change) {
    return String.format(
        Locale.ROOT,
        "{\"account_id\":\"%s\",\"state\":\"open\",\"balance\":\"%s\",\"change_number\":%d,"
            + "\"card_number\":\"4111111111111111\"}",
        accountId(account),
        balance,
        change);
  }

  private List<String> prices() {
    List<String> lines = new ArrayList<>();
    for (int code = 0; code < PRICES; code++) {
      String price = cents(1_000 + code * 10 + (code % 3 == 0 ? days : 0));
      String id = String.format(Locale.ROOT, "K%03d", code);
      lines.add(String.format(Locale.ROOT, "{\"code\":\"%s\",\"price\":\"%s\"}", id, price));
      rows.get("prices").put(id, price);
    }
    return lines;
  }

  private List<String> visits() {
    List<String> lines = new ArrayList<>();
    for (int visit = 0; visit < VISITS_A_DAY; visit++) {
      String page = String.format(Locale.ROOT, "/%04d/%02d", days, visit);
      String fee = cents(10 * chance.nextInt(9));
      lines.add(
          String.format(
              Locale.ROOT,
              "{\"person_id\":\"%s\",\"page\":\"%s\",\"seconds\":%d,\"fee\":\"%s\"}",
              id(chance.nextInt(PEOPLE)),
              page,
              chance.nextInt(4),
              fee));
      rows.get("visits").put(page, fee);
    }
    lines.add("{\"person_id\":null,\"page\":\"/\",\"seconds\":\"a while\",\"fee\":\"1.00\"}");
    return lines;
  }

  private void sum(String table, String key, String amount) {
    rows.get(table)
        .merge(
            key, amount, (one, other) -> new BigDecimal(one).add(new BigDecimal(other)).toString());
  }

  private static String cents(int cents) {
    return BigDecimal.valueOf(cents, 2).toPlainString();
  }

  private static String id(int person) {
    return String.format(Locale.ROOT, "P%04d", person);
  }

  private static String accountId(int account) {
    return String.format(Locale.ROOT, "A%04d", account);
  }
}
