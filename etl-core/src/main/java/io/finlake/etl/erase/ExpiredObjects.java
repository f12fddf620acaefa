package io.finlake.etl.erase;

import static org.apache.spark.sql.functions.col;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.ExpiredRows;
import io.finlake.etl.source.ObjectDigest;
import io.finlake.etl.table.LakeTables;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * The raw objects of a dataset that are past its retention: taken by a committed batch, of a day
 * before the cutoff, and without a row that stays.
 */
final class ExpiredObjects {
  private final Lake lake;
  private final Contract contract;
  private final TableKey key;
  private final String raw;

  ExpiredObjects(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
    this.key = lake.key(Zone.PROCESSED, contract.id());
    this.raw = lake.locations().zone(Zone.RAW);
  }

  /**
   * Those that lie in raw, by path.
   *
   * @param cutoff the first day of which objects are kept, by their date folder, else by when they
   *     landed
   * @param leaving the rows that leave
   */
  List<RawObject> before(LocalDate cutoff, ExpiredRows leaving) {
    if (!lake.tables().exists(lake.path(contract))) {
      return List.of();
    }
    Set<String> gone = lake.ledger().erasures().expired(contract.id().toString());
    Set<Long> committed =
        lake.ledger().records(key).stream().map(BatchRecord::number).collect(Collectors.toSet());
    Map<String, RawObject> now = lake.ledger().objects(key, Optional.empty());
    Map<String, RawObject> old = new TreeMap<>();
    long last = 0;
    for (Batch batch : lake.ledger().batches(key)) {
      if (committed.contains(batch.number())) {
        for (RawObject object : batch.inputs().objects()) {
          if (day(object).isBefore(cutoff) && !gone.contains(object.path())) {
            old.put(object.path(), now.getOrDefault(object.path(), object));
            last = Math.max(last, batch.number());
          }
        }
      }
    }
    old.values().removeIf(object -> !there(object));
    if (!old.isEmpty()) {
      old.keySet().removeAll(staying(old.keySet(), last, leaving));
    }
    return List.copyOf(old.values());
  }

  private static LocalDate day(RawObject object) {
    return object.date().orElseGet(() -> LocalDate.ofInstant(object.modified(), ZoneOffset.UTC));
  }

  private Set<String> staying(Set<String> objects, long lastBatch, ExpiredRows leaving) {
    Set<String> staying =
        new HashSet<>(
            staying(
                LakeTables.read(lake.spark(), lake.path(contract)), objects, lastBatch, leaving));
    String quarantine = lake.quarantine(contract.id());
    if (lake.tables().exists(quarantine)) {
      Dataset<Row> apart = LakeTables.read(lake.spark(), quarantine);
      boolean closes = List.of(apart.columns()).contains(TechnicalColumn.CLOSED_AS);
      staying.addAll(
          staying(
              closes ? apart.where(col(TechnicalColumn.CLOSED_AS).isNull()) : apart,
              objects,
              lastBatch,
              leaving));
    }
    return staying;
  }

  /** Of these objects those that rows of a table come from which do not leave. */
  private List<String> staying(
      Dataset<Row> rows, Set<String> objects, long lastBatch, ExpiredRows leaving) {
    Dataset<Row> theirs =
        rows.where(
            col(TechnicalColumn.BATCH)
                .leq(lastBatch)
                .and(col(TechnicalColumn.OBJECT).isin(objects.toArray())));
    return theirs
        .select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM)
        .exceptAll(
            leaving
                .among(theirs, contract)
                .select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET, TechnicalColumn.ITEM))
        .select(TechnicalColumn.OBJECT)
        .distinct()
        .as(Encoders.STRING())
        .collectAsList();
  }

  private boolean there(RawObject object) {
    Path path = new Path(raw + "/" + object.path());
    try {
      return path.getFileSystem(lake.configuration()).exists(path);
    } catch (IOException thrown) {
      throw unavailable(object, thrown);
    }
  }

  /**
   * Removes objects, and corrections of them.
   *
   * @param noted is told what goes before it goes
   * @param rewritten is told what a file of corrections will be before it is exchanged
   */
  void remove(
      List<RawObject> objects,
      Consumer<List<Erasure.Expired>> noted,
      Consumer<Erasure.Rewritten> rewritten) {
    if (objects.isEmpty()) {
      return;
    }
    noted.accept(objects.stream().map(this::expired).toList());
    for (RawObject object : objects) {
      Path path = new Path(raw + "/" + object.path());
      try {
        FileSystem files = path.getFileSystem(lake.configuration());
        files.delete(path, false);
      } catch (IOException thrown) {
        throw unavailable(object, thrown);
      }
    }
    Set<String> gone = objects.stream().map(RawObject::path).collect(Collectors.toSet());
    new RawRecords(lake, contract).forget(gone, rewritten);
  }

  private Erasure.Expired expired(RawObject object) {
    return new Erasure.Expired(
        contract.id().toString(),
        object.path(),
        new Erasure.Bytes(
            object.bytes(),
            object.modified(),
            ObjectDigest.sha256(lake.configuration(), raw, object)));
  }

  private static FinlakeException unavailable(RawObject object, IOException thrown) {
    return FinlakeException.of(
        ErrorCode.STORE_UNAVAILABLE,
        "the raw object " + object.path() + " cannot be removed",
        String.valueOf(thrown.getMessage()),
        "give finlake the right to delete in raw, then run finlake expire again",
        thrown);
  }
}
