package io.finlake.etl.generate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Versions of a customer, as the CRM's change extracts hold them (CSV). */
final class CustomerStory {
  static final String HEADER =
      "customer_id,first_name,last_name,email,phone,tax_id,birth_date,segment,city,country,"
          + "kyc_status,marketing_consent,status,created_on,updated_at,operation,change_number";

  private static final List<String> KINDS =
      List.of(
          "malformed",
          "duplicate",
          "late",
          "correction",
          "bad_date",
          "missing_required",
          "bad_value",
          "card_number_in_text");
  private static final int LAST_NAME = 2;
  private static final int BIRTH_DATE = 6;
  private static final int SEGMENT = 7;
  private static final int CITY = 8;
  private static final int KYC = 10;
  private static final int CONSENT = 11;
  private static final int STATUS = 12;
  private static final int UPDATED_AT = 14;
  private static final int OPERATION = 15;
  private static final int CHANGE_NUMBER = 16;
  private static final List<String> KINDS_OF_DELETES = List.of("duplicate", "late");

  private final Story story;
  private final Chance faults;
  private final Timeline timeline = new Timeline();
  private long changes;

  CustomerStory(Story story) {
    this.story = story;
    this.faults = story.chance("customer-faults");
  }

  void tell() {
    Chance chance = story.chance("customer");
    CustomerProfile customer = story.customer();
    List<String> fields = first(chance);
    version(fields, customer.joinDay(), false);
    boolean gone = false;
    for (int day = customer.joinDay() + 1; day < story.days(); day++) {
      if (gone ? chance.happens(0.2) : chance.happens(0.01)) {
        boolean ends = !gone && chance.happens(0.1);
        if (!gone && !ends) {
          change(fields, chance);
        }
        fields.set(OPERATION, ends ? "delete" : gone ? "insert" : "update");
        fields.set(UPDATED_AT, moment(day, chance));
        gone = ends;
        version(fields, day, true);
      }
    }
    timeline.count(story.outbox().tally(), "crm.customer");
    story.outbox().tally().add("customers", 1);
  }

  private List<String> first(Chance chance) {
    CustomerProfile c = story.customer();
    String updated =
        c.joinDay() > 0 ? moment(c.joinDay(), chance) : c.createdOn().plusDays(1) + "T09:30:00Z";
    return new ArrayList<>(
        List.of(
            c.id(),
            c.firstName(),
            c.lastName(),
            c.email(),
            c.phone(),
            c.taxId(),
            c.birthDate(),
            c.segment(),
            c.city(),
            c.country(),
            chance.happens(0.95) ? "verified" : "pending",
            Boolean.toString(chance.happens(0.4)),
            "active",
            c.createdOn().toString(),
            updated,
            "insert",
            ""));
  }

  private void change(List<String> fields, Chance chance) {
    switch (chance.weighted(40, 30, 20, 10)) {
      case 0 ->
          fields.set(CITY, chance.oneOf(story.names().cities().get(story.customer().country())));
      case 1 -> fields.set(CONSENT, fields.get(CONSENT).equals("true") ? "false" : "true");
      case 2 -> fields.set(KYC, fields.get(KYC).equals("verified") ? "review" : "verified");
      default -> fields.set(STATUS, fields.get(STATUS).equals("active") ? "dormant" : "active");
    }
  }

  private String moment(int day, Chance chance) {
    return story.date(day) + "T" + TimeOfDay.text(7 * 3600 + chance.below(43_200)) + "Z";
  }

  private void version(List<String> whole, int day, boolean mayBeLate) {
    boolean ends = whole.get(OPERATION).equals("delete");
    List<String> fields = numbered(ends ? keyOnly(whole) : whole);
    String kind = story.faulty(faults) ? faults.oneOf(ends ? KINDS_OF_DELETES : KINDS) : "";
    int lag = 1 + faults.below(2);
    if (kind.equals("late") && mayBeLate && day + lag < story.days()) {
      deliver(fields, day + lag, "0", Fate.LATE);
      return;
    }
    deliver(fields, day, "0", Fate.ACCEPTED);
    int later = faults.happens(0.5) && day + 1 < story.days() ? day + 1 : day;
    switch (kind) {
      case "malformed" -> malformed(fields, day);
      case "duplicate" -> deliver(fields, later, "1", Fate.DUPLICATE);
      case "correction" ->
          deliver(
              numbered(with(with(fields, CITY, fields.get(CITY) + " West"), OPERATION, "update")),
              later,
              "1",
              Fate.CORRECTION);
      case "bad_date" -> deliver(with(fields, BIRTH_DATE, "1990-02-30"), day, "1", Fate.BAD_DATE);
      case "missing_required" ->
          deliver(
              with(fields, LAST_NAME, ""),
              day,
              "1",
              Fate.quarantined("missing_required", "last_name_required"));
      case "bad_value" ->
          deliver(
              with(fields, SEGMENT, "gold"),
              day,
              "1",
              Fate.quarantined("bad_value", "segment_known"));
      case "card_number_in_text" ->
          deliver(with(fields, CITY, "Card " + story.anyCardNumber()), day, "1", Fate.CARD_IN_TEXT);
      default -> {
        // No fault, or one that cannot be here.
      }
    }
  }

  /** The next change of the customer; a correction of a moment is a later change. */
  private List<String> numbered(List<String> fields) {
    changes++;
    return with(fields, CHANGE_NUMBER, Long.toString(changes));
  }

  /** A delete says what is gone and when, and nothing of what it was. */
  private static List<String> keyOnly(List<String> fields) {
    List<String> key = new ArrayList<>(fields);
    for (int i = 1; i < UPDATED_AT; i++) {
      key.set(i, "");
    }
    return key;
  }

  private static List<String> with(List<String> fields, int index, String value) {
    List<String> copy = new ArrayList<>(fields);
    copy.set(index, value);
    return copy;
  }

  private void deliver(List<String> fields, int day, String wave, Fate fate) {
    String line = joined(fields);
    send(line, day, fields.get(UPDATED_AT), wave, fate);
    if (fate.outcome() == Fate.Outcome.ACCEPTED) {
      story.outbox().tally().add(Source.CUSTOMERS.dataset() + "|rows", 1);
      remember(fields);
    }
  }

  private void remember(List<String> fields) {
    long number = Long.parseLong(fields.get(CHANGE_NUMBER));
    if (fields.get(OPERATION).equals("delete")) {
      timeline.delete(fields.get(UPDATED_AT), number);
    } else {
      timeline.add(fields.get(UPDATED_AT), number, joined(fields.subList(0, UPDATED_AT)));
    }
  }

  private void malformed(List<String> fields, int day) {
    // The extract broke off within a record: fields are missing.
    String line = joined(fields.subList(0, 5));
    send(line, day, fields.get(UPDATED_AT), "1", Fate.MALFORMED);
  }

  private static String joined(List<String> fields) {
    return String.join(",", fields.stream().map(CustomerStory::quoted).toList());
  }

  private void send(String line, int day, String updatedAt, String wave, Fate fate) {
    String path = story.daily(Source.CUSTOMERS, day);
    String place = story.customer().id() + updatedAt + wave;
    story.outbox().deliver(path, place, (line + "\n").getBytes(StandardCharsets.UTF_8));
    story.outbox().tally().record(Source.CUSTOMERS.dataset(), fate);
  }

  private static String quoted(String field) {
    boolean plain = field.indexOf(',') < 0 && field.indexOf('"') < 0;
    return plain ? field : "\"" + field.replace("\"", "\"\"") + "\"";
  }
}
