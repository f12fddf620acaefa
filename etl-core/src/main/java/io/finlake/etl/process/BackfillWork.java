package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.ACCEPTED;
import static io.finlake.etl.process.Outcomes.OUTCOME;
import static io.finlake.etl.process.Outcomes.QUARANTINED;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.table.StagedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Works a backfill out: reads objects anew, decides their rows as if they came again in the order
 * in which they came, and stages what that changes. Writes nothing else.
 */
final class BackfillWork implements AutoCloseable {
  private final Lake lake;
  private final Contract contract;
  private final Batch batch;
  private final BackfillScope scope;
  private final BackfillRows there;
  private final BackfillReading reading;
  private final BackfillObjects objects;
  private final Staging range;
  private final Staging others;
  private final List<BackfillScope.Taken> beside = new ArrayList<>();
  private final Set<String> unknown = new TreeSet<>();
  private Optional<Dataset<Row>> keys = Optional.empty();
  private Optional<Dataset<Row>> neighbours = Optional.empty();

  /**
   * @param batch the batch that it would be, with the contract by which rows are made
   * @param place where to stage, a folder of its own
   */
  BackfillWork(
      Lake lake,
      Contract contract,
      Batch batch,
      BackfillScope scope,
      BackfillRows there,
      BackfillReading reading,
      String place) {
    this.lake = lake;
    this.contract = contract;
    this.batch = batch;
    this.scope = scope;
    this.there = there;
    this.reading = reading;
    this.objects = new BackfillObjects(lake, contract);
    this.range = Staging.at(place + "/range");
    this.others = Staging.at(place + "/beside");
  }

  /**
   * What was worked out.
   *
   * @param balance what became of the rows that were read
   * @param before what they were counted as until then
   * @param rules how many rows broke each rule
   * @param beside how many objects were read for their keys alone
   * @param read paths of all objects that were read
   */
  record Result(
      Balance balance, Balance before, Map<String, Long> rules, int beside, List<String> read) {}

  /**
   * Stages the changes of the table and of quarantine.
   *
   * @param keysReadAlike whether every batch read keys as they are read now
   */
  Result stage(boolean keysReadAlike, String tablePlace, String quarantinePlace) {
    Staging.Found found = read(scope.range(), range);
    new ControlTotalsCheck(lake, contract, batch).check(range.rows(lake.spark()), found);
    Dataset<Row> present = present(keysReadAlike);
    Dataset<Row> candidates = candidates();
    Decided decided = decide(candidates, present);
    try {
      Dataset<Row> outcomes = decided.join(candidates);
      Tally.Counts counts = Tally.by(contract).outcomes(outcomes);
      Balance balance = balance(found, counts);
      StructType table = columns(there.table().schema(), StoredColumns.of(contract));
      Dataset<Row> old = BackfillDifference.in(table, present);
      StagedRows.write(changes(decided, candidates, outcomes, old, table, balance), tablePlace);
      Dataset<Row> open = open();
      StagedRows.write(quarantine(outcomes, open), quarantinePlace);
      return new Result(
          balance, before(balance, old, open), counts.rules(), beside.size(), paths());
    } finally {
      decided.exceptions().unpersist();
    }
  }

  private Staging.Found read(List<BackfillScope.Taken> taken, Staging staging) {
    List<RawObject> there = objects.asTaken(taken);
    reading.stage(there, staging);
    Staging.Found found = staging.found(lake.spark());
    new Checks(contract, batch).objects(found);
    objects.sameBytes(taken, found);
    unknown.addAll(found.unknown().keySet());
    return found;
  }

  /**
   * The rows of the table that may change; where they have keys, what else may hold those is read.
   */
  private Dataset<Row> present(boolean keysReadAlike) {
    if (extract()) {
      return there.table();
    }
    if (!contract.landed().write().keyed()) {
      return there.of(there.table(), own());
    }
    Dataset<Row> touched =
        there
            .touchedKeys(reading.inTurns(range.rows(lake.spark()), scope.range()), own())
            .persist(StorageLevel.MEMORY_AND_DISK());
    keys = Optional.of(touched);
    Set<String> shown = scope.others().isEmpty() ? Set.of() : there.showing(touched);
    beside.addAll(scope.beside(shown, keysReadAlike));
    Dataset<Row> present = there.withKeys(there.table(), touched);
    if (!beside.isEmpty()) {
      read(beside, others);
      Dataset<Row> rows =
          there.withKeys(reading.inTurns(others.rows(lake.spark()), beside), touched);
      neighbours = Optional.of(rows);
      refuseLost(present, rows);
    }
    return present;
  }

  /**
   * A row beside the range that has another key now would leave the table and come back nowhere.
   */
  private void refuseLost(Dataset<Row> present, Dataset<Row> rows) {
    long lost =
        there
            .of(present, beside.stream().map(BackfillScope.Taken::path).toList())
            .join(rows, OpenRows.position(), "left_anti")
            .count();
    if (lost > 0) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "these days of " + contract.id() + " cannot be made again by themselves",
          lost + " rows of other days have other keys by this contract than in the table",
          "leave --from and --to out: then everything is made again");
    }
  }

  private Dataset<Row> candidates() {
    Dataset<Row> own = reading.inTurns(range.rows(lake.spark()), scope.range());
    return neighbours.map(own::unionByName).orElse(own);
  }

  private Decided decide(Dataset<Row> candidates, Dataset<Row> present) {
    boolean empty = !extract();
    Dataset<Row> compared =
        empty
            ? lake.spark()
                .createDataFrame(List.of(), StructType.fromDDL(StoredColumns.of(contract).ddl()))
            : Present.known(
                contract,
                BackfillDifference.in(
                    columns(there.table().schema(), StoredColumns.of(contract)), present));
    Dataset<Row> exceptions =
        Decisions.inTurns(contract)
            .decide(candidates, compared, resent())
            .where(col(OUTCOME).notEqual(ACCEPTED))
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new Decided(exceptions, new Present(compared, Optional.empty(), 0, empty));
  }

  private Set<String> resent() {
    if (contract.landed().write().keyed()) {
      return Set.of();
    }
    Set<String> resent = new TreeSet<>(scope.resent(scope.range()));
    if (!resent.isEmpty()) {
      resent.removeAll(there.released());
    }
    return resent;
  }

  private Dataset<Row> changes(
      Decided decided,
      Dataset<Row> candidates,
      Dataset<Row> outcomes,
      Dataset<Row> old,
      StructType table,
      Balance balance) {
    StoredRows stored = new StoredRows(contract, batch);
    Dataset<Row> wanted =
        stored.accepted(decided.accepted(candidates, decided.exceptions()), table);
    if (extract()) {
      new Checks(contract, batch).extract(balance, decided.present().count());
      wanted = new BackfillExtract(contract, batch).wanted(wanted, outcomes, old, own());
    }
    return BackfillDifference.ofTable(wanted, old, identity());
  }

  private Dataset<Row> open() {
    Dataset<Row> open = there.open();
    Dataset<Row> ofRange = there.of(open, own());
    Dataset<Row> all =
        neighbours
            .map(rows -> ofRange.unionByName(open.join(rows, OpenRows.position(), "left_semi")))
            .orElse(ofRange);
    return BackfillDifference.in(quarantineColumns(), all);
  }

  private Dataset<Row> quarantine(Dataset<Row> outcomes, Dataset<Row> open) {
    Dataset<Row> held =
        new StoredRows(contract, batch)
            .quarantined(outcomes.where(col(OUTCOME).equalTo(QUARANTINED)), quarantineColumns());
    return BackfillDifference.ofQuarantine(held, open, outcomes, batch.number());
  }

  private Balance balance(Staging.Found found, Tally.Counts counts) {
    Map<String, Tally.Group> kinds =
        Tally.by(contract).count(range.all(lake.spark()), TechnicalColumn.KIND);
    Tally.Group none = new Tally.Group(0, Map.of());
    Tally.Group rows = kinds.getOrDefault("row", none);
    boolean reshaped = contract.landed().source().reshape().isPresent();
    Tally.Group more =
        neighbours
            .map(those -> Tally.by(contract).count(those, TechnicalColumn.KIND))
            .map(those -> those.getOrDefault("row", none))
            .orElse(none);
    Tally.Group all = Tally.Group.plus(rows, more);
    Balance balance =
        Tally.balance(
            (reshaped ? rows.rows() : found.records()) + more.rows(),
            all.money(),
            kinds.getOrDefault("filtered", none).rows(),
            counts.groups());
    balance
        .problem()
        .ifPresent(
            problem -> {
              throw FinlakeException.of(
                  ErrorCode.UNBALANCED,
                  "a backfill of " + contract.id() + " does not balance",
                  problem,
                  "nothing was changed; report this with the days and the contract");
            });
    return balance;
  }

  /**
   * What the same rows were counted as: those that the table and quarantine show as accepted and
   * quarantined, all others as superseded but for those that are duplicates still.
   */
  private Balance before(Balance now, Dataset<Row> old, Dataset<Row> open) {
    Dataset<Row> mine = extract() ? there.of(old, own()) : old;
    Dataset<Row> shown =
        mine.withColumn(OUTCOME, lit(ACCEPTED))
            .unionByName(open.withColumn(OUTCOME, lit(QUARANTINED)), true);
    return BackfillBalance.before(now, Tally.by(contract).count(shown, OUTCOME));
  }

  private StructType quarantineColumns() {
    return columns(there.quarantine().schema(), StoredColumns.quarantineOf(contract));
  }

  /** The columns that are there, then those that the contract and what arrived add. */
  private StructType columns(StructType stored, StoredColumns promised) {
    StructType columns = stored;
    StructType wanted = StructType.fromDDL(promised.ddl());
    if (contract.landed().source().evolution() == RawSource.Evolution.ADD) {
      for (String name : unknown) {
        wanted = wanted.add(name, DataTypes.StringType);
      }
    }
    for (StructField field : wanted.fields()) {
      if (Stream.of(columns.fieldNames()).noneMatch(name -> name.equalsIgnoreCase(field.name()))) {
        columns = columns.add(field);
      }
    }
    return columns;
  }

  /** The columns by which rows of the table are told apart. */
  List<String> identity() {
    return identity(contract);
  }

  static List<String> identity(Contract contract) {
    if (!contract.landed().write().keyed()) {
      return List.of(OpenRows.position());
    }
    List<String> identity = new ArrayList<>(contract.key());
    if (contract.landed().write() instanceof WriteStrategy.History) {
      identity.add(TechnicalColumn.CONTENT_HASH);
    }
    return identity;
  }

  private boolean extract() {
    return contract.landed().write() instanceof WriteStrategy.Snapshot;
  }

  /** Paths of the range, those that count as not delivered too. */
  private Set<String> own() {
    Set<String> own = new TreeSet<>(scope.leftOut());
    scope.range().forEach(one -> own.add(one.path()));
    return own;
  }

  private List<String> paths() {
    return Stream.concat(scope.range().stream(), beside.stream())
        .map(BackfillScope.Taken::path)
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    keys.ifPresent(Dataset::unpersist);
    range.drop(lake);
    others.drop(lake);
  }
}
