package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.process.WriteRules.Table;
import io.finlake.etl.process.WriteRules.Version;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of versions, late ones, corrections and repetitions, cut into random batches in
 * random order: what Spark decides of each row is what {@link WriteRules} say, which end as one
 * full computation does ({@link WriteRulesTest}). A key is a sequence, and a step takes a batch of
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

  @Test
  void upsertDecidesBySequenceThenContent() {
    assertThat(fates("{strategy: upsert, sequence: v}"))
        .contains(WriteRules.ACCEPTED, WriteRules.DUPLICATE, WriteRules.SUPERSEDED);
  }

  @Test
  void historyDecidesByContent() {
    assertThat(fates("{strategy: history, time: at, sequence: v}"))
        .contains(WriteRules.ACCEPTED, WriteRules.DUPLICATE);
  }

  @Test
  void immutableEventsKeepWhatCameFirst() {
    assertThat(fates("{strategy: insert-once}"))
        .contains(WriteRules.ACCEPTED, WriteRules.DUPLICATE, WriteRules.CONFLICT);
  }

  @Test
  void anExtractReplacesWhatIsThere() {
    assertThat(fates("{strategy: snapshot}"))
        .contains(WriteRules.ACCEPTED, WriteRules.DUPLICATE, WriteRules.CONFLICT);
  }

  /** What became of all rows, batch after batch; Spark and the rules must say the same of each. */
  private Collection<String> fates(String strategy) {
    Contract contract =
        SmallContracts.payments("      format: json-lines\n      layout: yyyy/MM/dd", strategy);
    WriteRules rules = new WriteRules(contract.landed().write());
    Collection<List<Version>> batches =
        versions().stream().collect(Collectors.groupingBy(it -> random.nextInt(BATCHES))).values();
    Table table = new Table();
    List<String> all = new ArrayList<>();
    for (List<Version> batch : batches) {
      List<String> decided = decided(contract, batch, table);
      List<String> fates = rules.take(batch, table);
      assertThat(decided).as("seed %s", seed).isEqualTo(fates);
      all.addAll(fates);
    }
    return all;
  }

  /** For every key one to nine versions, some of them twice, some with a sequence in common. */
  private List<Version> versions() {
    List<Version> versions = new ArrayList<>();
    for (int key = 0; key < SEQUENCES; key++) {
      int count = 1 + random.nextInt(9);
      for (int i = 0; i < count; i++) {
        Long sequence = random.nextInt(8) == 0 ? null : Long.valueOf(random.nextInt(4));
        String content = (char) ('a' + random.nextInt(3)) + String.valueOf(sequence);
        versions.add(new Version("k" + key, sequence, content));
      }
    }
    Collections.shuffle(versions, random);
    return versions;
  }

  private List<String> decided(Contract contract, List<Version> batch, Table table) {
    List<Row> staged = new ArrayList<>();
    for (Version row : batch) {
      staged.add(
          RowFactory.create(
              row.key(), row.sequence(), null, row.content(), "o", (long) staged.size(), 0, false));
    }
    List<Row> present =
        table.rows().values().stream()
            .flatMap(Set::stream)
            .map(row -> RowFactory.create(row.key(), row.sequence(), null, row.content()))
            .toList();
    Map<Long, String> fates = new TreeMap<>();
    for (Row row : decide(contract, spark.createDataFrame(staged, STAGED), present)) {
      String rule = row.isNullAt(4) ? "" : " " + row.getString(4);
      assertThat(fates.put(row.getLong(1), row.getString(3) + rule))
          .as("every row has one fate")
          .isNull();
    }
    return List.copyOf(fates.values());
  }

  private List<Row> decide(Contract contract, Dataset<Row> staged, List<Row> present) {
    return Decisions.by(contract)
        .decide(staged, spark.createDataFrame(present, PRESENT), Set.of())
        .collectAsList();
  }
}
