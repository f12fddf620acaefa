package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.testing.SmallContracts;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows leave by their age where nobody is misled by it; elsewhere the contract is refused. */
class RetentionRulesTest {
  private static final String LEVEL =
      "slaProperties: [{property: retention, value: 7, unit: years, element: events.at}]\n";

  @Test
  void aRetentionIsReadAsItStands() {
    LoadResult read = read(events(LEVEL, "insert-once", ""));

    assertThat(read.problems()).isEmpty();
    Retention retention = read.contracts().get(0).retention().orElseThrow();
    assertThat(retention).isEqualTo(new Retention(Period.ofYears(7), "at"));
    assertThat(retention.text()).isEqualTo("7 years");
    // A leap day's anniversary is the day before 1 March.
    assertThat(retention.cutoff(LocalDate.of(2028, 2, 29))).isEqualTo("2021-02-28");
    assertThat(
            read(events(LEVEL.replace("years", "d"), "append", ""))
                .contracts()
                .get(0)
                .retention()
                .orElseThrow()
                .period())
        .isEqualTo(Period.ofDays(7));
  }

  @Test
  void whatCannotBeMeantIsReported() {
    assertThat(problems(LEVEL.replace("events.at", "nothing"), "insert-once", ""))
        .containsExactly("counts from 'nothing', which is no column");
    assertThat(problems(LEVEL.replace("events.at", "id"), "insert-once", ""))
        .containsExactly("counts from 'id', which is no DATE or TIMESTAMP kept in clear");
    assertThat(problems(LEVEL.replace("years", "m"), "insert-once", ""))
        .containsExactly("'unit' is 'm'");
    assertThat(problems(LEVEL.replace("value: 7", "value: 0"), "insert-once", "")).hasSize(1);
    assertThat(problems(LEVEL.replace("retention", "latency"), "insert-once", ""))
        .containsExactly("'property' is 'latency', which finlake does not see to");
  }

  @Test
  void itGoesWithTablesThatOldRowsCanLeave() {
    assertThat(problems(LEVEL, "snapshot", ""))
        .contains("does not go with snapshot, since the next extract brings its rows back");
    assertThat(problems(LEVEL, "history, time: at", ""))
        .containsExactly("does not go with history, since the version in force may be the oldest");
    assertThat(problems(LEVEL, "insert-once", ", manifest: {suffix: .m}"))
        .containsExactly(
            "does not go with a manifest, since control totals would name objects that are gone");
    assertThat(problems(LEVEL, "upsert, sequence: at", "")).isEmpty();
  }

  @Test
  void whoReadsSuchATableSaysThatRowsMayLeaveIt() {
    ContractSource events = events(LEVEL, "insert-once", "");
    assertThat(texts(events, total("")))
        .containsExactly(
            "reads processed.test.events, whose rows leave by their age, and says not what that"
                + " means here");
    assertThat(texts(events, total(", expires: follow"))).isEmpty();
    assertThat(texts(events("", "insert-once", ""), total(", expires: follow")))
        .containsExactly("follows rows that leave processed.test.events, but none do");
  }

  @Test
  void whatOthersAreFoundByDoesNotLeave() {
    ContractSource events = events(LEVEL, "insert-once", "");
    ContractSource parts =
        source(
            "parts",
            """
                  - name: id
                    description: x
                    logicalType: string
                    physicalType: STRING
                    quality:
                      - {name: known, type: custom, engine: finlake, implementation: {references: test.events.id}}
            """,
            "",
            """
              - {property: source, value: {format: json-lines}}
              - {property: write, value: {strategy: append}}
            """);

    assertThat(texts(events, parts))
        .containsExactly("refers to test.events, whose rows leave by their age");
    assertThat(texts(events("", "insert-once", ""), parts)).isEmpty();
  }

  private static List<String> problems(String level, String strategy, String source) {
    return texts(events(level, strategy, source));
  }

  private static List<String> texts(ContractSource... sources) {
    return read(sources).problems().stream().map(Problem::text).toList();
  }

  private static LoadResult read(ContractSource... sources) {
    return ContractFiles.read(List.of(sources));
  }

  private static ContractSource events(String level, String strategy, String source) {
    String key = strategy.equals("append") ? "" : ", primaryKey: true, primaryKeyPosition: 1";
    return source(
        "events",
        """
              - {name: id, description: x, logicalType: string, physicalType: STRING, required: true%s}
              - {name: at, description: x, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
        """
            .formatted(key),
        level,
        """
          - {property: source, value: {format: json-lines%s}}
          - {property: write, value: {strategy: %s}}
        """
            .formatted(source, strategy));
  }

  private static ContractSource total(String expires) {
    return source(
        "total",
        """
              - {name: id, description: x, logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
        """,
        "",
        """
          - property: model
            value:
              class: com.example.Total
              build: {by: key, column: id}
              inputs: [{table: processed.test.events, column: id%s}]
        """
            .formatted(expires));
  }

  private static ContractSource source(String name, String columns, String level, String customs) {
    return SmallContracts.source(name, columns + level, customs);
  }
}
