package io.finlake.etl.generate;

import java.time.LocalDate;

/**
 * One customer's records: everything that the stories of one customer share.
 *
 * @param paths names of objects, kept since many records share them
 */
record Story(
    GeneratorSettings settings,
    NameTables names,
    CustomerProfile customer,
    ObjectPaths paths,
    Outbox outbox) {

  Chance chance(String purpose) {
    return Chance.of(settings.seed(), purpose, customer.number());
  }

  LocalDate date(int day) {
    return settings.date(day);
  }

  int days() {
    return settings.days();
  }

  int shard() {
    return (int) (customer.number() % settings.shards());
  }

  /** Whether the record at hand gets a fault. */
  boolean faulty(Chance faults) {
    return faults.happens(settings.errors());
  }

  /** A card number of the customer's, or else one that nobody has but that passes Luhn. */
  String anyCardNumber() {
    return customer.accounts().stream()
        .flatMap(account -> account.cards().stream())
        .findFirst()
        .orElse("4000056655665556");
  }

  /** The object of a daily extract. */
  String daily(Source source, int day) {
    return paths.daily(source, day, shard());
  }

  /** The object of a stream's hour. */
  String hourly(Source source, int day, int hour, int wave) {
    return paths.hourly(source, day, hour, wave, shard());
  }
}
