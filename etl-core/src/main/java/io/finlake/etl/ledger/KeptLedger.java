package io.finlake.etl.ledger;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.lookup.CommitNotes;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SalvagedRows;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.TableShape;
import io.finlake.etl.plan.Batch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A ledger as far as it can be read, whatever is damaged in it. Writes nothing and makes nothing.
 *
 * @param plans what was planned, by table and number
 * @param records what was recorded, by table and number
 * @param planTable the state of the table of plans
 * @param recordTable the state of the table of records
 * @param doubled tables and numbers, in words, that are recorded more than once
 */
public record KeptLedger(
    Map<TableKey, TreeMap<Long, Batch>> plans,
    Map<TableKey, TreeMap<Long, BatchRecord>> records,
    State planTable,
    State recordTable,
    List<String> doubled) {

  private static final Logger LOG = LoggerFactory.getLogger(KeptLedger.class);

  /**
   * How a control table is.
   *
   * @param there whether its log can be read
   * @param unreadable names of its files that cannot be read
   */
  public record State(boolean there, List<String> unreadable) {
    public State {
      unreadable = List.copyOf(unreadable);
    }

    /** Whether all of it can be read. */
    public boolean whole() {
      return there && unreadable.isEmpty();
    }
  }

  /** Reads what there is of a lake's ledger. */
  public static KeptLedger read(Configuration hadoop, LakeLocations lake) {
    SalvagedRows plans = SalvagedRows.of(hadoop, ControlTables.plans(lake.control()));
    SalvagedRows records = SalvagedRows.of(hadoop, ControlTables.records(lake.control()));
    KeptLedger kept =
        new KeptLedger(
            new HashMap<>(),
            new HashMap<>(),
            state(hadoop, plans, ControlTables.plans(lake.control())),
            state(hadoop, records, ControlTables.records(lake.control())),
            new ArrayList<>());
    plans.rows().forEach(row -> asFarAsCan(row, kept::plan));
    records.rows().forEach(row -> asFarAsCan(row, kept::record));
    return kept;
  }

  /** A row that makes no sense is as good as gone, and is missed as such. */
  private static void asFarAsCan(PlainRow row, Consumer<PlainRow> reader) {
    try {
      reader.accept(row);
    } catch (RuntimeException garbled) {
      LOG.debug("event=ledger_row_garbled", garbled);
    }
  }

  private static State state(Configuration hadoop, SalvagedRows rows, TableShape shape) {
    boolean there = rows.byLog() && SmallTable.exists(hadoop, shape.path());
    return new State(there, rows.unreadable());
  }

  private void plan(PlainRow row) {
    TableKey key = key(row);
    plans
        .computeIfAbsent(key, any -> new TreeMap<>())
        .putIfAbsent(row.number("number"), PlanRows.batch(key, row));
  }

  private void record(PlainRow row) {
    BatchRecord record = RecordRows.record(row);
    if (records
            .computeIfAbsent(record.table(), any -> new TreeMap<>())
            .putIfAbsent(record.number(), record)
        != null) {
      doubled.add("batch " + record.number() + " of " + record.table().name());
    }
  }

  private static TableKey key(PlainRow row) {
    String[] table = row.text("table").split("\\.", 2);
    return new TableKey(
        Zone.valueOf(table[0].toUpperCase(Locale.ROOT)),
        DatasetId.parse(table[1]),
        row.text("incarnation"));
  }

  /** What was planned for a table. */
  public TreeMap<Long, Batch> plansOf(TableKey key) {
    return plans.getOrDefault(key, new TreeMap<>());
  }

  /** What was recorded of a table. */
  public TreeMap<Long, BatchRecord> recordsOf(TableKey key) {
    return records.getOrDefault(key, new TreeMap<>());
  }

  /**
   * A table's batches as its own commits tell them.
   *
   * @param key the table
   * @param committed the highest number that it has
   * @param plans what was planned, as far as commits keep it
   * @param records what the ledger says, or is to say, of each commit
   */
  public record Told(
      TableKey key,
      long committed,
      TreeMap<Long, PlanNote> plans,
      TreeMap<Long, BatchRecord> records) {}

  /** What the commits of a table tell; empty when no table can be read there. */
  public static Optional<Told> told(
      Configuration hadoop, LakeLocations lake, Zone zone, DatasetId dataset) {
    String path = lake.table(zone, dataset);
    try {
      return StoredTable.at(hadoop, path).map(table -> told(hadoop, zone, dataset, table, path));
    } catch (RuntimeException damaged) {
      LOG.debug("event=table_unreadable table={}", path, damaged);
      return Optional.empty();
    }
  }

  private static Told told(
      Configuration hadoop, Zone zone, DatasetId dataset, StoredTable table, String path) {
    TableKey key = new TableKey(zone, dataset, table.incarnation());
    Told told =
        new Told(key, table.number(key.tableApp()).orElse(0), new TreeMap<>(), new TreeMap<>());
    CommitNotes.of(hadoop, path).forEach(commit -> add(told, commit));
    return told;
  }

  private static void add(Told told, CommitNotes.Commit commit) {
    Long number = commit.numbers().get(told.key().tableApp());
    if (number == null) {
      return;
    }
    CommitNote note;
    Optional<PlanNote> plan;
    try {
      note = CommitNote.parse(commit.note());
      plan = PlanNote.in(commit.note());
    } catch (RuntimeException garbled) {
      return; // as good as gone: whoever needs it misses it
    }
    plan.ifPresent(
        it -> {
          told.plans().put(number, it);
          told.records().put(number, record(told.key(), commit.version(), note, it));
        });
  }

  private static BatchRecord record(TableKey key, long version, CommitNote note, PlanNote plan) {
    boolean delivered = note.outcome() == BatchRecord.Outcome.COMMITTED;
    return new BatchRecord(
        key,
        plan.batch().number(),
        note.runId(),
        note.attemptId(),
        version,
        plan.batch().processingTime(),
        note.contractVersion(),
        note.outcome(),
        note.balance(),
        delivered ? plan.objects() : List.of(),
        note.rules(),
        delivered ? plan.unknown() : Map.of(),
        0,
        note.before());
  }
}
