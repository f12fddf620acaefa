package io.finlake.etl.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredTableTest {
  private static final Configuration HADOOP = new Configuration();
  private static final Instant MORNING = Instant.parse("2026-01-05T10:00:00.123456Z");

  @TempDir private Path folder;

  @Test
  void aTableThatWasNeverMadeIsAbsent() {
    assertThat(StoredTable.at(HADOOP, folder.resolve("none").toString())).isEmpty();
    assertThat(StoredTable.at(HADOOP, folder.resolve("none").toString(), 3)).isEmpty();
  }

  @Test
  void whatTheLogStatesIsAddedUpWithoutOpeningAFile() {
    SmallTable written = made();
    written.append("app", 1, List.of(row("a", 1), row("b", 2)));
    written.append("app", 2, List.of(row("c", 3)));

    StoredTable table = now();

    assertThat(table.version()).isEqualTo(2);
    assertThat(table.number("app")).hasValue(2);
    assertThat(table.number("nobody")).isEmpty();
    assertThat(table.columns()).containsExactly("name", "number", "size", "amount", "at", "open");
    StoredTable.Content content = table.content();
    assertThat(content.files()).isEqualTo(2);
    assertThat(content.rows()).hasValue(3);
    assertThat(content.bytes()).isPositive();
  }

  @Test
  void rowsAreFoundByValuesOfEveryType() {
    SmallTable written = made();
    written.append("app", 1, List.of(row("a", 1), row("b", 2), new PlainRow(Map.of("name", "c"))));
    StoredTable table = now();

    assertThat(names(table, Where.in("name", List.of("a", "x")))).containsExactly("a");
    assertThat(names(table, Where.in("number", List.of(1L, 2L)))).containsExactly("a", "b");
    assertThat(names(table, Where.in("size", List.of(2)))).containsExactly("b");
    // 1.5 and 1.50 are one amount.
    assertThat(names(table, Where.in("amount", List.of(new BigDecimal("1.5")))))
        .containsExactly("a");
    assertThat(names(table, Where.in("at", List.of(MORNING)))).containsExactly("a", "b");
    assertThat(names(table, Where.in("open", List.of(true)))).containsExactly("a", "b");
    assertThat(names(table, Where.absent("number"))).containsExactly("c");
    assertThat(names(table, Where.in("name", List.of("a")).and(Where.in("number", List.of(2L)))))
        .isEmpty();
    // No row has a value in a column that is not there.
    assertThat(names(table, Where.in("colour", List.of("red")))).isEmpty();
  }

  @Test
  void noMoreRowsAreGivenThanAskedForAndAllAreCounted() {
    SmallTable written = made();
    written.append("app", 1, List.of(row("d", 1), row("b", 1), row("a", 1)));
    written.append("app", 2, List.of(row("c", 1), row("e", 2)));

    StoredTable.Found found = now().rows(Where.in("number", List.of(1L)), byName(), 2);

    assertThat(found.total()).isEqualTo(4);
    assertThat(found.rows()).hasSize(2);
  }

  @Test
  void anEarlierVersionIsAsItWas() {
    SmallTable written = made();
    written.append("app", 1, List.of(row("a", 1)));
    written.append("app", 2, List.of(row("b", 1)));

    StoredTable then = StoredTable.at(HADOOP, path(), 1).orElseThrow();

    assertThat(names(then, Where.all())).containsExactly("a");
    assertThat(then.incarnation()).isEqualTo(now().incarnation());
    assertThat(StoredTable.at(HADOOP, path(), 9)).isEmpty();
  }

  private static PlainRow row(String name, long number) {
    return new PlainRow(
        Map.of(
            "name",
            name,
            "number",
            number,
            "size",
            (int) number,
            "amount",
            new BigDecimal(number + ".50"),
            "at",
            MORNING,
            "open",
            true));
  }

  private static List<String> names(StoredTable table, Where where) {
    return table.rows(where, byName(), 10).rows().stream().map(row -> row.text("name")).toList();
  }

  private static Comparator<PlainRow> byName() {
    return Comparator.comparing(row -> row.text("name"));
  }

  private SmallTable made() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("name", "STRING");
    columns.put("number", "BIGINT");
    columns.put("size", "INT");
    columns.put("amount", "DECIMAL(18,2)");
    columns.put("at", "TIMESTAMP");
    columns.put("open", "BOOLEAN");
    return SmallTable.open(HADOOP, new TableShape(path(), columns, Set.of("name", "number")));
  }

  private StoredTable now() {
    return StoredTable.at(HADOOP, path()).orElseThrow();
  }

  private String path() {
    return folder.resolve("table").toString();
  }
}
