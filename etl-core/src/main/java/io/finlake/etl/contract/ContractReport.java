package io.finlake.etl.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Contracts and their problems as lines of plain text, and as rows for other renderings. Nothing
 * here prints.
 */
public final class ContractReport {
  /** The names of {@link #problemRows}' fields. */
  public static final List<String> PROBLEM_FIELDS =
      List.of("file", "line", "place", "problem", "remedy");

  /** The names of {@link #columnRows}' fields. */
  public static final List<String> COLUMN_FIELDS =
      List.of("column", "type", "required", "key", "classification", "protection", "from");

  /** The names of {@link #ruleRows}' fields. */
  public static final List<String> RULE_FIELDS = List.of("rule", "column", "severity", "holds");

  private ContractReport() {}

  /**
   * What a check found, for people: each file with its problems and their remedies, then one line
   * that sums up; that line alone when there is no problem.
   */
  public static List<String> check(LoadResult result) {
    List<String> lines = new ArrayList<>();
    Map<String, List<Problem>> byFile =
        result.problems().stream()
            .collect(Collectors.groupingBy(Problem::file, TreeMap::new, Collectors.toList()));
    byFile.forEach(
        (file, problems) -> {
          lines.add(file);
          for (Problem problem : problems) {
            lines.add(String.format(Locale.ROOT, "  line %d  %s", problem.line(), problem.place()));
            lines.add("    problem: " + problem.text());
            lines.add("    remedy:  " + problem.remedy());
          }
        });
    String sound = count(result.sound().size(), "contract") + " without a problem";
    lines.add(
        result.problems().isEmpty()
            ? sound
            : count(result.problems().size(), "problem")
                + " in "
                + count(byFile.size(), "file")
                + ", "
                + sound);
    return lines;
  }

  /** The problems as rows of {@link #PROBLEM_FIELDS}, by file and line. */
  public static List<List<String>> problemRows(LoadResult result) {
    return result.problems().stream()
        .map(
            problem ->
                List.of(
                    problem.file(),
                    Integer.toString(problem.line()),
                    problem.place(),
                    problem.text(),
                    problem.remedy()))
        .toList();
  }

  /** The columns as rows of {@link #COLUMN_FIELDS}, in the table's order. */
  public static List<List<String>> columnRows(Contract contract) {
    List<List<String>> rows = new ArrayList<>();
    for (Column column : contract.columns()) {
      int key = contract.key().indexOf(column.name());
      rows.add(
          List.of(
              column.name(),
              column.type().ddl(),
              column.required() ? "yes" : "",
              key < 0 ? "" : Integer.toString(key + 1),
              column.classification().label(),
              ContractWords.protection(column.protection()),
              ContractWords.from(column)));
    }
    return rows;
  }

  /** The rules as rows of {@link #RULE_FIELDS}, in the contract's order. */
  public static List<List<String>> ruleRows(Contract contract) {
    return contract.rules().stream()
        .map(
            rule ->
                List.of(
                    rule.name(),
                    rule.column().orElse(""),
                    ContractWords.severity(rule),
                    ContractWords.check(rule.check())))
        .toList();
  }

  /** A whole contract for people: heading, how rows come about, columns, rules. */
  public static List<String> show(Contract contract) {
    List<String> lines = new ArrayList<>();
    lines.add(contract.id() + "  version " + contract.version() + "  " + contract.tableName());
    if (!contract.description().isEmpty()) {
      lines.addAll(contract.description().lines().toList());
    }
    lines.add("");
    List<List<String>> facts = new ArrayList<>(List.of(List.of("owner", contract.owner())));
    facts.addAll(ContractWords.origin(contract));
    if (!contract.partitionBy().isEmpty()) {
      facts.add(List.of("partitioned by", String.join(", ", contract.partitionBy())));
    }
    contract.measures().forEach(m -> facts.add(List.of("measure", ContractWords.measure(m))));
    contract
        .delivery()
        .ifPresent(delivery -> facts.add(List.of("delivery", ContractWords.delivery(delivery))));
    contract
        .subject()
        .ifPresent(subject -> facts.add(List.of("subject", ContractWords.subject(subject))));
    contract
        .retention()
        .ifPresent(kept -> facts.add(List.of("retention", ContractWords.retention(kept))));
    lines.addAll(table(facts));
    lines.add("");
    lines.addAll(headed(COLUMN_FIELDS, columnRows(contract)));
    if (!contract.rules().isEmpty()) {
      lines.add("");
      lines.addAll(headed(RULE_FIELDS, ruleRows(contract)));
    }
    return lines;
  }

  private static List<String> headed(List<String> heads, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(heads);
    all.add(heads.stream().map(head -> "-".repeat(head.length())).toList());
    all.addAll(rows);
    return table(all);
  }

  /** Rows with their fields under one another, two spaces between, none at the end. */
  private static List<String> table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = row.get(i).length();
        if (i == widths.size()) {
          widths.add(width);
        }
        widths.set(i, Math.max(widths.get(i), width));
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }
}
