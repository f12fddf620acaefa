package io.finlake.etl.generate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the lake must make of the generated data, as counters by name; see docs/generator.md.
 *
 * @param counters parts of a name are parted by {@code |}, for example {@code
 *     payments.transactions|read}; money is in hundredths
 */
public record Truth(GeneratorSettings settings, Map<String, Long> counters) {
  private static final List<String> OUTCOMES =
      List.of("read", "accepted", "quarantined", "duplicate", "superseded");

  public Truth {
    counters = new TreeMap<>(counters);
  }

  /**
   * A count of a dataset: {@code read}, {@code accepted}, {@code quarantined}, {@code duplicate},
   * {@code superseded}, {@code filtered} or {@code rows}; 0 when nothing was counted.
   */
  public long count(String dataset, String what) {
    return counters.getOrDefault(dataset + "|" + what, 0L);
  }

  /** The text of {@code truth.json}. */
  public String json() {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode root = mapper.createObjectNode();
    root.put("seed", settings.seed());
    root.put("customers", settings.customers());
    root.put("days", settings.days());
    root.put("start", settings.start().toString());
    root.put("errors", settings.errors());
    ObjectNode datasets = root.putObject("datasets");
    for (Source source : Source.values()) {
      dataset(datasets.putObject(source.dataset()), source.dataset());
    }
    root.putObject("cards").put("numbers", counters.getOrDefault("cards", 0L));
    curated(root.putObject("curated"));
    return mapper.valueToTree(root).toPrettyString() + "\n";
  }

  private void dataset(ObjectNode node, String dataset) {
    OUTCOMES.forEach(outcome -> node.put(outcome, count(dataset, outcome)));
    node.put("filtered", count(dataset, "filtered"));
    node.put("rows", count(dataset, "rows"));
    ObjectNode money = node.putObject("money");
    below(dataset + "|money|")
        .forEach(
            (name, hundredths) -> {
              String[] parts = name.split("\\|", -1);
              ObjectNode currency = money.withObject("/" + parts[0]);
              if (currency.isEmpty()) {
                OUTCOMES.forEach(outcome -> currency.put(outcome, "0.00"));
              }
              currency.put(parts[1], Money.text(hundredths));
            });
    ObjectNode faults = node.putObject("faults");
    below(dataset + "|faults|").forEach(faults::put);
    ObjectNode rules = node.putObject("quarantinedByRule");
    below(dataset + "|quarantinedByRule|").forEach(rules::put);
  }

  private void curated(ObjectNode node) {
    node.put("customers", counters.getOrDefault("customers", 0L));
    node.put("accounts", counters.getOrDefault("accounts", 0L));
    String transactions = Source.TRANSACTIONS.dataset();
    node.put("transactions", count(transactions, "rows"));
    ObjectNode amounts = node.putObject("transactionAmount");
    below(transactions + "|money|")
        .forEach(
            (name, hundredths) -> {
              if (name.endsWith("|accepted")) {
                amounts.put(name.substring(0, name.indexOf('|')), Money.text(hundredths));
              }
            });
    ObjectNode history = node.putObject("history");
    below("history|")
        .forEach(
            (name, count) -> {
              String[] parts = name.split("\\|", -1);
              history.withObject("/" + parts[0]).put(parts[1], count);
            });
    ObjectNode balances = node.putObject("closingBalance");
    below("closing_balance|").forEach((name, sum) -> balances.put(name, Money.text(sum)));
  }

  private Map<String, Long> below(String prefix) {
    Map<String, Long> found = new TreeMap<>();
    counters.forEach(
        (name, count) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), count);
          }
        });
    return found;
  }
}
