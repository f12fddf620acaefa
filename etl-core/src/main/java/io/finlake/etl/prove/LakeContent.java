package io.finlake.etl.prove;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.HistoryColumn;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import io.finlake.etl.plan.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Everything that a lake holds, as text that can be compared: every row of every table, every
 * record of the ledger, every object of raw. Processing times differ between lakes by nature: each
 * is written as the number of the batch whose time it is, and one that is no batch's stays as it
 * is, and is found wrong.
 */
final class LakeContent {
  private final Configuration hadoop;
  private final LakeLocations locations;
  private final Ledger ledger;
  private final List<Entry> entries = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private LakeContent(Configuration hadoop, String lake) {
    this.hadoop = hadoop;
    this.locations = LakeLocations.under(lake);
    this.ledger = Ledger.open(hadoop, locations);
  }

  /**
   * One thing that a lake holds.
   *
   * @param where the table
   * @param identity what makes it this one: its place in raw, or its key
   * @param text all of it
   */
  record Entry(String where, String identity, String text) {
    String line() {
      return where + "\t" + identity + "\t" + text;
    }

    static Entry parse(String line) {
      String[] parts = line.split("\t", 3);
      return new Entry(parts[0], parts[1], parts[2]);
    }
  }

  /**
   * What was read.
   *
   * @param entries all that the lake holds
   * @param problems what is wrong in itself, whatever another lake holds
   */
  record Read(List<Entry> entries, List<String> problems) {}

  static Read of(java.nio.file.Path lake, List<Contract> contracts) {
    return of(new Configuration(), lake.toString(), contracts);
  }

  /** What a lake holds that lies anywhere. */
  static Read of(Configuration hadoop, String lake, List<Contract> contracts) {
    LakeContent content = new LakeContent(hadoop, lake);
    for (Contract contract : contracts) {
      content.tables(contract);
    }
    content.rawObjects();
    return new Read(content.entries, content.problems);
  }

  private void tables(Contract contract) {
    Optional<StoredTable> table = stored(contract.zone(), contract.id());
    if (table.isEmpty()) {
      problems.add("there is no table " + name(contract.zone(), contract.id()));
      return;
    }
    TableKey key = new TableKey(contract.zone(), contract.id(), table.get().incarnation());
    List<Batch> batches = ledger.batches(key);
    Map<Instant, String> times = new HashMap<>();
    batches.forEach(batch -> times.put(batch.processingTime(), "of batch " + batch.number()));
    Map<String, Map<Instant, String>> moments = new HashMap<>(recorded(contract));
    moments.put(TechnicalColumn.PROCESSED_AT, times);
    rows(contract.zone(), contract, table.get(), moments);
    if (contract.zone() == Zone.PROCESSED) {
      stored(Zone.QUARANTINE, contract.id())
          .ifPresent(held -> rows(Zone.QUARANTINE, contract, held, moments));
    }
    numbers(key, table.get(), batches);
  }

  private Optional<StoredTable> stored(Zone zone, DatasetId dataset) {
    return StoredTable.at(hadoop, locations.table(zone, dataset));
  }

  /** A history says since when it believes something: since batches of what it is made of. */
  private Map<String, Map<Instant, String>> recorded(Contract contract) {
    if (contract.zone() != Zone.CURATED || contract.derivation().history().isEmpty()) {
      return Map.of();
    }
    Map<Instant, String> times = new HashMap<>();
    for (Derivation.Input input : contract.derivation().inputs()) {
      stored(input.zone(), input.dataset())
          .map(it -> new TableKey(input.zone(), input.dataset(), it.incarnation()))
          .ifPresent(
              key ->
                  ledger
                      .batches(key)
                      .forEach(
                          batch ->
                              times.put(
                                  batch.processingTime(),
                                  "of batch " + batch.number() + " of " + key.name())));
    }
    return Map.of(HistoryColumn.RECORDED_FROM, times, HistoryColumn.RECORDED_TO, times);
  }

  private void rows(
      Zone zone, Contract contract, StoredTable table, Map<String, Map<Instant, String>> moments) {
    List<String> identity =
        zone == Zone.CURATED
            ? contract.key()
            : List.of(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM);
    StoredTable.Found found =
        table.rows(Where.all(), Comparator.comparing(PlainRow::toString), Integer.MAX_VALUE);
    for (PlainRow row : found.rows()) {
      Map<String, String> texts = new TreeMap<>();
      row.values()
          .forEach(
              (column, value) ->
                  texts.put(column, text(value, moments.getOrDefault(column, Map.of()))));
      entries.add(
          new Entry(
              name(zone, contract.id()),
              identity.stream()
                  .map(column -> String.valueOf(texts.get(column)))
                  .toList()
                  .toString(),
              plain(texts.toString())));
    }
  }

  private static String text(Object value, Map<Instant, String> moments) {
    if (value instanceof Instant moment) {
      return moments.getOrDefault(moment, moment.toString());
    }
    if (value instanceof PlainRow struct) {
      return new TreeMap<>(struct.values())
          .entrySet().stream()
              .map(field -> field.getKey() + ": " + text(field.getValue(), Map.of()))
              .collect(Collectors.joining(", ", "{", "}"));
    }
    if (value instanceof List<?> list) {
      return list.stream().map(it -> text(it, Map.of())).sorted().toList().toString();
    }
    return String.valueOf(value);
  }

  private static String plain(String text) {
    return text.replace('\t', ' ').replace('\n', ' ');
  }

  /** The records of a table, and that nothing is planned, committed or recorded halfway. */
  private void numbers(TableKey key, StoredTable table, List<Batch> batches) {
    List<BatchRecord> records = ledger.records(key);
    for (BatchRecord record : records) {
      entries.add(
          new Entry(
              "control/records",
              key.name() + " " + record.number(),
              plain(
                  record.outcome()
                      + " "
                      + record.contractVersion()
                      + " "
                      + record.balance()
                      + " "
                      + record.before()
                      + " "
                      + new TreeMap<>(record.rules())
                      + " "
                      + new TreeSet<>(record.objects().stream().map(String::valueOf).toList()))));
      record.balance().problem().ifPresent(it -> problems.add(key.name() + ": " + it));
    }
    batches.forEach(
        batch ->
            entries.add(new Entry("control/plans", key.name() + " " + batch.number(), "planned")));
    long committed = table.number(key.tableApp()).orElse(0);
    if (committed != ledger.planned(key) || committed != ledger.recorded(key)) {
      problems.add(
          key.name()
              + " is unfinished: planned "
              + ledger.planned(key)
              + ", committed "
              + committed
              + ", recorded "
              + ledger.recorded(key));
    }
  }

  private void rawObjects() {
    Path raw = new Path(locations.zone(Zone.RAW));
    try {
      FileSystem files = raw.getFileSystem(hadoop);
      String root = files.makeQualified(raw).toUri().getPath() + "/";
      RemoteIterator<LocatedFileStatus> found = files.listFiles(raw, true);
      while (found.hasNext()) {
        Path file = found.next().getPath();
        try (InputStream in = files.open(file)) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(in.readAllBytes());
          String name = file.toUri().getPath().substring(root.length());
          entries.add(new Entry("raw", name, HexFormat.of().formatHex(hash)));
        }
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    } catch (NoSuchAlgorithmException thrown) {
      throw new IllegalStateException("every Java platform has SHA-256", thrown);
    }
  }

  private static String name(Zone zone, DatasetId dataset) {
    return zone.label() + "/" + dataset.name();
  }
}
