package io.finlake.etl.ledger;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.TableShape;
import io.finlake.etl.plan.Batch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Makes the ledger again from what can still be read of it and from what the tables' commits tell.
 * What is damaged is put aside first, in {@code control/_damaged}, and counts there still, so a
 * rebuild that was killed is gone on with by the next one. Nothing else may work on the lake
 * meanwhile; until the rebuild is done, processing refuses to go on with tables whose batches the
 * ledger does not know.
 */
public final class LedgerRebuild {
  private static final String ASIDE = "_damaged";

  private final Configuration hadoop;
  private final LakeLocations lake;
  private final Map<TableKey, NavigableMap<Long, Batch>> plans = new HashMap<>();
  private final Map<TableKey, NavigableMap<Long, BatchRecord>> records = new HashMap<>();
  private final List<KeptLedger.Told> told = new ArrayList<>();
  private final KeptLedger present;
  private final List<String> missing = new ArrayList<>();

  private LedgerRebuild(Configuration hadoop, LakeLocations lake, KeptLedger present) {
    this.hadoop = hadoop;
    this.lake = lake;
    this.present = present;
  }

  /** A table of the lake that batches write. */
  public record Named(Zone zone, DatasetId dataset) {}

  /**
   * What would be, or was, made again.
   *
   * @param table {@code zone.domain.name}
   * @param batches how many batches the table has
   * @param plans how many of their plans the ledger had lost
   * @param records how many of their records it had lost
   * @param missing numbers, in words, that nothing tells of; then nothing is made again
   */
  public record Line(String table, long batches, long plans, long records, String missing) {}

  /** Looks what there is; writes nothing. */
  public static LedgerRebuild look(Configuration hadoop, LakeLocations lake, List<Named> tables) {
    LedgerRebuild rebuild = new LedgerRebuild(hadoop, lake, KeptLedger.read(hadoop, lake));
    rebuild.gather(rebuild.present);
    for (String aside : rebuild.aside()) {
      rebuild.gather(KeptLedger.read(hadoop, new LakeLocations(lake.zones(), aside)));
    }
    for (Named table : tables) {
      KeptLedger.told(hadoop, lake, table.zone(), table.dataset()).ifPresent(rebuild::gather);
    }
    return rebuild;
  }

  private void gather(KeptLedger kept) {
    kept.plans().forEach((key, all) -> all.forEach(of(plans, key)::putIfAbsent));
    kept.records().forEach((key, all) -> all.forEach(of(records, key)::putIfAbsent));
  }

  /** What a commit tells counts more than what lay in a damaged table. */
  private void gather(KeptLedger.Told one) {
    told.add(one);
    one.plans().forEach((number, note) -> of(plans, one.key()).put(number, note.batch()));
    one.records().forEach(of(records, one.key())::putIfAbsent);
    for (long number = 1; number <= one.committed(); number++) {
      boolean known = of(plans, one.key()).containsKey(number);
      if (!known || !of(records, one.key()).containsKey(number)) {
        missing.add("batch " + number + " of " + one.key().name());
      }
    }
    // One that was planned and is not committed stays planned; one beyond it was never planned.
    of(plans, one.key()).tailMap(one.committed() + 1, false).clear();
    of(records, one.key()).tailMap(one.committed(), false).clear();
  }

  private static <T> NavigableMap<Long, T> of(
      Map<TableKey, NavigableMap<Long, T>> all, TableKey key) {
    return all.computeIfAbsent(key, any -> new TreeMap<>());
  }

  /** What the ledger has lost, table by table; tables that lost nothing too. */
  public List<Line> lines() {
    return told.stream()
        .map(
            one -> {
              long lostPlans = lost(one, present.plansOf(one.key()));
              long lostRecords = lost(one, present.recordsOf(one.key()));
              String gone =
                  String.join(
                      ", ",
                      missing.stream()
                          .filter(it -> it.endsWith(" " + one.key().name()))
                          .map(it -> it.substring(0, it.indexOf(" of ")))
                          .toList());
              return new Line(one.key().name(), one.committed(), lostPlans, lostRecords, gone);
            })
        .toList();
  }

  private static long lost(KeptLedger.Told one, NavigableMap<Long, ?> kept) {
    return one.committed() - kept.headMap(one.committed(), true).size();
  }

  /** Whether the ledger lacks anything. */
  public boolean needed() {
    return !present.planTable().whole()
        || !present.recordTable().whole()
        || !present.doubled().isEmpty()
        || !voidsKnown()
        || lines().stream().anyMatch(line -> line.plans() > 0 || line.records() > 0);
  }

  /** Whether each batch that is recorded as given up is also found by its number. */
  private boolean voidsKnown() {
    Optional<StoredTable> table =
        StoredTable.at(hadoop, ControlTables.records(lake.control()).path());
    return present.records().entrySet().stream()
        .allMatch(
            of -> {
              long last = voided(of.getValue()).mapToLong(BatchRecord::number).max().orElse(0);
              return last == 0
                  || table.map(it -> it.number(of.getKey().voidApp()).orElse(0)).orElse(0L) >= last;
            });
  }

  private static Stream<BatchRecord> voided(NavigableMap<Long, BatchRecord> records) {
    return records.values().stream()
        .filter(record -> record.outcome() == BatchRecord.Outcome.VOIDED);
  }

  /**
   * Makes the ledger again; nothing where it lacks nothing. Safe to try again after any failure.
   *
   * @throws FinlakeException {@link ErrorCode#DAMAGED_LAKE} when neither the ledger nor a commit
   *     tells of a batch that a table has; then nothing is changed
   */
  public void apply() {
    if (!missing.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.DAMAGED_LAKE,
          "the ledger is not made again",
          "neither it nor a commit tells of " + String.join(", ", missing),
          "put control/plans and control/records back from a backup, or make those tables anew:"
              + " 'finlake doctor' names the commands");
    }
    rebuild(
        ControlTables.plans(lake.control()),
        present.planTable(),
        present.plans(),
        plans,
        (key, batch) -> PlanRows.of(key, batch, "rebuilt"),
        TableKey::planApp,
        table -> {});
    rebuild(
        ControlTables.records(lake.control()),
        present.recordTable(),
        present.records(),
        records,
        (key, record) -> RecordRows.of(record),
        TableKey::recordApp,
        this::giveUp);
  }

  private <T> void rebuild(
      TableShape shape,
      KeptLedger.State state,
      Map<TableKey, NavigableMap<Long, T>> kept,
      Map<TableKey, NavigableMap<Long, T>> wanted,
      BiFunction<TableKey, T, PlainRow> row,
      Function<TableKey, String> app,
      Consumer<SmallTable> first) {
    // Rows are appended by rising number: a table that lacks one in between is made from nothing.
    boolean grows =
        state.whole()
            && (shape.path().equals(ControlTables.plans(lake.control()).path())
                || present.doubled().isEmpty())
            && wanted.entrySet().stream()
                .allMatch(
                    it -> {
                      NavigableMap<Long, T> rows = kept.getOrDefault(it.getKey(), new TreeMap<>());
                      return rows.isEmpty()
                          || it.getValue().headMap(rows.lastKey(), true).size() == rows.size();
                    });
    if (!grows) {
      putAside(shape.path());
    }
    SmallTable table = SmallTable.open(hadoop, shape);
    first.accept(table);
    for (TableKey key :
        wanted.keySet().stream().sorted(Comparator.comparing(TableKey::toString)).toList()) {
      NavigableMap<Long, T> all = wanted.get(key);
      long from = table.number(app.apply(key)).orElse(0);
      List<PlainRow> rows =
          all.tailMap(from, false).values().stream().map(it -> row.apply(key, it)).toList();
      if (!rows.isEmpty()) {
        table.append(app.apply(key), all.lastKey(), rows);
      }
    }
  }

  /**
   * The numbers of batches that were given up are looked up without reading a row, so they come
   * before any row that says so, as they do when a batch is recorded.
   */
  private void giveUp(SmallTable table) {
    records.forEach(
        (key, all) ->
            voided(all).forEach(it -> table.append(key.voidApp(), it.number(), List.of())));
  }

  private void putAside(String path) {
    Path folder = new Path(path);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      if (!files.exists(folder)) {
        return;
      }
      Path aside = new Path(lake.control() + "/" + ASIDE + "/" + aside().size(), folder.getName());
      files.mkdirs(aside.getParent());
      if (!files.rename(folder, aside)) {
        throw new IOException(folder + " cannot be put aside");
      }
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }

  /** The folders of what was put aside. */
  private List<String> aside() {
    Path folder = new Path(lake.control(), ASIDE);
    try {
      FileSystem files = folder.getFileSystem(hadoop);
      List<String> found = new ArrayList<>();
      if (files.exists(folder)) {
        for (FileStatus one : files.listStatus(folder)) {
          found.add(one.getPath().toString());
        }
      }
      return found;
    } catch (IOException thrown) {
      throw new UncheckedIOException(thrown);
    }
  }
}
