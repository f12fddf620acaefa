package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import io.finlake.etl.testing.UndoneCommit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that are made again from the objects that brought them. */
class BackfillTest {
  private static final String ONCE = "{strategy: insert-once}";
  private static final String NEWEST = "{strategy: upsert, sequence: v}";
  private static final String ALL = "true";
  private static final Run RUN = Run.at(Instant.parse("2026-01-09T06:00:00Z"));

  private final SparkSession spark = SharedSession.spark();
  private final long seed = new Random().nextLong();

  @TempDir private Path root;

  @Test
  void aMendedContractAndABackfillGiveTheLakeThatHadItFromTheBeginning() throws IOException {
    Random random = new Random(seed);
    Path late = root.resolve("late");
    Path first = root.resolve("first");
    Contract wrong = contract("once", ONCE, "amount < 50", "[]");
    Contract right = contract("once", ONCE, "amount < 80", "[none]");
    for (int day = 5; day <= 6; day++) {
      String text = lines(random);
      for (Path lake : List.of(late, first)) {
        land(lake, "test/once/2026/01/0" + day + "/a.jsonl", text);
      }
      run(late, wrong);
    }
    run(first, right);
    List<String> before = table(late, right, ALL);
    List<String> held = open(late, right);

    BackfillPlan plan = plan(late, right, BackfillRequest.everything());

    assertThat(table(late, right, ALL)).isEqualTo(before);
    assertThat(open(late, right)).isEqualTo(held);
    copy(late.resolve("control/staging"), root.resolve("staged"));
    BackfillResult.Applied applied = (BackfillResult.Applied) processing(late, right).apply(plan);
    assertSame(late, first, right);
    BatchRecord record = applied.record();
    assertThat(record.outcome()).isEqualTo(BatchRecord.Outcome.BACKFILLED);
    assertThat(record.balance()).isEqualTo(plan.balance());
    // Every row of both days was read again, and until then was counted as something.
    assertThat(record.balance().read()).isEqualTo(24);
    assertThat(record.before().orElseThrow().outcomes().accepted()).isEqualTo(before.size());
    assertThat(record.before().orElseThrow().outcomes().quarantined()).isEqualTo(held.size());
    assertThat(record.balance().outcomes().accepted()).isEqualTo(table(late, right, ALL).size());
    assertThat(processing(late, right).apply(plan)).isEqualTo(new BackfillResult.AppliedBefore(3));
    // What was made again is no delivery: the objects are not taken once more.
    assertThat(run(late, right).batches()).isEmpty();

    killedBeforeTheTable(late, right);
    assertThat(table(late, right, ALL)).isEqualTo(before);
    assertThat(processing(late, right).apply(plan)).isInstanceOf(BackfillResult.Applied.class);
    assertSame(late, first, right);

    killedBeforeTheTable(late, right);
    processing(late, right).giveUp(right, 3);
    assertThat(table(late, right, ALL)).isEqualTo(before);
    assertThat(open(late, right)).isEqualTo(held);
    assertThatThrownBy(() -> processing(late, right).apply(plan))
        .hasMessageContaining("batch 3 was planned since");
  }

  @Test
  void aRowThatLeavesTheTableGivesItsKeyToWhatItHadReplaced() throws IOException {
    Path lake = root.resolve("lake");
    Contract wrong = contract("newest", NEWEST, "amount < 90", "[]");
    Contract right = contract("newest", NEWEST, "amount < 50", "[]");
    land(lake, "test/newest/2026/01/05/a.jsonl", line("k1", 1, 30) + line("k9", 1, 70));
    run(lake, wrong);
    land(lake, "test/newest/2026/01/06/a.jsonl", line("k1", 2, 60) + line("k2", 1, 10));
    land(lake, "test/newest/2026/01/07/a.jsonl", line("k3", 1, 20));
    run(lake, wrong);

    BackfillPlan unchanged = plan(lake, wrong, days(6, 7));
    BackfillPlan plan = plan(lake, right, days(6, 7));

    assertThat(unchanged.nothing()).isTrue();
    assertThat(processing(lake, wrong).apply(unchanged))
        .isEqualTo(new BackfillResult.NothingToChange());
    // k1 of the 6th is too much now, and k1 of the 5th stands in raw alone: that day is read too.
    assertThat(plan.reading().range()).isEqualTo(1);
    assertThat(plan.reading().beside()).isEqualTo(1);
    assertThat(effect(plan.table())).isEqualTo("+0 ~1 -0 {amount EUR=60.00 30.00}");
    assertThat(effect(plan.quarantine())).isEqualTo("+1 ~0 -0 {amount EUR=0.00 60.00}");
    assertThat(plan.balance().outcomes()).isEqualTo(new Balance.Split<>(2L, 1L, 0L, 0L));
    assertThatThrownBy(() -> processing(lake, wrong).apply(plan))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("the contract of processed.test.newest is another one");
    // Two processes at once: after the first look of this one the other applies the plan.
    Map<String, String> hashes =
        new TreeMap<>(plan.pins().contracts()) {
          @Override
          public String getOrDefault(Object name, String other) {
            processing(lake, right).apply(plan);
            return super.getOrDefault(name, other);
          }
        };
    Processor processor =
        new Processor(lake(lake), RUN, TokenKeys.none(), Map.of(right.id(), right));
    assertThatThrownBy(() -> new BackfillProcess(processor, right).apply(plan, hashes))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("is being applied by another process");
    assertThat(processing(lake, right).apply(plan)).isEqualTo(new BackfillResult.AppliedBefore(3));
    // k9 is too much as well, but is no key of the 6th: it stays until its own day is made again.
    assertThat(table(lake, right, ALL, "id || ' ' || v || ' ' || _batch"))
        .containsExactly("k1 1 3", "k2 1 2", "k3 1 2", "k9 1 1");
    assertThat(open(lake, right)).hasSize(1);

    // As raw was known after batch 1, k2 and k3 had not been delivered.
    BackfillPlan past =
        plan(lake, wrong, new BackfillRequest(Optional.empty(), Optional.empty(), Optional.of(1L)));
    assertThat(past.reading().leftOut()).isEqualTo(2);
    assertThat(effect(past.table())).isEqualTo("+0 ~0 -2 {amount EUR=30.00 0.00}");

    Path object = lake.resolve("raw/test/newest/2026/01/05/a.jsonl");
    Files.writeString(object, line("k1", 1, 31) + line("k9", 1, 70));
    assertThatThrownBy(() -> plan(lake, right, BackfillRequest.everything()))
        .hasMessageContaining("CHANGED_OBJECT")
        .hasMessageContaining("2026/01/05/a.jsonl");
    Files.delete(object);
    assertThatThrownBy(() -> plan(lake, right, BackfillRequest.everything()))
        .hasMessageContaining("UNREADABLE_OBJECT")
        .hasMessageContaining("2026/01/05/a.jsonl");
  }

  @Test
  void correctedValuesAndReleasedCopiesStay() throws IOException {
    Path lake = root.resolve("lake");
    Contract wrong = contract("appended", "{strategy: append}", "amount < 50", "[]");
    Contract right = contract("appended", "{strategy: append}", "amount < 80", "[]");
    String text = line("k1", 1, 10) + line("k2", 1, 60) + line("k3", 1, 99);
    land(lake, "test/appended/2026/01/05/a.jsonl", text);
    land(lake, "test/appended/2026/01/06/b.jsonl", text);
    run(lake, wrong);
    String corrections = "_corrections/test/appended/c.jsonl";
    land(
        lake,
        corrections,
        "{\"_object\":\"test/appended/2026/01/05/a.jsonl\",\"_offset\":%d,\"_item\":0,\"amount\":7}"
            .formatted(2 * line("k1", 1, 10).length()));
    processing(lake, wrong)
        .replay(
            wrong,
            new ReplayRequest(List.of("amount_small", "resent_object"), Optional.of(corrections)));
    // Somebody said of the copy that it is real; what is too much waits: k2 twice, k3 once.
    assertThat(open(lake, wrong)).hasSize(3);

    BackfillPlan plan = plan(lake, right, BackfillRequest.everything());
    processing(lake, right).apply(plan);

    assertThat(effect(plan.table())).isEqualTo("+2 ~0 -0 {amount EUR=0.00 120.00}");
    assertThat(table(lake, right, ALL, "id || ' ' || amount"))
        .containsExactly("k1 10.00", "k1 10.00", "k2 60.00", "k2 60.00", "k3 7.00");
    assertThat(open(lake, right)).hasSize(1);
  }

  private void assertSame(Path lake, Path other, Contract contract) {
    assertThat(table(lake, contract, ALL))
        .as("seed %s", seed)
        .isEqualTo(table(other, contract, ALL));
    assertThat(open(lake, contract)).as("seed %s", seed).isEqualTo(open(other, contract));
  }

  /** As if killed between the commit of quarantine and that of the table. */
  private void killedBeforeTheTable(Path lake, Contract contract) throws IOException {
    UndoneCommit.ofTable(lake(lake), lake(lake).path(contract));
    copy(root.resolve("staged"), lake.resolve("control/staging"));
    forgetRecord(lake, 3);
  }

  /** The ledger as it was before a batch was recorded. */
  private void forgetRecord(Path lake, long number) throws IOException {
    Lake before = lake(lake);
    List<BatchRecord> records = before.ledger().records();
    before.tables().drop(lake.resolve("control/records").toString());
    records.stream()
        .filter(record -> record.number() < number)
        .forEach(record -> lake(lake).ledger().record(record));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String effect(TableEffect effect) {
    TreeMap<String, String> money = new TreeMap<>();
    effect
        .money()
        .forEach(
            (name, sums) -> money.put(name, scaled(sums.before()) + " " + scaled(sums.after())));
    return "+" + effect.added() + " ~" + effect.changed() + " -" + effect.removed() + " " + money;
  }

  private static String scaled(BigDecimal amount) {
    return amount.setScale(2).toPlainString();
  }

  private static BackfillRequest days(int from, int to) {
    return new BackfillRequest(
        Optional.of(LocalDate.of(2026, 1, from)),
        Optional.of(LocalDate.of(2026, 1, to)),
        Optional.empty());
  }

  private static String line(String id, int version, int amount) {
    return "{\"id\":\"%s\",\"v\":%d,\"amount\":%d,\"at\":\"2026-01-01T00:00:00Z\"}%n"
        .formatted(id, version, amount);
  }

  /** Events of few keys, some twice, some with an amount that only the mended contract reads. */
  private static String lines(Random random) {
    StringBuilder lines = new StringBuilder();
    for (int line = 0; line < 12; line++) {
      String amount =
          random.nextInt(5) == 0 ? "\"none\"" : String.valueOf(random.nextInt(3) * 30 + 10);
      lines.append(
          "{\"id\":\"k%d\",\"v\":%d,\"amount\":%s,\"at\":\"2026-01-01T00:00:00Z\"}%n"
              .formatted(random.nextInt(6), random.nextInt(2), amount));
    }
    return lines.toString();
  }

  private static Contract contract(String name, String write, String holds, String nulls) {
    boolean keyed = !write.contains("append");
    return ContractFiles.alone(
        SmallContracts.source(
            name,
            """
                  - {name: id, description: The id., logicalType: string, physicalType: STRING, required: true%s}
                  - {name: v, description: The version., logicalType: integer, physicalType: BIGINT, required: true}
                  - name: amount
                    description: The amount.
                    logicalType: number
                    physicalType: "DECIMAL(18,2)"
                    customProperties: [{property: nulls, value: %s}]
                    quality: [{name: amount_small, type: custom, engine: finlake, implementation: {holds: "%s"}}]
                  - {name: at, description: Its time., logicalType: timestamp, physicalType: TIMESTAMP, required: true}
            """
                .formatted(keyed ? ", primaryKey: true, primaryKeyPosition: 1" : "", nulls, holds),
            """
              - {property: source, value: {format: json-lines, layout: yyyy/MM/dd}}
              - {property: write, value: %s}
              - {property: measures, value: [{column: amount, currency: EUR}]}
            """
                .formatted(write)));
  }

  private BackfillPlan plan(Path lake, Contract contract, BackfillRequest request) {
    try (BackfillDraft draft =
        processing(lake, contract).backfill(contract, contract, request, Optional.empty())) {
      return draft.keep(List.of(), Map.of(), Map.of());
    }
  }

  private static void land(Path lake, String name, String text) throws IOException {
    Path file = lake.resolve("raw").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private DatasetResult run(Path lake, Contract contract) {
    DatasetResult result = processing(lake, contract).run(List.of(contract)).get(0);
    assertThat(result.failure()).isEmpty();
    return result;
  }

  private Processing processing(Path lake, Contract contract) {
    return new Processing(
        lake(lake), RUN, TokenKeys.none(), List.of(contract), 2, Progress.silent());
  }

  private Lake lake(Path lake) {
    return Lake.open(spark, LakeLocations.under(lake.toString()));
  }

  /** All that rows say and where they come from, without the batch and its time. */
  private List<String> table(Path lake, Contract contract, String where) {
    return table(
        lake,
        contract,
        where,
        "to_json(struct(id, v, amount, at, _object, _offset, _item, _content_hash))");
  }

  private List<String> table(Path lake, Contract contract, String where, String text) {
    return rows(lake(lake).path(contract), where, text);
  }

  /** Open rows as readers see them: what no committed batch has closed or is yet to open. */
  private List<String> open(Path lake, Contract contract) {
    String path = lake(lake).quarantine(contract.id());
    long committed = lake(lake).committed(lake(lake).key(Zone.PROCESSED, contract.id()));
    return lake(lake).tables().exists(path)
        ? rows(
            path,
            "_batch <= %1$d AND (_closed_batch IS NULL OR _closed_batch > %1$d)"
                .formatted(committed),
            "to_json(struct(id, v, amount, at, _object, _offset, _item, _reasons))")
        : List.of();
  }

  private List<String> rows(String path, String where, String text) {
    return LakeTables.read(spark, path).where(where).selectExpr(text).collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }
}
