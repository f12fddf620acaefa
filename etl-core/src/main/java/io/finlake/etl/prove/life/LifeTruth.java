package io.finlake.etl.prove.life;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/** Whether a lake holds what its deliveries say, row for row, and every batch balances. */
final class LifeTruth {
  private static final Map<String, List<String>> IDENTITIES =
      Map.of(
          "accounts", List.of("account_id"),
          "payments", List.of("payment_id"),
          "people", List.of("person_id", "change_number"),
          "prices", List.of("code"),
          "visits", List.of("page"),
          "person", List.of("person_id"),
          "spending", List.of("person_id", "currency"),
          "turnover", List.of("paid_on", "currency"));

  private static final Map<String, String> LOOKED_AT =
      Map.of(
          "accounts", "balance",
          "payments", "amount",
          "people", "city",
          "prices", "price",
          "visits", "fee",
          "person", "city",
          "spending", "amount",
          "turnover", "amount");

  private final LifeDays days;
  private final Configuration hadoop = new Configuration();
  private final LakeLocations locations;
  private long lost;
  private long doubled;
  private final List<String> wrong = new ArrayList<>();

  private LifeTruth(Path lake, LifeDays days) {
    this.days = days;
    this.locations = LakeLocations.under(lake.toString());
  }

  /**
   * What was found.
   *
   * @param lost rows that are not there
   * @param doubled rows that are there more often
   * @param wrong everything else, in words
   */
  record Found(long lost, long doubled, List<String> wrong) {}

  /** Holds a lake against the days that were delivered to it. */
  static Found of(Path lake, LifeDays days) {
    LifeTruth truth = new LifeTruth(lake, days);
    LifeDays.LANDED.forEach(dataset -> truth.table(Zone.PROCESSED, dataset));
    LifeDays.DERIVED.forEach(dataset -> truth.table(Zone.CURATED, dataset));
    return new Found(truth.lost, truth.doubled, List.copyOf(truth.wrong));
  }

  private void table(Zone zone, String name) {
    DatasetId dataset = new DatasetId("proof", name);
    Optional<StoredTable> table = StoredTable.at(hadoop, locations.table(zone, dataset));
    if (table.isEmpty()) {
      wrong.add("there is no table " + name);
      return;
    }
    Map<String, List<String>> found = new HashMap<>();
    for (PlainRow row :
        table
            .get()
            .rows(Where.all(), Comparator.comparing(PlainRow::toString), Integer.MAX_VALUE)
            .rows()) {
      if (!name.equals("person") || current(row)) {
        found
            .computeIfAbsent(identity(name, row), any -> new ArrayList<>())
            .add(text(row.values().get(LOOKED_AT.get(name))));
      }
    }
    compare(name, found);
    batches(zone, dataset, table.get());
  }

  private static boolean current(PlainRow row) {
    return row.value("is_current").filter(Boolean.TRUE::equals).isPresent()
        && row.value("recorded_to").isEmpty();
  }

  private static String identity(String table, PlainRow row) {
    return IDENTITIES.get(table).stream()
        .map(column -> text(row.values().get(column)))
        .collect(Collectors.joining(" "));
  }

  private static String text(Object value) {
    return value instanceof BigDecimal amount ? amount.toPlainString() : String.valueOf(value);
  }

  private void compare(String name, Map<String, List<String>> found) {
    Map<String, String> expected = days.rows(name);
    expected.forEach(
        (identity, value) -> {
          List<String> values = found.getOrDefault(identity, List.of());
          lost += values.isEmpty() ? 1 : 0;
          doubled += Math.max(0, values.size() - 1);
          if (!values.isEmpty() && !values.contains(value)) {
            wrong.add(name + " " + identity + " has " + values + " and not " + value);
          }
        });
    found.keySet().stream()
        .filter(identity -> !expected.containsKey(identity))
        .forEach(identity -> wrong.add(name + " " + identity + " was never delivered"));
  }

  private void batches(Zone zone, DatasetId dataset, StoredTable table) {
    Ledger ledger = Ledger.open(hadoop, locations);
    TableKey key = new TableKey(zone, dataset, table.incarnation());
    List<BatchRecord> records = ledger.records(key);
    records.forEach(
        record -> record.balance().problem().ifPresent(it -> wrong.add(key.name() + ": " + it)));
    long committed = table.number(key.tableApp()).orElse(0);
    if (committed != ledger.planned(key) || committed != ledger.recorded(key)) {
      wrong.add(key.name() + " is unfinished");
    }
    long read =
        records.stream()
            .filter(record -> record.outcome() == BatchRecord.Outcome.COMMITTED)
            .mapToLong(record -> record.balance().read())
            .sum();
    if (zone == Zone.PROCESSED && read != days.delivered(dataset.name())) {
      wrong.add(
          key.name()
              + " read "
              + read
              + " rows of "
              + days.delivered(dataset.name())
              + " delivered");
    }
  }
}
