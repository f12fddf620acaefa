package io.finlake.etl.ledger;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.Where;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.RawObject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;

/**
 * What was planned and what was committed. Safe for several threads and several processes. Needs no
 * Spark and starts no job of it.
 */
public final class Ledger {
  private final SmallTable plans;
  private final SmallTable records;
  private final Erasures erasures;

  private Ledger(SmallTable plans, SmallTable records, Erasures erasures) {
    this.plans = plans;
    this.records = records;
    this.erasures = erasures;
  }

  /**
   * The ledger of a lake; its tables are made when they are not there yet.
   *
   * @param hadoop how storage is reached
   */
  public static Ledger open(Configuration hadoop, LakeLocations lake) {
    return new Ledger(
        SmallTable.open(hadoop, ControlTables.plans(lake.control())),
        SmallTable.open(hadoop, ControlTables.records(lake.control())),
        Erasures.of(hadoop, lake));
  }

  /** Who was erased, by keyed hash, and what was done for it. */
  public Erasures erasures() {
    return erasures;
  }

  /** Whether a lake has a ledger, which is to say: whether anything was ever processed there. */
  public static boolean exists(Configuration hadoop, LakeLocations lake) {
    return SmallTable.exists(hadoop, ControlTables.plans(lake.control()).path());
  }

  /** The highest planned number of a table; 0 when nothing was planned. Reads no row. */
  public long planned(TableKey key) {
    return plans.number(key.planApp()).orElse(0);
  }

  /** The highest recorded number of a table; 0 when nothing was recorded. Reads no row. */
  public long recorded(TableKey key) {
    return records.number(key.recordApp()).orElse(0);
  }

  /**
   * When all date folders of a table were last looked at without finding anything; a sweep that
   * found objects stands in their batch. Empty when never. Reads no row.
   */
  public Optional<Instant> swept(TableKey key) {
    long seconds = plans.number(key.sweepApp()).orElse(0);
    return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
  }

  /** Notes that all date folders of a table were looked at. */
  public void sweep(TableKey key, Instant at) {
    plans.append(key.sweepApp(), at.getEpochSecond(), List.of());
  }

  /**
   * Up to which batch of a parent the open orphans of a table were last looked at; 0 when never.
   * Reads no row.
   */
  public long asked(TableKey key, TableKey parent) {
    return plans.number(key.askedApp(parent)).orElse(0);
  }

  /** Notes that the open orphans of a table were looked at with a parent's batch. */
  public void ask(TableKey key, TableKey parent, long number) {
    plans.append(key.askedApp(parent), number, List.of());
  }

  /** When a table was last cleaned of what nobody needs; empty when never. Reads no row. */
  public Optional<Instant> cleaned(TableKey key) {
    long seconds = plans.number(key.upkeepApp()).orElse(0);
    return seconds == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
  }

  /** Notes that a table was cleaned. */
  public void clean(TableKey key, Instant at) {
    plans.append(key.upkeepApp(), at.getEpochSecond(), List.of());
  }

  /**
   * Plans a batch.
   *
   * @return whether this planner's batch is the one planned under the number; when another's is,
   *     nothing was written
   */
  public boolean plan(TableKey key, Batch batch) {
    String plannerId = UUID.randomUUID().toString();
    PlainRow row = PlanRows.of(key, batch, plannerId);
    // Storage may say of our own commit that it failed: whose the number is, the row tells.
    return plans.append(key.planApp(), batch.number(), List.of(row))
        || planRow(key, batch.number(), Set.of("planner_id"))
            .filter(planned -> planned.text("planner_id").equals(plannerId))
            .isPresent();
  }

  /**
   * The batch planned under a number; there must be one. Its objects are as they are since erasures
   * wrote them again.
   */
  public Batch batch(TableKey key, long number) {
    return planRow(key, number, ControlTables.plans("").columns().keySet())
        .map(row -> PlanRows.batch(key, row))
        .map(batch -> batch.inputs().objects().isEmpty() ? batch : rewritten().applied(batch))
        .orElseThrow(() -> lost("the plan of batch " + number, key));
  }

  /**
   * Refuses to go on with a table that has batches which the ledger does not know: every batch is
   * planned before it is committed.
   *
   * @param committed the highest number that the table has
   * @throws FinlakeException {@link ErrorCode#DAMAGED_LAKE} when the ledger has lost some
   */
  public void refuseLoss(TableKey key, long committed) {
    long planned = planned(key);
    if (planned < committed) {
      throw lost("the plan of batch " + (planned + 1), key);
    }
  }

  /** What the ledger should have and does not. */
  public static FinlakeException lost(String what, TableKey key) {
    return FinlakeException.of(
        ErrorCode.DAMAGED_LAKE,
        "nothing is done with " + key.name(),
        "the ledger has lost " + what,
        "see what is damaged: finlake doctor");
  }

  /**
   * The objects that batches of a table took, by path; of an object that was taken twice, the newer
   * taking; of an object that an erasure wrote again, as it is since then.
   *
   * @param since only batches that hold a date folder of this day or later; empty for all
   */
  public Map<String, RawObject> objects(TableKey key, Optional<LocalDate> since) {
    Where recent =
        since.map(day -> of(key).and(Where.since("newest_date", day))).orElseGet(() -> of(key));
    Set<Long> voided = records.number(key.voidApp()).isEmpty() ? Set.of() : voided(key);
    Map<String, RawObject> known = new HashMap<>();
    plans.rows(recent, Set.of("number", "objects")).stream()
        .filter(row -> !voided.contains(row.number("number")))
        .sorted(Comparator.comparingLong(row -> row.number("number")))
        .forEach(row -> PlanRows.objects(row).forEach(object -> known.put(object.path(), object)));
    if (!known.isEmpty()) {
      rewritten().applyTo(known);
    }
    return known;
  }

  /** Every table for which a batch was ever planned, as {@code zone.domain.name}. */
  public Set<String> tables() {
    return plans.rows(Where.all(), Set.of("table")).stream()
        .map(row -> row.text("table"))
        .collect(Collectors.toSet());
  }

  /** What erasures made of raw objects. */
  public RewrittenObjects rewritten() {
    return new RewrittenObjects(erasures.rewritten());
  }

  /**
   * Every planned batch of a table that was not given up, in the order of their numbers; with its
   * objects as they are since erasures wrote them again.
   */
  public List<Batch> batches(TableKey key) {
    RewrittenObjects rewritten = rewritten();
    Set<Long> voided = records.number(key.voidApp()).isEmpty() ? Set.of() : voided(key);
    return plans.rows(of(key)).stream()
        .filter(row -> !voided.contains(row.number("number")))
        .sorted(Comparator.comparingLong(row -> row.number("number")))
        .map(row -> rewritten.applied(PlanRows.batch(key, row)))
        .toList();
  }

  /** Records a committed batch, once. */
  public void record(BatchRecord record) {
    if (record.outcome() == BatchRecord.Outcome.VOIDED) {
      records.append(record.table().voidApp(), record.number(), List.of());
    }
    records.append(record.table().recordApp(), record.number(), List.of(RecordRows.of(record)));
  }

  /** The records of a table in the order of their numbers. */
  public List<BatchRecord> records(TableKey key) {
    return read(of(key)).stream().sorted(Comparator.comparingLong(BatchRecord::number)).toList();
  }

  /** The record of one batch; empty when it was not recorded. */
  public Optional<BatchRecord> record(TableKey key, long number) {
    return read(of(key).and(Where.equal("number", number))).stream().findFirst();
  }

  /** All records of all tables, old incarnations too, by table and number. */
  public List<BatchRecord> records() {
    return read(Where.all()).stream()
        .sorted(
            Comparator.comparing((BatchRecord record) -> record.table().name())
                .thenComparing(BatchRecord::processingTime)
                .thenComparingLong(BatchRecord::number))
        .toList();
  }

  /**
   * Paths of the objects of a table by the hash of their bytes: of those that were taken and, of an
   * object that an erasure wrote again, of those that it has now.
   */
  public Map<String, List<String>> objectsByHash(TableKey key) {
    RewrittenObjects rewritten = rewritten();
    Map<String, List<String>> byHash = new HashMap<>();
    for (BatchRecord record : records(key)) {
      for (BatchRecord.ObjectRead object : record.objects()) {
        Set<String> hashes = new LinkedHashSet<>();
        hashes.add(object.sha256());
        hashes.add(rewritten.sha256(object.path(), object.sha256()));
        hashes.forEach(
            hash -> byHash.computeIfAbsent(hash, any -> new ArrayList<>()).add(object.path()));
      }
    }
    return byHash;
  }

  private Set<Long> voided(TableKey key) {
    String outcome = RecordRows.outcome(BatchRecord.Outcome.VOIDED);
    return records.rows(of(key).and(Where.equal("outcome", outcome)), Set.of("number")).stream()
        .map(row -> row.number("number"))
        .collect(Collectors.toSet());
  }

  private List<BatchRecord> read(Where where) {
    return records.rows(where).stream().map(RecordRows::record).toList();
  }

  private Optional<PlainRow> planRow(TableKey key, long number, Set<String> columns) {
    return plans.rows(of(key).and(Where.equal("number", number)), columns).stream().findFirst();
  }

  private static Where of(TableKey key) {
    return Where.equal("table", key.name()).and(Where.equal("incarnation", key.incarnation()));
  }
}
