package io.finlake.etl.evidence;

import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.CommitNotes;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * Gathers what a run did. Parts that name nothing but inputs and results are the same for the same
 * inputs in another lake; what a run makes by itself (its id, moments, tries, versions) stands in
 * {@code run.json} and {@code tables.json}.
 */
public final class Evidence {
  /** Stands for the run that recorded a batch last. */
  public static final String LATEST = "latest";

  private static final int LEAST_PREFIX = 8;

  private final LakeView lake;

  /** Of a lake. */
  public Evidence(LakeView lake) {
    this.lake = lake;
  }

  /**
   * What a run did.
   *
   * @param run its id, eight or more of the first letters of one, or {@link #LATEST}
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when no batch was committed by it
   */
  public EvidencePack of(String run) {
    List<BatchRecord> all = lake.ledger().records();
    String id = id(run, all);
    List<BatchRecord> records =
        all.stream()
            .filter(record -> record.runId().equals(id))
            .sorted(
                Comparator.comparing((BatchRecord record) -> record.table().name())
                    .thenComparingLong(BatchRecord::number))
            .toList();
    Map<String, byte[]> parts = new TreeMap<>();
    parts.put("run.json", each(records, Evidence::made));
    parts.put("inputs.json", each(records, Evidence::inputs));
    parts.put("contracts.json", each(records, Evidence::contract));
    parts.put("balances.json", each(records, (record, batch) -> balance(record)));
    parts.put("rules.json", each(records, (record, batch) -> rules(record)));
    parts.put("tables.json", each(records, (record, batch) -> versions(record)));
    parts.put("rows.json", each(records, (record, batch) -> rows(record)));
    for (BatchRecord record : records) {
      Batch batch = lake.ledger().batch(record.table(), record.number());
      parts.put(
          "contracts/" + batch.contractHash() + ".yaml",
          batch.contractText().getBytes(StandardCharsets.UTF_8));
    }
    return EvidencePack.of(id, parts);
  }

  private static String id(String run, List<BatchRecord> records) {
    List<String> matching =
        run.equals(LATEST)
            ? records.stream()
                .max(
                    Comparator.comparing(BatchRecord::processingTime)
                        .thenComparing(BatchRecord::runId))
                .stream()
                .map(BatchRecord::runId)
                .toList()
            : records.stream()
                .map(BatchRecord::runId)
                .distinct()
                .filter(
                    id -> id.equals(run) || (run.length() >= LEAST_PREFIX && id.startsWith(run)))
                .toList();
    if (matching.size() != 1) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no evidence of the run " + run,
          matching.isEmpty() ? "it committed no batch" : "more than one run begins so",
          "'finlake reconcile' shows the run of each batch; or name the last one: " + LATEST);
    }
    return matching.get(0);
  }

  private byte[] each(
      List<BatchRecord> records, BiFunction<BatchRecord, Batch, Map<String, Object>> content) {
    List<Map<String, Object>> entries = new ArrayList<>();
    for (BatchRecord record : records) {
      Map<String, Object> entry =
          new TreeMap<>(
              content.apply(record, lake.ledger().batch(record.table(), record.number())));
      entry.put("table", record.table().name());
      entry.put("batch", record.number());
      entries.add(entry);
    }
    return EvidencePack.json(entries);
  }

  private static Map<String, Object> made(BatchRecord record, Batch batch) {
    return Map.of(
        "attempt", record.attemptId(),
        "code_version", batch.codeVersion(),
        "planned_by_run", batch.runId(),
        "processing_time", batch.processingTime().toString(),
        "run", record.runId());
  }

  private static Map<String, Object> inputs(BatchRecord record, Batch batch) {
    Map<String, BatchRecord.ObjectRead> read = new TreeMap<>();
    record.objects().forEach(object -> read.put(object.path(), object));
    List<Map<String, Object>> objects = new ArrayList<>();
    for (RawObject object : batch.inputs().objects().stream().sorted().toList()) {
      Map<String, Object> entry = new TreeMap<>();
      entry.put("path", object.path());
      entry.put("bytes", object.bytes());
      Optional.ofNullable(read.get(object.path()))
          .ifPresent(
              it -> {
                entry.put("sha256", it.sha256());
                entry.put("records", it.records());
              });
      objects.add(entry);
    }
    Map<String, Object> inputs = new TreeMap<>();
    inputs.put("objects", objects);
    if (batch.inputs() instanceof Inputs.TableVersions tables) {
      inputs.put(
          "tables",
          tables.ranges().stream()
              .map(
                  range ->
                      Map.of("table", range.table(), "after", range.after(), "up_to", range.upTo()))
              .toList());
    } else if (batch.inputs() instanceof Inputs.Quarantined replay) {
      inputs.put("rules", replay.rules());
      replay.corrections().ifPresent(path -> inputs.put("corrections", path));
    } else if (batch.inputs() instanceof Inputs.Backfilled backfill) {
      inputs.put("backfill", backfill.plan());
    } else if (batch.inputs() instanceof Inputs.Erased erased) {
      inputs.put("erasure", erased.erasure());
    } else if (batch.inputs() instanceof Inputs.Rotated rotated) {
      inputs.put("token_key", rotated.keyVersion());
    }
    return inputs;
  }

  private static Map<String, Object> contract(BatchRecord record, Batch batch) {
    return Map.of(
        "file", "contracts/" + batch.contractHash() + ".yaml",
        "sha256", batch.contractHash(),
        "version", record.contractVersion());
  }

  private static Map<String, Object> balance(BatchRecord record) {
    Balance balance = record.balance();
    Map<String, Object> entry = new TreeMap<>();
    entry.put("outcome", record.outcome().name().toLowerCase(Locale.ROOT));
    entry.put("balanced", balance.balanced());
    entry.put("filtered", balance.filtered());
    entry.put("rows", split(balance.read(), balance.outcomes()));
    Map<String, Object> money = new TreeMap<>();
    balance
        .money()
        .forEach(
            (name, sums) ->
                money.put(
                    name,
                    split(
                        sums.read().toPlainString(),
                        new Balance.Split<>(
                            sums.outcomes().accepted().toPlainString(),
                            sums.outcomes().quarantined().toPlainString(),
                            sums.outcomes().duplicate().toPlainString(),
                            sums.outcomes().superseded().toPlainString()))));
    entry.put("money", money);
    return entry;
  }

  private static Map<String, Object> split(Object read, Balance.Split<?> outcomes) {
    return Map.of(
        "read", read,
        "accepted", outcomes.accepted(),
        "quarantined", outcomes.quarantined(),
        "duplicate", outcomes.duplicate(),
        "superseded", outcomes.superseded());
  }

  private static Map<String, Object> rules(BatchRecord record) {
    return Map.of(
        "broken", new TreeMap<>(record.rules()),
        "unknown_fields", new TreeMap<>(record.unknown()));
  }

  private Map<String, Object> versions(BatchRecord record) {
    Map<String, Object> entry = new TreeMap<>();
    entry.put("incarnation", record.table().incarnation());
    entry.put("version_before", record.tableVersion() - 1);
    entry.put("version_after", record.tableVersion());
    quarantined(record)
        .ifPresent(
            version -> {
              entry.put("quarantine_version_before", version - 1);
              entry.put("quarantine_version_after", version);
            });
    return entry;
  }

  /** The version of quarantine that a batch made; empty when it made none. */
  private Optional<Long> quarantined(BatchRecord record) {
    TableKey key = record.table();
    return key.zone() != Zone.PROCESSED
        ? Optional.empty()
        : CommitNotes.of(lake.hadoop(), lake.locations().table(Zone.QUARANTINE, key.dataset()))
            .stream()
            .filter(it -> it.numbers().getOrDefault(key.quarantineApp(), 0L) == record.number())
            .map(CommitNotes.Commit::version)
            .findFirst();
  }

  private Map<String, Object> rows(BatchRecord record) {
    TableKey key = record.table();
    Map<String, Object> entry = new TreeMap<>();
    entry.put("accepted", digest(key, key.zone(), record.tableVersion(), record.number()));
    quarantined(record)
        .ifPresent(
            version ->
                entry.put("quarantined", digest(key, Zone.QUARANTINE, version, record.number())));
    return entry;
  }

  /** As the batch left the table; where that version is gone, as the table is now. */
  private Map<String, Object> digest(TableKey key, Zone zone, long version, long batch) {
    String path = lake.locations().table(zone, key.dataset());
    if (zone == key.zone()
        && StoredTable.at(lake.hadoop(), path)
            .filter(table -> table.incarnation().equals(key.incarnation()))
            .isEmpty()) {
      return Map.of("version", "gone"); // another table lies there, or none
    }
    Optional<StoredTable> then = StoredTable.at(lake.hadoop(), path, version);
    if (then.isPresent()) {
      try {
        return entry(RowDigest.of(then.get(), batch), "batch");
      } catch (RuntimeException gone) {
        return now(path, batch); // files of old versions go with their time
      }
    }
    return now(path, batch);
  }

  private Map<String, Object> now(String path, long batch) {
    return StoredTable.at(lake.hadoop(), path)
        .map(table -> entry(RowDigest.of(table, batch), "present"))
        .orElse(Map.of());
  }

  private static Map<String, Object> entry(RowDigest digest, String version) {
    return Map.of("rows", digest.rows(), "sha256", digest.sha256(), "version", version);
  }
}
