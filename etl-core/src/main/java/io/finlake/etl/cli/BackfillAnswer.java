package io.finlake.etl.cli;

import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.process.BackfillPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A backfill's plan as people and programs read it. */
final class BackfillAnswer {
  private static final int PARTITIONS_NAMED = 3;

  private BackfillAnswer() {}

  /** A row for each table: what would be added, changed and removed, in rows and money. */
  static Answer of(BackfillPlan plan, boolean forPrograms) {
    Answer.Rows rows =
        Answer.of("table", "how", "partitions", "added", "changed", "removed", "money", "plan");
    List<TableEffect> effects = new ArrayList<>(List.of(plan.table(), plan.quarantine()));
    effects.addAll(plan.downstream());
    for (TableEffect effect : effects) {
      rows.row(
          effect.table(),
          effect.how(),
          forPrograms ? effect.partitions() : partitions(effect.partitions()),
          effect.added(),
          effect.changed(),
          effect.removed(),
          forPrograms ? sums(effect) : line(effect),
          plan.id());
    }
    return rows.answer();
  }

  /** What was read and what became of it, in sentences. */
  static List<String> story(BackfillPlan plan) {
    BackfillPlan.Reading reading = plan.reading();
    Balance.Split<Long> rows = plan.balance().outcomes();
    List<String> story = new ArrayList<>();
    story.add(
        "made again by contract "
            + plan.by().contractVersion()
            + ": "
            + reading.days()
            + (reading.rawVersion().isEmpty()
                ? ""
                : ", raw as known after batch " + reading.rawVersion())
            + ", "
            + count(reading.range(), "object")
            + (reading.beside() == 0
                ? ""
                : ", and rows of their keys in " + count(reading.beside(), "other object"))
            + (reading.leftOut() == 0
                ? ""
                : "; " + count(reading.leftOut(), "later object") + " left out"));
    story.add(
        plan.balance().read()
            + " rows read: accepted "
            + rows.accepted()
            + ", quarantined "
            + rows.quarantined()
            + ", duplicate "
            + rows.duplicate()
            + ", superseded "
            + rows.superseded());
    return story;
  }

  private static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  private static String partitions(List<String> partitions) {
    if (partitions.size() <= PARTITIONS_NAMED) {
      return String.join(" ", partitions);
    }
    return partitions.size()
        + ": "
        + partitions.get(0)
        + " to "
        + partitions.get(partitions.size() - 1);
  }

  private static Map<String, Map<String, String>> sums(TableEffect effect) {
    Map<String, Map<String, String>> sums = new LinkedHashMap<>();
    new TreeMap<>(effect.money())
        .forEach(
            (name, money) -> {
              Map<String, String> both = new LinkedHashMap<>();
              both.put("before", MoneyText.of(money.before()));
              both.put("after", MoneyText.of(money.after()));
              sums.put(name, both);
            });
    return sums;
  }

  private static String line(TableEffect effect) {
    return new TreeMap<>(effect.money())
        .entrySet().stream()
            .map(
                entry ->
                    entry.getKey()
                        + " "
                        + MoneyText.of(entry.getValue().before())
                        + " -> "
                        + MoneyText.of(entry.getValue().after()))
            .collect(Collectors.joining(", "));
  }
}
