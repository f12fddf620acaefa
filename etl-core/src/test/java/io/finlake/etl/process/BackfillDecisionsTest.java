package io.finlake.etl.process;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random deliveries that a wrong contract read, and what a mended one makes of all of them at once:
 * the same as taking them one after the other by the mended contract. Told by an oracle in plain
 * Java; every key is a sequence of its own, so that hundreds of them cost a job.
 */
class BackfillDecisionsTest {
  private static final int KEYS = 300;
  private static final int TURNS = 4;
  private static final StructType STAGED =
      StructType.fromDDL(
          "id STRING, v BIGINT, at TIMESTAMP, _content_hash STRING, _object STRING, _offset BIGINT,"
              + " _item INT, _turn BIGINT, _blocked BOOLEAN");
  private static final StructType TABLE =
      StructType.fromDDL(
          "id STRING, v BIGINT, _content_hash STRING, _object STRING, _offset BIGINT, _item INT,"
              + " _batch BIGINT");

  private final SparkSession spark = SharedSession.spark();
  private final long seed = new Random().nextLong();

  /** A delivered row as one contract reads it. */
  private record Read(
      String key, long sequence, String content, long turn, long offset, boolean blocked) {
    String place() {
      return "b" + turn + ":" + offset;
    }

    String hash() {
      return sequence + content;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{strategy: append}",
        "{strategy: insert-once}",
        "{strategy: upsert, sequence: v}",
        "{strategy: history, time: at, sequence: v}"
      })
  void rowsOfManyDeliveriesEndAsIfTheyHadComeOneAfterTheOther(String write) {
    Random random = new Random(seed);
    Contract contract = SmallContracts.payments("      format: json-lines", write);
    List<Read> wrong = new ArrayList<>();
    List<Read> mended = new ArrayList<>();
    for (int turn = 1; turn <= TURNS; turn++) {
      for (int offset = 0; offset < KEYS * 2; offset++) {
        Read read =
            new Read(
                "k" + random.nextInt(KEYS),
                random.nextInt(3),
                String.valueOf((char) ('a' + random.nextInt(2))),
                turn,
                offset,
                random.nextInt(4) == 0);
        wrong.add(read);
        mended.add(random.nextInt(3) == 0 ? mended(read, random) : read);
      }
    }
    Set<Read> before = oracle(write, wrong);
    Set<Read> wanted = oracle(write, mended);

    List<Row> changes = changes(contract, mended, before);

    Set<String> table = new TreeSet<>();
    before.forEach(row -> table.add(row.place() + " " + row.hash()));
    for (Row change : changes) {
      // The old row goes, the new one comes: what a merge does with both.
      for (int side : new int[] {2, 1}) {
        if (!change.isNullAt(side)) {
          Row row = change.getStruct(side);
          String text = row.getString(3) + ":" + row.getLong(4) + " " + row.getString(2);
          assertThat(side == 1 ? table.add(text) : table.remove(text))
              .as("seed %s: %s", seed, change)
              .isTrue();
        }
      }
    }
    Set<String> expected = new TreeSet<>();
    wanted.forEach(row -> expected.add(row.place() + " " + row.hash()));
    assertThat(table).as("seed %s", seed).isEqualTo(expected);
    assertThat(changes(contract, wrong, before)).as("seed %s: nothing is new", seed).isEmpty();
  }

  /** The mended contract reads other content, or lets a row go, or holds it. */
  private static Read mended(Read read, Random random) {
    return new Read(
        read.key(),
        random.nextBoolean() ? read.sequence() : random.nextInt(3),
        random.nextBoolean() ? read.content() : "c",
        read.turn(),
        read.offset(),
        random.nextBoolean() == read.blocked());
  }

  private List<Row> changes(Contract contract, List<Read> delivered, Set<Read> present) {
    List<Row> staged = new ArrayList<>();
    for (Read row : delivered) {
      staged.add(
          RowFactory.create(
              row.key(),
              row.sequence(),
              null,
              row.hash(),
              "b" + row.turn(),
              row.offset(),
              0,
              row.turn(),
              row.blocked()));
    }
    Dataset<Row> rows = spark.createDataFrame(staged, STAGED);
    Dataset<Row> accepted =
        Decisions.inTurns(contract)
            .decide(rows, spark.createDataFrame(List.of(), STAGED), Set.of())
            .where(col(Outcomes.OUTCOME).equalTo(Outcomes.ACCEPTED));
    Dataset<Row> wanted =
        BackfillDifference.in(
            TABLE,
            rows.join(accepted, OpenRows.position(), "left_semi").withColumn("_batch", lit(9L)));
    List<Row> table = new ArrayList<>();
    for (Read row : present) {
      table.add(
          RowFactory.create(
              row.key(), row.sequence(), row.hash(), "b" + row.turn(), row.offset(), 0, 1L));
    }
    return BackfillDifference.ofTable(
            wanted, spark.createDataFrame(table, TABLE), BackfillWork.identity(contract))
        .collectAsList();
  }

  /** What the table has after the rows came one by one, in the order of their deliveries. */
  private static Set<Read> oracle(String write, List<Read> delivered) {
    List<Read> inOrder =
        delivered.stream()
            .filter(row -> !row.blocked())
            .sorted(Comparator.comparingLong(Read::turn).thenComparingLong(Read::offset))
            .toList();
    if (write.contains("append")) {
      return new HashSet<>(inOrder);
    }
    Map<String, Read> table = new HashMap<>();
    for (Read row : inOrder) {
      if (write.contains("upsert")) {
        table.merge(row.key(), row, BackfillDecisionsTest::newer);
      } else {
        String identity = write.contains("history") ? row.key() + " " + row.hash() : row.key();
        table.putIfAbsent(identity, row);
      }
    }
    return new HashSet<>(table.values());
  }

  private static Read newer(Read there, Read comes) {
    Comparator<Read> order = Comparator.comparingLong(Read::sequence).thenComparing(Read::hash);
    return order.compare(comes, there) > 0 ? comes : there;
  }
}
