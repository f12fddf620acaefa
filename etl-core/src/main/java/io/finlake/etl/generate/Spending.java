package io.finlake.etl.generate;

import io.finlake.etl.generate.CustomerProfile.AccountProfile;
import io.finlake.etl.generate.NameTables.Merchant;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What happens on an account on a day: by channel, log-normal amounts; more on Fridays and
 * Saturdays, and in the week after payday; salaries and direct debits on their days of the month.
 */
final class Spending {
  private static final double[] SHOP_HOURS = {
    0, 0, 0, 0, 0, 1, 2, 5, 7, 7, 8, 9, 12, 10, 8, 8, 9, 12, 13, 10, 6, 3, 1, 1
  };
  private static final double[] ONLINE_HOURS = {
    2, 1, 1, 0, 0, 1, 2, 4, 5, 6, 6, 6, 8, 7, 6, 6, 6, 7, 8, 10, 13, 12, 8, 4
  };
  private static final double[] OFFICE_HOURS = {
    0, 0, 0, 0, 0, 2, 4, 6, 10, 12, 12, 10, 8, 8, 9, 9, 8, 5, 3, 2, 1, 0, 0, 0
  };
  private static final List<Integer> PAYDAYS = List.of(1, 5, 15, 25, 26, 27, 28);

  /** Something that moves money; the amount is in hundredths. */
  record Event(
      int second,
      String channel,
      boolean credit,
      long amount,
      String merchant,
      String category,
      String country,
      String description) {}

  private final Chance chance;
  private final NameTables names;
  private final CustomerProfile customer;
  private final AccountProfile account;
  private final int payday;
  private final double salary;
  private final double rent;
  private final List<Merchant> regulars;

  Spending(Chance chance, NameTables names, CustomerProfile customer, AccountProfile account) {
    this.chance = chance;
    this.names = names;
    this.customer = customer;
    this.account = account;
    this.payday = chance.oneOf(PAYDAYS);
    this.salary = chance.logNormal(customer.segment().equals("retail") ? 2_400 : 4_800, 0.35);
    this.rent = salary * (0.2 + 0.2 * chance.unit());
    List<Merchant> shops = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      shops.add(chance.oneOf(names.merchants()));
    }
    this.regulars = List.copyOf(shops);
  }

  /** The events of a day in the order of time; no two share a second. */
  List<Event> of(LocalDate date) {
    Map<Integer, Event> events = new TreeMap<>();
    regular(date, events);
    if (account.current()) {
      double mood = mood(date);
      if (!account.cards().isEmpty()) {
        repeat(chance.poisson(1.5 * mood), "card_pos", 22, 0.9, SHOP_HOURS, events);
        repeat(chance.poisson(0.6 * mood), "card_online", 35, 1.0, ONLINE_HOURS, events);
        repeat(chance.poisson(0.12 * mood), "atm", 90, 0.5, SHOP_HOURS, events);
      }
      repeat(chance.poisson(0.3), "transfer", 120, 1.2, OFFICE_HOURS, events);
    } else {
      repeat(chance.poisson(0.08), "transfer", 200, 0.8, OFFICE_HOURS, events);
    }
    return List.copyOf(events.values());
  }

  private double mood(LocalDate date) {
    DayOfWeek day = date.getDayOfWeek();
    double week =
        switch (day) {
          case FRIDAY -> 1.3;
          case SATURDAY -> 1.45;
          case SUNDAY -> 0.6;
          default -> 0.95;
        };
    int sincePayday = Math.floorMod(date.getDayOfMonth() - payday, date.lengthOfMonth());
    return week * (sincePayday < 7 ? 1.25 : sincePayday > 22 ? 0.8 : 1.0);
  }

  private void regular(LocalDate date, Map<Integer, Event> events) {
    int day = date.getDayOfMonth();
    if (!account.productCode().equals("CUR-FX") && account.current()) {
      if (day == payday) {
        String text = customer.segment().equals("business") ? "Receipts" : "Salary";
        add(events, 21_600, "salary", true, salary, text + " " + date.getMonthValue());
      }
      if (day == Math.min(28, payday + 2)) {
        add(events, 23_400, "direct_debit", false, rent, "Rent and charges");
      }
      if (day == 3 || day == 17) {
        add(events, 24_000, "direct_debit", false, chance.logNormal(55, 0.4), "Utilities");
      }
    }
    if (date.equals(date.withDayOfMonth(date.lengthOfMonth()))) {
      add(events, 82_800, "fee", false, account.current() ? 4.9 : 1, "Account fee");
    }
  }

  private void repeat(
      int count,
      String channel,
      double median,
      double spread,
      double[] hours,
      Map<Integer, Event> events) {
    for (int i = 0; i < count; i++) {
      int second = chance.weighted(hours) * 3_600 + chance.below(3_600);
      boolean credit = channel.equals("transfer") && chance.happens(0.45);
      double euros = chance.logNormal(median, spread);
      double amount = channel.equals("atm") ? Math.max(10, Math.rint(euros / 10) * 10) : euros;
      add(events, second, channel, credit, amount, "");
    }
  }

  private void add(
      Map<Integer, Event> events,
      int second,
      String channel,
      boolean credit,
      double euros,
      String description) {
    int free = second;
    while (events.containsKey(free) && free < 86_399) {
      free++;
    }
    boolean shop = channel.startsWith("card_");
    boolean usual = chance.happens(0.7);
    Merchant merchant = usual ? chance.oneOf(regulars) : chance.oneOf(names.merchants());
    Event event =
        new Event(
            free,
            channel,
            credit,
            Money.rounded(euros, account.currency()),
            shop ? merchant.name() : "",
            shop ? merchant.category() : "",
            channel.equals("card_pos") && usual ? customer.country() : merchant.country(),
            description.isEmpty() ? text(channel, merchant) : description);
    events.putIfAbsent(free, event);
  }

  private String text(String channel, Merchant merchant) {
    return switch (channel) {
      case "transfer" -> "Transfer " + chance.oneOf(names.lastNames());
      case "atm" -> "Cash " + customer.city();
      default -> "Purchase " + merchant.name();
    };
  }
}
