package io.finlake.etl.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallTableTest {
  private static final Configuration HADOOP = new Configuration();
  private static final LocalDate DAY = LocalDate.parse("2026-01-05");

  @TempDir Path folder;

  @Test
  void everyTypeReadsBackTheSame() {
    PlainRow full =
        new PlainRow(
            Map.of(
                "name", "Zürich",
                "number", Long.MIN_VALUE,
                "day", LocalDate.parse("1969-12-31"), // a day before the epoch counts backwards
                "moment", Instant.parse("1969-12-31T23:59:59.999999Z"),
                "amount", new BigDecimal("-123456789012345678901234567890.12345678"),
                "parts",
                    List.of(
                        new PlainRow(Map.of("path", "a", "bytes", 1L)),
                        new PlainRow(Map.of("path", "b"))), // its bytes are NULL
                "counts", Map.of("x", 1L, "y", 2L)));
    PlainRow empty = new PlainRow(Map.of());
    SmallTable table = open();

    table.append("app", 1, List.of(full, empty));

    assertThat(open().rows(Where.all())).containsExactlyInAnyOrder(full, empty);
  }

  @Test
  void anEmptyListIsNotAnAbsentOne() {
    PlainRow none = new PlainRow(Map.of("parts", List.of(), "counts", Map.of()));

    open().append("app", 1, List.of(none));

    assertThat(open().rows(Where.all())).containsExactly(none);
  }

  @Test
  void aNumberIsWrittenOnceAndNeverBackwards() {
    SmallTable table = open();

    assertThat(table.append("app", 2, List.of(row("first", 2)))).isTrue();
    assertThat(table.append("app", 2, List.of(row("second", 2)))).isFalse();
    assertThat(table.append("app", 1, List.of(row("late", 1)))).isFalse();
    assertThat(table.append("other", 1, List.of(row("another's", 1)))).isTrue();

    assertThat(table.number("app")).hasValue(2);
    assertThat(table.number("nobody")).isEmpty();
    assertThat(names(table.rows(Where.all()))).containsExactlyInAnyOrder("first", "another's");
  }

  @Test
  void aNumberMayBeNotedWithoutRows() {
    SmallTable table = open();

    assertThat(table.append("app", 7, List.of())).isTrue();

    assertThat(open().number("app")).hasValue(7);
    assertThat(table.rows(Where.all())).isEmpty();
  }

  @Test
  void ofManyThreadsOneWritesANumberAndAllNumbersAreWritten() throws Exception {
    int threads = 4;
    int numbers = 8;
    open();
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Long>>> wins = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String name = "thread " + thread;
        wins.add(
            pool.submit(
                () -> {
                  SmallTable own = open(); // as another process would, with nothing in common
                  List<Long> won = new ArrayList<>();
                  for (long number = 1; number <= numbers; number++) {
                    start.await();
                    if (own.append("app", number, List.of(row(name, number)))) {
                      won.add(number);
                    }
                  }
                  return won;
                }));
      }
      List<Long> won = new ArrayList<>();
      for (Future<List<Long>> win : wins) {
        won.addAll(win.get());
      }

      assertThat(won)
          .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, numbers).boxed().toList());
      assertThat(open().rows(Where.all())).hasSize(numbers);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void writersOfDifferentApplicationsDoNotStandInEachOthersWay() throws Exception {
    int threads = 4;
    int appends = 10;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        String app = "app " + thread;
        done.add(
            pool.submit(
                () -> {
                  SmallTable own = open(); // all of them make it; one wins
                  return LongStream.rangeClosed(1, appends)
                      .allMatch(number -> own.append(app, number, List.of(row(app, number))));
                }));
      }
      for (Future<Boolean> all : done) {
        assertThat(all.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    SmallTable table = open();
    assertThat(table.rows(Where.all())).hasSize(threads * appends);
    assertThat(IntStream.range(0, threads).mapToObj(thread -> table.number("app " + thread)))
        .allSatisfy(number -> assertThat(number).hasValue(appends));
  }

  @Test
  void onlyFilesThatMayHoldTheRowsAreOpened() {
    SmallTable table = open();
    for (long number = 1; number <= 5; number++) {
      table.append("app", number, List.of(row(number % 2 == 0 ? "even" : "odd", number)));
    }

    assertThat(table.filesOf(Where.all())).isEqualTo(5);
    assertThat(table.filesOf(Where.equal("name", "odd"))).isEqualTo(3);
    assertThat(table.filesOf(Where.equal("name", "odd").and(Where.equal("number", 3)))).isOne();
    assertThat(table.filesOf(Where.since("day", DAY.plusDays(4)))).isEqualTo(2); // of 4 and 5
    assertThat(names(table.rows(Where.equal("number", 4)))).containsExactly("even");
  }

  @Test
  void theLogIsCutShortAndForgetsNothing() {
    SmallTable table = open();
    table.append("early", 3, List.of(row("early", 3)));
    for (long number = 1; number <= 24; number++) {
      table.append("app", number, List.of(row("row", number)));
    }

    assertThat(log().filter(name -> name.endsWith(".checkpoint.parquet")))
        .containsExactly(
            "00000000000000000010.checkpoint.parquet", "00000000000000000020.checkpoint.parquet");
    SmallTable again = open();
    assertThat(again.number("early")).hasValue(3); // only the checkpoint holds it near the end
    assertThat(again.number("app")).hasValue(24);
    assertThat(again.rows(Where.all())).hasSize(25);
    assertThat(again.filesOf(Where.equal("number", 3))).isEqualTo(2); // statistics are kept too
  }

  @Test
  void whatADeadWriterLeftIsNotThere() throws IOException {
    SmallTable table = open();
    table.append("app", 1, List.of(row("whole", 1)));
    Files.writeString(folder.resolve("table/half-written.parquet"), "PAR1");
    Files.writeString(folder.resolve("table/_delta_log/.00000000000000000002.json.1.tmp"), "{\"ad");

    assertThat(table.append("app", 2, List.of(row("next", 2)))).isTrue();
    assertThat(names(open().rows(Where.all()))).containsExactlyInAnyOrder("whole", "next");
  }

  @Test
  void aRowOfOtherColumnsIsRefusedBeforeAnythingIsWritten() {
    SmallTable table = open();

    assertThatThrownBy(() -> table.append("app", 1, List.of(new PlainRow(Map.of("nmae", "x")))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other columns");
    assertThat(table.number("app")).isEmpty();
  }

  @Test
  void anAmountIsNeverRounded() {
    PlainRow nineDigits = new PlainRow(Map.of("amount", new BigDecimal("0.000000001")));

    assertThatThrownBy(() -> open().append("app", 1, List.of(nineDigits)))
        .isInstanceOf(ArithmeticException.class);
  }

  private SmallTable open() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("name", "STRING");
    columns.put("number", "BIGINT");
    columns.put("day", "DATE");
    columns.put("moment", "TIMESTAMP");
    columns.put("amount", "DECIMAL(38,8)");
    columns.put("parts", "ARRAY<STRUCT<path: STRING, bytes: BIGINT>>");
    columns.put("counts", "MAP<STRING, BIGINT>");
    return SmallTable.open(
        HADOOP,
        new TableShape(
            folder.resolve("table").toString(), columns, Set.of("name", "number", "day")));
  }

  private static PlainRow row(String name, long number) {
    return new PlainRow(Map.of("name", name, "number", number, "day", DAY.plusDays(number)));
  }

  private static List<String> names(List<PlainRow> rows) {
    return rows.stream().map(row -> row.text("name")).toList();
  }

  private Stream<String> log() {
    String[] names = folder.resolve("table/_delta_log").toFile().list();
    return Stream.of(names == null ? new String[0] : names).filter(name -> !name.startsWith("."));
  }
}
