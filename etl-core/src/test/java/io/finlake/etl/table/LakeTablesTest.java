package io.finlake.etl.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.plan.KeyRanges;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.testing.SharedSession;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeTablesTest {
  private static final AtomicReference<Runnable> INTRUSION = new AtomicReference<>();

  private final SparkSession spark = SharedSession.spark();
  private final LakeTables tables = new LakeTables(spark);
  private String path;

  @BeforeEach
  void table(@TempDir Path folder) {
    path = folder.resolve("t").toString();
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", "STRING");
    columns.put("v", "INT");
    tables.create(new TableSpec(path, columns, List.of(), "test"));
  }

  @Test
  void aNumberIsWrittenOnceHoweverOftenItIsTried() {
    Committed first = append(1, "a1", "SELECT 'k1' AS id, 1 AS v");
    Committed again = append(1, "a2", "SELECT 'k1' AS id, 1 AS v");

    assertThat(first.ours()).isTrue();
    assertThat(first.inserted()).isEqualTo(1);
    // The second try is skipped in silence by Delta; the door sees whose commit it is.
    assertThat(again.ours()).isFalse();
    assertThat(again.version()).isEqualTo(first.version());
    assertThat(again.metadata()).isEqualTo("{a1}");
    assertThat(rows()).containsExactly("k1=1");
    assertThat(tables.head(path).orElseThrow().number("app").orElse(-1)).isEqualTo(1);
  }

  @Test
  void aMergeReplacesAddsAndRemovesInOneCommitAndIsAppliedOnce() {
    append(1, "a1", "SELECT * FROM VALUES ('k1', 1), ('k2', 2) AS t(id, v)");
    String changes =
        "SELECT * FROM VALUES ('k1', 10, 'upsert'), ('k2', 0, 'delete'), ('k3', 3, 'upsert'),"
            + " ('k4', 0, 'delete') AS t(id, v, _change)";
    KeyRanges ranges = KeyRanges.of("id", List.of(new KeyRanges.Range("'k1'", "'k4'")));
    WritePlan merge = new WritePlan.Merge(List.of("id"), ranges);

    Committed committed = tables.commit(request(2, "a2", changes), merge);
    Committed again = tables.commit(request(2, "a3", changes), merge);

    assertThat(committed.inserted()).isEqualTo(1); // k3; k4 is removed before it was ever there
    assertThat(committed.updated()).isEqualTo(1); // k1
    assertThat(committed.deleted()).isEqualTo(1); // k2
    assertThat(again.ours()).isFalse();
    assertThat(rows()).containsExactly("k1=10", "k3=3");
  }

  @Test
  void aMergeWhoseFilesArePutTogetherMeanwhileIsTriedAgainOnTheNewOnes() {
    append(1, "a1", "SELECT 'k1' AS id, 1 AS v");
    append(2, "a2", "SELECT 'k2' AS id, 2 AS v");
    FileUpkeep upkeep = new FileUpkeep(spark);
    AtomicReference<FileUpkeep.Rewritten> together = new AtomicReference<>();
    INTRUSION.set(
        () ->
            together.compareAndSet(
                null, upkeep.compact(path, Optional.empty(), 1 << 20, 1 << 20, 0)));
    Function<SparkSession, Dataset<Row>> interrupted =
        session -> {
          session.udf().register("intrude", intrude(), DataTypes.IntegerType);
          return session
              .range(1)
              .selectExpr("'k1' AS id", "intrude(CAST(id AS INT)) AS v", "'upsert' AS _change");
        };
    KeyRanges ranges = KeyRanges.of("id", List.of(new KeyRanges.Range("'k1'", "'k1'")));

    Committed committed =
        tables.commit(
            new WriteRequest(path, "app", 3, "a3", "{a3}", interrupted),
            new WritePlan.Merge(List.of("id"), ranges));

    // Version 3 is the compaction; the first try of the merge met it, the second is version 4.
    assertThat(together.get()).isEqualTo(new FileUpkeep.Rewritten(2, 1));
    assertThat(committed.ours()).isTrue();
    assertThat(committed.version()).isEqualTo(4);
    assertThat(committed.updated()).isEqualTo(1);
    assertThat(rows()).containsExactly("k1=0", "k2=2");
    assertThat(tables.head(path).orElseThrow().number("app").orElse(-1)).isEqualTo(3);
  }

  @Test
  void aMergeWithoutChangesStillTakesItsNumber() {
    WritePlan merge = new WritePlan.Merge(List.of("id"), new KeyRanges("id", List.of()));

    Committed committed =
        tables.commit(
            request(7, "a7", "SELECT 'x' AS id, 1 AS v, 'upsert' AS _change WHERE false"), merge);

    assertThat(committed.ours()).isTrue();
    assertThat(tables.head(path).orElseThrow().number("app").orElse(-1)).isEqualTo(7);
  }

  @Test
  void replacedRowsAreNotCountedAsCopied() {
    append(1, "a1", "SELECT * FROM VALUES ('k1', 1), ('k2', 2), ('k3', 3) AS t(id, v)");

    Committed committed =
        tables.commit(
            request(2, "a2", "SELECT 'k2' AS id, 20 AS v"),
            new WritePlan.ReplaceWhere("id = 'k2'"));

    // numOutputRows counts the two rows that the rewritten file kept.
    assertThat(committed.inserted()).isEqualTo(1);
    assertThat(rows()).containsExactly("k1=1", "k2=20", "k3=3");
  }

  @Test
  void ofTwoWritersOfOneNumberOneWinsThoughBothBeganBeforeEitherEnded() {
    AtomicReference<Committed> intruder = new AtomicReference<>();
    INTRUSION.set(() -> intruder.set(append(1, "b1", "SELECT 'k1' AS id, 1 AS v")));
    Function<SparkSession, Dataset<Row>> interrupted =
        session -> {
          session.udf().register("intrude", intrude(), DataTypes.IntegerType);
          return session.range(1).selectExpr("'k1' AS id", "intrude(CAST(id AS INT)) AS v");
        };

    Committed first =
        tables.commit(
            new WriteRequest(path, "app", 1, "a1", "{a1}", interrupted), new WritePlan.Append());

    assertThat(intruder.get().ours()).isTrue();
    assertThat(first.ours()).isFalse();
    assertThat(rows()).containsExactly("k1=1");
  }

  /** Runs in the first writer's task: its transaction is open and has seen no number. */
  private static UDF1<Integer, Integer> intrude() {
    return value -> {
      Thread other = new Thread(INTRUSION.get());
      other.start();
      other.join();
      return value;
    };
  }

  private Committed append(long number, String attempt, String sql) {
    return tables.commit(request(number, attempt, sql), new WritePlan.Append());
  }

  private WriteRequest request(long number, String attempt, String sql) {
    return new WriteRequest(
        path, "app", number, attempt, "{" + attempt + "}", session -> session.sql(sql));
  }

  private List<String> rows() {
    return LakeTables.read(spark, path).orderBy("id").collectAsList().stream()
        .map((Row row) -> row.getString(0) + "=" + row.getInt(1))
        .toList();
  }
}
