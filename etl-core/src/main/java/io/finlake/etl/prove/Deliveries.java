package io.finlake.etl.prove;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The days of a small made-up source, drawn from a seed: for each dataset lines of JSON, among them
 * late and resent rows, contradictions, deletes, orphans and faults.
 */
final class Deliveries {
  static final LocalDate FIRST_DAY = LocalDate.of(2026, 3, 2);

  private static final int PEOPLE = 24;
  private static final int PAYMENTS_A_DAY = 40;
  private static final int ACCOUNTS = 16;
  private static final int PRICES = 12;
  private static final int VISITS_A_DAY = 30;
  private static final List<String> CITIES = List.of("Berlin", "Wien", "Bern", "Lyon", "Porto");
  private static final List<String> CURRENCIES = List.of("EUR", "EUR", "CHF");

  private final Random chance;
  private final Map<Integer, Integer> versions = new LinkedHashMap<>();
  private final List<String> late = new ArrayList<>();
  private final List<String> paid = new ArrayList<>();
  private final Map<Integer, Integer> changes = new LinkedHashMap<>();
  private final List<String> cards = new ArrayList<>();

  Deliveries(long seed) {
    this.chance = new Random(seed);
    for (int card = 0; card < PEOPLE; card++) {
      cards.add(card(chance));
    }
  }

  /** The lines of the next day, by dataset; the first day is number 0. */
  Map<String, List<String>> day(int number) {
    Map<String, List<String>> lines = new LinkedHashMap<>();
    lines.put("people", people(number));
    lines.put("payments", payments(number));
    lines.put("accounts", accounts(number));
    lines.put("prices", prices(number));
    lines.put("visits", visits(number));
    return lines;
  }

  private List<String> people(int day) {
    List<String> lines = new ArrayList<>(late);
    late.clear();
    // The last four come a day later than what refers to them.
    int known = day == 0 ? PEOPLE - 4 : PEOPLE;
    for (int person = 0; person < known; person++) {
      boolean first = !versions.containsKey(person);
      if (first || chance.nextInt(3) == 0) {
        int version = versions.merge(person, 1, Integer::sum);
        boolean goes = !first && chance.nextInt(8) == 0;
        String line = person(person, version, day, goes ? "delete" : first ? "insert" : "update");
        if (first || chance.nextInt(3) > 0) {
          lines.add(line);
        } else {
          // It comes a day after the one that follows it.
          late.add(line);
          lines.add(person(person, versions.merge(person, 1, Integer::sum), day, "update"));
        }
      }
    }
    lines.add(lines.get(chance.nextInt(lines.size())));
    lines.add(person(PEOPLE + day, 1, day, "insert").replace("\"insert\"", "\"guessed\""));
    lines.add(person(PEOPLE + day, 2, day, "insert").replace("T0", "T9"));
    return lines;
  }

  private String person(int person, int version, int day, String operation) {
    Instant from =
        FIRST_DAY
            .plusDays(day)
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC)
            .plus(person * 7L + version, ChronoUnit.MINUTES);
    return String.format(
        Locale.ROOT,
        "{\"person_id\":\"%s\",\"full_name\":\"Person %d\",\"city\":\"%s\",\"changed_at\":\"%s\","
            + "\"change_number\":%d,\"operation\":\"%s\"}",
        id(person),
        person,
        CITIES.get(chance.nextInt(CITIES.size())),
        from,
        version,
        operation);
  }

  private List<String> payments(int day) {
    List<String> lines = new ArrayList<>();
    for (int payment = 0; payment < PAYMENTS_A_DAY; payment++) {
      lines.add(payment(day, payment, chance.nextInt(PEOPLE), 1 + chance.nextInt(99_000)));
    }
    // Sent again, contradicted, of nobody, and not understood.
    for (int again = 0; again < 5 && !paid.isEmpty(); again++) {
      lines.add(paid.get(chance.nextInt(paid.size())));
    }
    lines.add(lines.get(0));
    lines.add(lines.get(1).replaceFirst("\"amount\":\"[^\"]*\"", "\"amount\":\"7.77\""));
    lines.add(payment(day, PAYMENTS_A_DAY, PEOPLE + 500, 5_000));
    lines.add(payment(day, PAYMENTS_A_DAY + 1, 3, 5_000).replace("\"50.00\"", "\"fifty\""));
    lines.add(payment(day, PAYMENTS_A_DAY + 2, 4, 5_000).replace("EUR", "EURO"));
    lines.add("{\"payment_id\":");
    paid.addAll(lines.subList(0, PAYMENTS_A_DAY));
    return lines;
  }

  private String payment(int day, int payment, int person, int cents) {
    String card = person < cards.size() ? "\"" + cards.get(person) + "\"" : "null";
    return String.format(
        Locale.ROOT,
        "{\"payment_id\":\"D%d-%04d\",\"person_id\":\"%s\",\"card_number\":%s,"
            + "\"amount\":\"%d.%02d\",\"currency\":\"%s\",\"paid_on\":\"%s\"}",
        day,
        payment,
        id(person),
        card,
        cents / 100,
        cents % 100,
        payment < PAYMENTS_A_DAY ? CURRENCIES.get(chance.nextInt(CURRENCIES.size())) : "EUR",
        FIRST_DAY.plusDays(day - chance.nextInt(2)));
  }

  private List<String> accounts(int day) {
    List<String> lines = new ArrayList<>();
    for (int account = 0; account < ACCOUNTS; account++) {
      if (day == 0 || chance.nextInt(2) == 0) {
        int change = changes.merge(account, 2, Integer::sum);
        lines.add(account(account, change, chance.nextInt(10) == 0 && day > 0 ? "closed" : "open"));
        if (chance.nextInt(3) == 0) {
          // Older than what came before, and later in the object.
          lines.add(account(account, change - 1, "dormant"));
        }
      }
    }
    lines.add(lines.get(0));
    lines.add(account(ACCOUNTS + day, 1, "frozen"));
    lines.add(
        account(2, 90 + day, "frozen").replace("\"change_number\":9", "\"change_number\":-9"));
    lines.add(account(3, 1, "open").replace("\"balance\":\"", "\"balance\":\"about "));
    return lines;
  }

  private String account(int account, int change, String state) {
    return String.format(
        Locale.ROOT,
        "{\"account_id\":\"A%04d\",\"state\":\"%s\",\"balance\":\"%d.%02d\",\"change_number\":%d,"
            + "\"card_number\":\"%s\"}",
        account,
        state,
        chance.nextInt(5_000),
        chance.nextInt(100),
        change,
        cards.get(account));
  }

  private List<String> prices(int day) {
    List<String> lines = new ArrayList<>();
    for (int code = 0; code < PRICES + day; code++) {
      boolean gone = code == day && day > 0;
      if (!gone) {
        int cents = 1_000 + code * 10 + (code % 3 == 0 ? day : 0);
        lines.add(price(code, cents / 100 + "." + String.format(Locale.ROOT, "%02d", cents % 100)));
      }
    }
    lines.add(lines.get(lines.size() - 1));
    lines.add(price(900 + day, "on request"));
    return lines;
  }

  private static String price(int code, String price) {
    return String.format(Locale.ROOT, "{\"code\":\"K%03d\",\"price\":\"%s\"}", code, price);
  }

  private List<String> visits(int day) {
    List<String> lines = new ArrayList<>();
    for (int visit = 0; visit < VISITS_A_DAY; visit++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "{\"person_id\":%s,\"page\":\"/page/%d\",\"seconds\":%d,\"fee\":\"0.%02d\"}",
              chance.nextInt(5) == 0 ? "null" : "\"" + id(chance.nextInt(PEOPLE)) + "\"",
              chance.nextInt(4),
              chance.nextInt(3),
              10 * chance.nextInt(9)));
    }
    lines.add(lines.get(0));
    lines.add(
        "{\"person_id\":null,\"page\":\"/page/"
            + day
            + "\",\"seconds\":\"a while\",\"fee\":\"1.00\"}");
    return lines;
  }

  static String id(int person) {
    return String.format(Locale.ROOT, "P%04d", person);
  }

  /** Sixteen digits of a range that no issuer has, with the check digit of ISO/IEC 7812-1. */
  private static String card(Random chance) {
    StringBuilder digits = new StringBuilder("999999");
    while (digits.length() < 15) {
      digits.append(chance.nextInt(10));
    }
    int sum = 0;
    for (int at = 0; at < digits.length(); at++) {
      int digit = digits.charAt(at) - '0';
      int weighed = at % 2 == 0 ? digit * 2 : digit;
      sum += weighed > 9 ? weighed - 9 : weighed;
    }
    return digits.append((10 - sum % 10) % 10).toString();
  }
}
