package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of versions, late ones, corrections and repetitions, cut into random batches in
 * random order, end as all of them at once do. A key is a sequence, and a step takes a batch of
 * every sequence at once, so that hundreds of sequences cost a few jobs.
 */
class DeliveryOrderTest {
  private static final int SEQUENCES = 300;
  private static final int BATCHES = 4;
  private static final StructType STAGED =
      StructType.fromDDL(
          "id STRING, v BIGINT, at TIMESTAMP, _content_hash STRING, _object STRING, _offset BIGINT,"
              + " _item INT, _blocked BOOLEAN");
  private static final StructType PRESENT =
      StructType.fromDDL("id STRING, v BIGINT, at TIMESTAMP, _content_hash STRING");

  private final SparkSession spark = SharedSession.spark();
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /** A delivered version of a key. */
  private record Version(String key, long sequence, String content) {}

  @Test
  void upsertEndsWithTheNewestVersion() {
    Contract contract =
        SmallContracts.payments("      format: json-lines", "{strategy: upsert, sequence: v}");
    List<Version> all = versions();

    Map<String, Set<Version>> table = delivered(contract, all);

    Map<String, Set<Version>> newest = new TreeMap<>();
    for (Version version : all) {
      newest.merge(version.key(), Set.of(version), DeliveryOrderTest::newer);
    }
    assertThat(table).as("seed %s", seed).isEqualTo(newest);
  }

  @Test
  void historyEndsWithEveryVersionOnce() {
    Contract contract =
        SmallContracts.payments(
            "      format: json-lines", "{strategy: history, time: at, sequence: v}");
    List<Version> all = versions();

    Map<String, Set<Version>> table = delivered(contract, all);

    assertThat(table)
        .as("seed %s", seed)
        .isEqualTo(
            all.stream()
                .collect(Collectors.groupingBy(Version::key, TreeMap::new, Collectors.toSet())));
  }

  @Test
  void immutableEventsEndWithEachOnce() {
    Contract contract =
        SmallContracts.payments("      format: json-lines", "{strategy: insert-once}");
    // Of one event there is one content; what differs is refused, and does not come here.
    List<Version> all =
        versions().stream().map(version -> new Version(version.key(), 1, "same")).toList();

    Map<String, Set<Version>> table = delivered(contract, all);

    assertThat(table.values()).as("seed %s", seed).allSatisfy(rows -> assertThat(rows).hasSize(1));
    assertThat(table).hasSize(SEQUENCES);
  }

  private static Set<Version> newer(Set<Version> left, Set<Version> right) {
    Comparator<Version> order =
        Comparator.comparingLong(Version::sequence).thenComparing(Version::content);
    Version one = left.iterator().next();
    Version other = right.iterator().next();
    return Set.of(order.compare(one, other) >= 0 ? one : other);
  }

  /** For every key one to nine versions, some of them twice, some with a sequence in common. */
  private List<Version> versions() {
    List<Version> versions = new ArrayList<>();
    for (int key = 0; key < SEQUENCES; key++) {
      int count = 1 + random.nextInt(9);
      for (int i = 0; i < count; i++) {
        String content = String.valueOf((char) ('a' + random.nextInt(3)));
        versions.add(new Version("k" + key, random.nextInt(4), content));
      }
    }
    Collections.shuffle(versions, random);
    return versions;
  }

  /** The table after all batches; each version goes into a random one. */
  private Map<String, Set<Version>> delivered(Contract contract, List<Version> all) {
    Map<Integer, List<Version>> batches =
        all.stream().collect(Collectors.groupingBy(version -> random.nextInt(BATCHES)));
    Map<String, Set<Version>> table = new TreeMap<>();
    batches.forEach((number, versions) -> take(contract, table, number, versions));
    return table;
  }

  private void take(
      Contract contract, Map<String, Set<Version>> table, int number, List<Version> versions) {
    List<Row> staged = new ArrayList<>();
    Map<Long, Version> byOffset = new HashMap<>();
    for (Version version : versions) {
      long offset = byOffset.size();
      byOffset.put(offset, version);
      staged.add(
          RowFactory.create(
              version.key(),
              version.sequence(),
              null,
              hash(version),
              "b" + number,
              offset,
              0,
              false));
    }
    List<Row> present = new ArrayList<>();
    for (Set<Version> rows : table.values()) {
      rows.forEach(
          row -> present.add(RowFactory.create(row.key(), row.sequence(), null, hash(row))));
    }
    List<Row> outcomes =
        decide(contract, spark.createDataFrame(staged, STAGED), present).collectAsList();

    assertThat(outcomes).as("seed %s: every row has one fate", seed).hasSameSizeAs(versions);
    boolean keepsAll = contract.landed().write().versionColumns().contains("at");
    for (Row row : outcomes) {
      if (row.getString(3).equals("accepted")) {
        Version version = byOffset.get(row.getLong(1));
        Set<Version> rows = table.computeIfAbsent(version.key(), key -> new TreeSet<>(order()));
        if (!keepsAll) {
          rows.clear();
        }
        rows.add(version);
      }
    }
  }

  private Dataset<Row> decide(Contract contract, Dataset<Row> staged, List<Row> present) {
    return Decisions.by(contract).decide(staged, spark.createDataFrame(present, PRESENT), Set.of());
  }

  private static Comparator<Version> order() {
    return Comparator.comparing(Version::key)
        .thenComparingLong(Version::sequence)
        .thenComparing(Version::content);
  }

  private static String hash(Version version) {
    return version.sequence() + version.content();
  }
}
