package io.finlake.etl.erase;

import static org.apache.spark.sql.functions.broadcast;
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
import io.finlake.etl.protect.SubjectMatch;
import io.finlake.etl.source.ObjectDigest;
import io.finlake.etl.source.RawFiles;
import io.finlake.etl.table.LakeTables;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.unsafe.types.UTF8String;

/**
 * The raw objects of a dataset that are past its retention: taken by a committed batch, of a day
 * before the cutoff, and without a row that stays.
 */
final class ExpiredObjects {
  private static final String HELD = "_of_held_subject";

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
    for (Batch batch : lake.ledger().batches(key)) {
      if (committed.contains(batch.number())) {
        for (RawObject object : batch.inputs().objects()) {
          if (day(object).isBefore(cutoff) && !gone.contains(object.path())) {
            old.put(object.path(), now.getOrDefault(object.path(), object));
          }
        }
      }
    }
    old.values().removeIf(object -> !there(object));
    if (!old.isEmpty() && leaving.held().isPresent()) {
      String column = contract.subject().orElseThrow().column();
      old.keySet().removeAll(held(old.values(), leaving.held().get(), column));
    }
    if (!old.isEmpty()) {
      old.keySet().removeAll(staying(old.keySet(), leaving));
    }
    return List.copyOf(old.values());
  }

  private static LocalDate day(RawObject object) {
    return object.date().orElseGet(() -> LocalDate.ofInstant(object.modified(), ZoneOffset.UTC));
  }

  private Set<String> staying(Set<String> objects, ExpiredRows leaving) {
    Set<String> staying =
        new HashSet<>(
            staying(LakeTables.read(lake.spark(), lake.path(contract)), objects, leaving));
    String quarantine = lake.quarantine(contract.id());
    if (lake.tables().exists(quarantine)) {
      Dataset<Row> apart = LakeTables.read(lake.spark(), quarantine);
      boolean closes = List.of(apart.columns()).contains(TechnicalColumn.CLOSED_AS);
      staying.addAll(
          staying(
              closes ? apart.where(col(TechnicalColumn.CLOSED_AS).isNull()) : apart,
              objects,
              leaving));
    }
    return staying;
  }

  /**
   * Of these objects those that rows of a table come from which do not leave, whatever batch
   * accepted them: a replay or a backfill may have.
   */
  private List<String> staying(Dataset<Row> rows, Set<String> objects, ExpiredRows leaving) {
    Dataset<Row> old =
        lake.spark().createDataset(List.copyOf(objects), Encoders.STRING()).toDF("_old_object");
    // Files without any of them are not opened; Spark orders text by its bytes.
    List<UTF8String> ordered = objects.stream().map(UTF8String::fromString).sorted().toList();
    String first = ordered.get(0).toString();
    String last = ordered.get(ordered.size() - 1).toString();
    Dataset<Row> theirs =
        rows.where(col(TechnicalColumn.OBJECT).between(first, last))
            .join(broadcast(old), col(TechnicalColumn.OBJECT).equalTo(col("_old_object")))
            .drop("_old_object");
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

  /** Those of these objects that hold a record of a person on hold, in a table or not. */
  private List<String> held(Collection<RawObject> objects, SubjectMatch people, String column) {
    return people
        .marked(new RawRecords(lake, contract).rows(List.copyOf(objects)), column, HELD)
        .where(col(HELD))
        .select(TechnicalColumn.OBJECT)
        .distinct()
        .as(Encoders.STRING())
        .collectAsList();
  }

  /** Whether the very object lies there, and not another one of its name. */
  private boolean there(RawObject object) {
    Path path = new Path(raw + "/" + object.path());
    try {
      FileStatus now = path.getFileSystem(lake.configuration()).getFileStatus(path);
      return now.getLen() == object.bytes()
          && now.getModificationTime() == object.modified().toEpochMilli();
    } catch (FileNotFoundException gone) {
      return false;
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
    if (!objects.isEmpty()) {
      List<Erasure.Expired> leaving = objects.stream().map(this::expired).toList();
      noted.accept(leaving);
      finish(leaving, rewritten);
    }
  }

  /** Removes what is noted, as far as it is still there; may be called again and again. */
  void finish(Collection<Erasure.Expired> noted, Consumer<Erasure.Rewritten> rewritten) {
    Set<String> gone = new HashSet<>();
    for (Erasure.Expired leaving : noted) {
      if (leaving.dataset().equals(contract.id().toString())) {
        gone.add(leaving.path());
        delete(
            new RawObject(
                leaving.path(),
                leaving.bytes().bytes(),
                leaving.bytes().modified(),
                Optional.empty(),
                Optional.empty()));
      }
    }
    if (!gone.isEmpty()) {
      new RawRecords(lake, contract).forget(gone, rewritten);
    }
  }

  private void delete(RawObject object) {
    if (there(object)) {
      Path path = new Path(raw + "/" + object.path());
      try {
        RawFiles.of(path, lake.configuration()).delete(path, false);
      } catch (IOException thrown) {
        throw unavailable(object, thrown);
      }
    }
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
