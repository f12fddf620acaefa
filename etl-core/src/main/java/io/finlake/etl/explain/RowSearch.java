package io.finlake.etl.explain;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.lookup.Where;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.source.ObjectDiscovery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Looks for a key everywhere a row of it can be: the table, its quarantine, its past, batches that
 * are not finished, and raw. Reads the files that can hold the key and lists raw; no object of raw
 * is opened.
 */
public final class RowSearch {
  /** So many batches back an absent row is looked for in the table's past. */
  private static final int BATCHES_BACK = 50;

  /** More rows of one key than this are not looked at. */
  private static final int MOST_ROWS = 10_000;

  private final LakeView lake;
  private final Contract contract;
  private final int limit;

  /**
   * @param contract of a processed dataset
   * @param limit the most rows that are shown of each place
   */
  public RowSearch(LakeView lake, Contract contract, int limit) {
    this.lake = lake;
    this.contract = contract;
    this.limit = limit;
  }

  /** Days on which deliveries were expected and did not come, of the objects that were taken. */
  public interface Deliveries extends BiFunction<Collection<RawObject>, Instant, List<LocalDate>> {}

  /** Why the row of a key is absent, or that it is not. */
  public WhyNot whyNot(RowKey key, Instant now, Deliveries missing) {
    return WhyNot.of(facts(key, now, missing));
  }

  private WhyNot.Facts facts(RowKey key, Instant now, Deliveries missing) {
    Optional<StoredTable> table = lake.table(Zone.PROCESSED, contract.id());
    Optional<TableKey> known = table.map(it -> LakeView.key(contract, it));
    long committed = table.map(it -> LakeView.committed(contract, it)).orElse(0L);
    List<PlainRow> rows =
        table.map(it -> it.rows(key.where(), newestLast(), MOST_ROWS).rows()).orElse(List.of());
    List<ShownRow> present = shown(rows, false);
    List<ShownRow> deleted = shown(rows, true);
    Map<String, RawObject> taken =
        known.map(it -> lake.ledger().objects(it, Optional.empty())).orElse(Map.of());
    List<BatchRecord> records = known.map(it -> lake.ledger().records(it)).orElse(List.of());
    Optional<Long> unfinished =
        known.map(it -> lake.ledger().planned(it)).filter(number -> number > committed);
    ObjectDiscovery.Landed landed = listed();
    Optional<Past> past = rows.isEmpty() ? Optional.of(past(key, records)) : Optional.empty();
    Optional<StoredTable> quarantine = lake.table(Zone.QUARANTINE, contract.id());
    return new WhyNot.Facts(
        contract.id().toString(),
        !(contract.landed().write() instanceof WriteStrategy.Snapshot),
        key.shown(),
        key.showable() ? Optional.of(key.argument()) : Optional.empty(),
        present,
        deleted,
        !rows.isEmpty() && gone(rows.get(rows.size() - 1)),
        replaced(),
        held(quarantine, key, committed),
        past.map(Past::removedIn).orElse(Optional.empty()),
        past.map(Past::blindBefore).orElse(Optional.empty()),
        unfinished,
        unfinished.map(number -> objects(known.get(), number)).orElse(0L),
        untaken(landed, taken, unfinished.map(number -> planned(known.get(), number))),
        landed.waiting().stream().map(RawObject::path).toList(),
        quarantine.map(it -> unreadable(it, unfinished)).orElse(0L),
        records.stream()
            .filter(record -> !madeAgain(record))
            .mapToLong(record -> record.balance().filtered())
            .sum(),
        taken.size(),
        taken.values().stream().flatMap(it -> it.date().stream()).distinct().sorted().toList(),
        missing.apply(taken.values(), now));
  }

  private List<ShownRow> shown(List<PlainRow> rows, boolean deleted) {
    List<PlainRow> those = rows.stream().filter(row -> gone(row) == deleted).toList();
    return those.subList(Math.max(0, those.size() - limit), those.size()).stream()
        .map(row -> ShownRow.of(contract, row, name -> true))
        .toList();
  }

  private static boolean gone(PlainRow row) {
    return row.value(TechnicalColumn.DELETED).filter(Boolean.TRUE::equals).isPresent();
  }

  /** By what orders versions of a key, then by batch: the last one is in force. */
  private Comparator<PlainRow> newestLast() {
    List<String> columns = new ArrayList<>(contract.landed().write().versionColumns());
    if (contract.landed().write() instanceof WriteStrategy.History) {
      columns.add(TechnicalColumn.CONTENT_HASH);
    }
    columns.addAll(
        List.of(
            TechnicalColumn.BATCH,
            TechnicalColumn.OBJECT,
            TechnicalColumn.OFFSET,
            TechnicalColumn.ITEM));
    return Trace.order(columns);
  }

  private String replaced() {
    WriteStrategy write = contract.landed().write();
    if (write instanceof WriteStrategy.Append) {
      return "every delivered row is kept";
    }
    if (write instanceof WriteStrategy.InsertOnce) {
      return "an equal row that came again was counted as a duplicate of it";
    }
    if (write instanceof WriteStrategy.Upsert upsert) {
      return "rows of the key with a smaller "
          + upsert.sequence()
          + " were counted as superseded by it, equal ones as duplicates";
    }
    return write instanceof WriteStrategy.History
        ? "every version is kept, and an equal one that came again was counted as a duplicate"
        : "it is as the last extract that had it";
  }

  private List<WhyNot.Held> held(Optional<StoredTable> quarantine, RowKey key, long committed) {
    return quarantine
        .map(it -> it.rows(key.where(), byBatch(), limit).rows())
        .orElse(List.of())
        .stream()
        .filter(row -> row.number(TechnicalColumn.BATCH) <= committed)
        .map(row -> held(row, committed))
        .toList();
  }

  private WhyNot.Held held(PlainRow row, long committed) {
    List<PlainRow> reasons = row.rows(TechnicalColumn.REASONS);
    return new WhyNot.Held(
        ShownRow.of(contract, row, name -> true),
        reasons.stream()
            .filter(reason -> !reason.perhapsText("severity").equals(Optional.of("warn")))
            .map(reason -> reason.text("rule"))
            .distinct()
            .toList(),
        reasons.stream().map(this::words).toList(),
        row.value(TechnicalColumn.CLOSED_BATCH)
            .map(Long.class::cast)
            .filter(batch -> batch <= committed)
            .map(
                batch ->
                    "taken out by batch "
                        + batch
                        + row.perhapsText(TechnicalColumn.CLOSED_AS)
                            .map(what -> " as " + what)
                            .orElse("")));
  }

  /** The text as the contract of today shows it: a column may have become classified since. */
  private String words(PlainRow reason) {
    boolean hidden =
        reason
            .perhapsText("column")
            .flatMap(
                name ->
                    contract.columns().stream().filter(it -> it.name().equals(name)).findFirst())
            .filter(column -> column.classification().classified())
            .isPresent();
    return reason.text("rule")
        + reason.perhapsText("column").map(column -> " (" + column + ")").orElse("")
        + reason.perhapsText("text").map(text -> ": " + (hidden ? "***" : text)).orElse("");
  }

  /** Open rows of finished batches whose key cannot be read, by its worst column. */
  private long unreadable(StoredTable quarantine, Optional<Long> unfinished) {
    Where open =
        quarantine.columns().contains(TechnicalColumn.CLOSED_BATCH)
            ? Where.absent(TechnicalColumn.CLOSED_BATCH)
            : Where.all();
    return contract.key().stream()
        .map(column -> open.and(Where.absent(column)))
        .mapToLong(
            where ->
                count(quarantine, where)
                    - unfinished
                        .map(it -> Where.equal(TechnicalColumn.BATCH, it).and(where))
                        .map(it -> count(quarantine, it))
                        .orElse(0L))
        .max()
        .orElse(0);
  }

  private static long count(StoredTable table, Where where) {
    return table.rows(where, byBatch(), 1).total();
  }

  private static Comparator<PlainRow> byBatch() {
    return Trace.order(
        List.of(TechnicalColumn.BATCH, TechnicalColumn.OBJECT, TechnicalColumn.OFFSET));
  }

  /** Whether a batch read what others had read before it. */
  private static boolean madeAgain(BatchRecord record) {
    return record.outcome() == BatchRecord.Outcome.BACKFILLED;
  }

  /**
   * What older versions of the table say of a key.
   *
   * @param removedIn the batch after which it was there no more
   * @param blindBefore the batch before which no version could be looked at
   */
  private record Past(Optional<Long> removedIn, Optional<Long> blindBefore) {}

  /** Where rows can leave the table again, its versions are looked through, newest first. */
  private Past past(RowKey key, List<BatchRecord> records) {
    boolean leaves =
        contract.landed().write() instanceof WriteStrategy.Snapshot
            || contract.landed().source().redelivery() == RawSource.Redelivery.REPLACE
            || records.stream().anyMatch(RowSearch::madeAgain);
    if (!leaves) {
      return new Past(Optional.empty(), Optional.empty());
    }
    String path = lake.locations().table(Zone.PROCESSED, contract.id());
    int last = records.size() - 1;
    for (int i = last - 1; i >= Math.max(0, last - BATCHES_BACK); i--) {
      Optional<StoredTable> then =
          StoredTable.at(lake.hadoop(), path, records.get(i).tableVersion());
      Optional<Boolean> had = then.flatMap(version -> had(version, key));
      Optional<Long> next = Optional.of(records.get(i + 1).number());
      if (had.isEmpty()) {
        return new Past(Optional.empty(), next);
      }
      if (had.get()) {
        return new Past(next, Optional.empty());
      }
    }
    return new Past(
        Optional.empty(),
        last > BATCHES_BACK
            ? Optional.of(records.get(last - BATCHES_BACK).number())
            : Optional.empty());
  }

  /** Whether a version had the key; empty when its files were cleaned up since. */
  private static Optional<Boolean> had(StoredTable then, RowKey key) {
    try {
      return Optional.of(then.rows(key.where(), byBatch(), 1).total() > 0);
    } catch (RuntimeException thrown) {
      if (!Trace.fileGone(thrown)) {
        throw thrown;
      }
      return Optional.empty();
    }
  }

  private ObjectDiscovery.Landed listed() {
    return new ObjectDiscovery(lake.hadoop())
        .discover(
            contract.landed().source(), lake.locations().zone(Zone.RAW), Optional.empty(), true);
  }

  private static List<String> untaken(
      ObjectDiscovery.Landed landed,
      Map<String, RawObject> taken,
      Optional<Collection<String>> unfinished) {
    return landed.objects().stream()
        .map(RawObject::path)
        .filter(path -> !taken.containsKey(path))
        .filter(path -> unfinished.filter(paths -> paths.contains(path)).isEmpty())
        .toList();
  }

  private Collection<String> planned(TableKey key, long number) {
    return lake.ledger().batch(key, number).inputs().objects().stream()
        .map(RawObject::path)
        .collect(Collectors.toSet());
  }

  private long objects(TableKey key, long number) {
    return planned(key, number).size();
  }
}
