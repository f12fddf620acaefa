package io.finlake.etl.generate;

import io.finlake.etl.generate.CustomerProfile.AccountProfile;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a customer holds on each day, as the CRM's full extracts list it (Parquet). */
final class HoldingStory {
  /** Parts the fields of a record on its way to Parquet. */
  static final char SEPARATOR = '\u0001';

  private static final String DATASET = Source.HOLDINGS.dataset();
  private static final List<String> EXTRAS =
      List.of("LOAN-CAR", "LOAN-HOME", "INS-HOME", "INS-LIFE", "INV-FUNDS");
  private static final List<String> KINDS =
      List.of("duplicate", "orphan", "missing_required", "bad_value");

  private record Holding(String product, String account, String since, String status) {
    String line(String customer) {
      return customer + SEPARATOR + product + SEPARATOR + account + SEPARATOR + since + SEPARATOR
          + status;
    }
  }

  private final Story story;
  private final Chance faults;

  HoldingStory(Story story) {
    this.story = story;
    this.faults = story.chance("holding-faults");
  }

  void tell() {
    Chance chance = story.chance("holding");
    Map<String, Holding> held = new LinkedHashMap<>();
    CustomerProfile customer = story.customer();
    for (AccountProfile account : customer.accounts()) {
      Holding holding =
          new Holding(account.productCode(), account.id(), account.openedOn().toString(), "active");
      held.put(holding.product(), holding);
    }
    for (String extra : EXTRAS) {
      if (chance.happens(0.12)) {
        held.put(extra, new Holding(extra, "", customer.createdOn().toString(), "active"));
      }
    }
    Map<String, Holding> before = Map.of();
    for (int day = customer.joinDay(); day < story.days(); day++) {
      if (day > customer.joinDay()) {
        change(held, day, chance);
      }
      for (Holding holding : held.values()) {
        boolean same = holding.equals(before.get(holding.product()));
        extract(holding, day, same ? Fate.UNCHANGED : Fate.ACCEPTED);
      }
      before = Map.copyOf(held);
    }
    story.outbox().tally().add(DATASET + "|rows", held.size());
  }

  private void change(Map<String, Holding> held, int day, Chance chance) {
    String extra = EXTRAS.get(chance.below(EXTRAS.size()));
    if (chance.happens(0.99)) {
      return;
    }
    Holding present = held.get(extra);
    if (present == null) {
      held.put(extra, new Holding(extra, "", story.date(day).toString(), "active"));
    } else if (chance.happens(0.5)) {
      held.remove(extra);
    } else {
      String status = present.status().equals("active") ? "suspended" : "active";
      held.put(extra, new Holding(extra, present.account(), present.since(), status));
    }
  }

  private void extract(Holding holding, int day, Fate fate) {
    String customer = story.customer().id();
    deliver(customer, holding, day, "0", fate);
    switch (story.faulty(faults) ? faults.oneOf(KINDS) : "") {
      case "duplicate" -> deliver(customer, holding, day, "1", Fate.DUPLICATE);
      case "orphan" ->
          deliver(
              Identifiers.customer(90_000_000L + faults.below(1_000_000)),
              holding,
              day,
              "1",
              Fate.quarantined("orphan", "customer_exists"));
      case "missing_required" ->
          deliver(
              customer,
              new Holding(holding.product(), holding.account(), holding.since(), ""),
              day,
              "1",
              Fate.quarantined("missing_required", "status_required"));
      case "bad_value" ->
          deliver(
              customer,
              new Holding(holding.product(), holding.account(), holding.since(), "paused"),
              day,
              "1",
              Fate.quarantined("bad_value", "status_known"));
      default -> {
        // No fault.
      }
    }
  }

  private void deliver(String customer, Holding holding, int day, String wave, Fate fate) {
    byte[] body = holding.line(customer).getBytes(StandardCharsets.UTF_8);
    String place = story.customer().id() + holding.product() + wave;
    story.outbox().deliver(story.daily(Source.HOLDINGS, day), place, body);
    story.outbox().tally().record(DATASET, fate);
  }
}
