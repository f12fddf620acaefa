package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.process.WriteRules.Table;
import io.finlake.etl.process.WriteRules.Version;
import io.finlake.etl.testing.SmallContracts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Random sequences of late, repeated, corrected and contradicting rows, cut into random batches in
 * random order, give the table of one full computation. {@link DeliveryOrderTest} holds what Spark
 * decides against the same rules.
 */
class WriteRulesTest {
  private static final int SEQUENCES = 1_000;
  private static final int KEYS = 5;

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  @Test
  void upsertEndsWithTheNewestVersionOfEachKey() {
    WriteStrategy upsert = strategy("{strategy: upsert, sequence: v}");
    for (int i = 0; i < SEQUENCES; i++) {
      List<Version> all = versions();
      Map<String, Set<Version>> newest =
          byKey(all).entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      entry -> Set.of(Collections.max(entry.getValue(), Version.ORDER))));

      assertThat(inBatches(upsert, all)).as("seed %s", seed).isEqualTo(newest);
    }
  }

  @Test
  void historyEndsWithEveryVersionOnce() {
    WriteStrategy history = strategy("{strategy: history, time: at, sequence: v}");
    for (int i = 0; i < SEQUENCES; i++) {
      List<Version> all = versions();

      assertThat(inBatches(history, all)).as("seed %s", seed).isEqualTo(byKey(all));
    }
  }

  /** Which of two contents stays is arrival's choice by contract, so here an event has one. */
  @Test
  void immutableEventsEndWithEachOnce() {
    WriteStrategy once = strategy("{strategy: insert-once}");
    for (int i = 0; i < SEQUENCES; i++) {
      List<Version> all =
          versions().stream().map(it -> new Version(it.key(), 1L, "c" + it.key())).toList();

      assertThat(inBatches(once, all)).as("seed %s", seed).isEqualTo(byKey(all));
    }
  }

  /** A second content never replaces the first and never vanishes: it waits in quarantine. */
  @Test
  void contradictingEventsAreAllAccountedFor() {
    WriteRules once = new WriteRules(strategy("{strategy: insert-once}"));
    for (int i = 0; i < SEQUENCES; i++) {
      Table table = new Table();
      Map<String, Version> first = new TreeMap<>();
      for (List<Version> batch : cut(versions())) {
        List<String> outcomes = once.take(batch, table);
        for (int row = 0; row < batch.size(); row++) {
          Version version = batch.get(row);
          Version stays = first.putIfAbsent(version.key(), version);
          assertThat(outcomes.get(row))
              .as("seed %s", seed)
              .isEqualTo(
                  stays == null
                      ? WriteRules.ACCEPTED
                      : stays.content().equals(version.content())
                          ? WriteRules.DUPLICATE
                          : WriteRules.CONFLICT);
        }
      }
      assertThat(table.rows().keySet()).as("seed %s", seed).isEqualTo(first.keySet());
    }
  }

  /**
   * The engine refuses an extract that is older than the table's; so the newest is all there is.
   */
  @Test
  void snapshotEndsAsItsNewestExtract() {
    WriteRules snapshot = new WriteRules(strategy("{strategy: snapshot}"));
    for (int i = 0; i < SEQUENCES; i++) {
      List<List<Version>> extracts =
          IntStream.rangeClosed(1, 1 + random.nextInt(6)).mapToObj(day -> extract()).toList();
      List<Integer> order = new ArrayList<>(IntStream.range(0, extracts.size()).boxed().toList());
      Collections.shuffle(order, random);
      Table table = new Table();
      int newest = -1;
      for (int extract : order) {
        if (extract >= newest) {
          snapshot.take(extracts.get(extract), table);
          newest = extract;
        }
      }

      assertThat(table.rows())
          .as("seed %s", seed)
          .isEqualTo(byKey(extracts.get(extracts.size() - 1)));
    }
  }

  /** Equal rows are purchases of their own; equal objects are one delivery, sent again. */
  @Test
  void appendedObjectsCountOnceHoweverOftenTheyAreSent() {
    for (int i = 0; i < SEQUENCES; i++) {
      List<BatchRecord.ObjectRead> all = new ArrayList<>();
      for (int object = 0; object < 1 + random.nextInt(12); object++) {
        all.add(new BatchRecord.ObjectRead("o" + object, "hash" + random.nextInt(5), 3));
      }
      Collections.shuffle(all, random);
      Map<String, List<String>> taken = new TreeMap<>();
      List<String> accepted = new ArrayList<>();
      for (List<BatchRecord.ObjectRead> batch : cut(all)) {
        Set<String> resent = Resends.among(batch, taken);
        for (BatchRecord.ObjectRead object : batch) {
          taken.computeIfAbsent(object.sha256(), hash -> new ArrayList<>()).add(object.path());
          if (!resent.contains(object.path())) {
            accepted.add(object.sha256());
          }
        }
      }

      assertThat(accepted)
          .as("seed %s", seed)
          .containsExactlyInAnyOrderElementsOf(
              new HashSet<>(all.stream().map(BatchRecord.ObjectRead::sha256).toList()));
    }
  }

  private Map<String, Set<Version>> inBatches(WriteStrategy strategy, List<Version> all) {
    Table table = new Table();
    cut(all).forEach(batch -> new WriteRules(strategy).take(batch, table));
    return table.rows();
  }

  private <T> List<List<T>> cut(List<T> all) {
    int batches = 1 + random.nextInt(4);
    return new ArrayList<>(
        all.stream().collect(Collectors.groupingBy(it -> random.nextInt(batches))).values());
  }

  private static Map<String, Set<Version>> byKey(List<Version> all) {
    return all.stream().collect(Collectors.groupingBy(Version::key, Collectors.toSet()));
  }

  private List<Version> versions() {
    List<Version> versions = new ArrayList<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      Long sequence = random.nextInt(8) == 0 ? null : Long.valueOf(random.nextInt(4));
      versions.add(new Version("k" + random.nextInt(KEYS), sequence, "c" + random.nextInt(3)));
    }
    return versions;
  }

  private List<Version> extract() {
    return IntStream.range(0, KEYS)
        .filter(key -> random.nextBoolean())
        .mapToObj(key -> new Version("k" + key, 1L, "c" + random.nextInt(3)))
        .toList();
  }

  private static WriteStrategy strategy(String yaml) {
    boolean extract = yaml.contains("snapshot");
    return SmallContracts.payments(
            "      format: json-lines" + (extract ? "\n      layout: yyyy/MM/dd" : ""), yaml)
        .landed()
        .write();
  }
}
