package io.finlake.etl.curate;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.TableLog;
import io.finlake.etl.plan.Inputs.TableVersions;
import io.finlake.etl.plan.Inputs.VersionRange;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.plan.VisibleRows;
import io.finlake.etl.table.ChangeLog;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The tables that models read: where they stand, as they were at a version, what changed. */
final class InputTables {
  private final SparkSession spark;
  private final LakeTables tables;
  private final Ledger ledger;
  private final LakeLocations lake;
  private final Map<String, Contract> contracts;

  /**
   * The lake's tables.
   *
   * @param contracts of all zones by {@code zone.domain.name}; they give the columns of tables that
   *     were never made
   */
  InputTables(
      SparkSession spark,
      LakeTables tables,
      Ledger ledger,
      LakeLocations lake,
      Map<String, Contract> contracts) {
    this.spark = spark;
    this.tables = tables;
    this.ledger = ledger;
    this.lake = lake;
    this.contracts = Map.copyOf(contracts);
  }

  /**
   * The newest version of which every commit is recorded with a balance that adds up. Reads no row
   * unless a batch is committed and not recorded, or the version moved.
   *
   * @param seen the version that the last batch read, -1 when none did
   */
  InputNow now(Derivation.Input input, long seen) {
    String name = Inputs.name(input);
    Optional<TableHead> head = tables.head(path(input));
    if (head.isEmpty()) {
      return new InputNow(name, "", NextBatch.NOTHING_SEEN);
    }
    String incarnation = head.get().incarnation();
    TableKey key = new TableKey(input.zone(), input.dataset(), incarnation);
    long committed = head.get().number(key.tableApp()).orElse(0);
    long version = head.get().version();
    if (version == seen) {
      return new InputNow(name, incarnation, version);
    }
    List<BatchRecord> records = ledger.records(key);
    if (ledger.recorded(key) < committed) {
      version = records.stream().mapToLong(BatchRecord::tableVersion).max().orElse(0);
    }
    long sound =
        records.stream()
            .filter(record -> !record.balance().balanced())
            .mapToLong(record -> record.tableVersion() - 1)
            .min()
            .orElse(version);
    return new InputNow(name, incarnation, Math.min(version, sound));
  }

  /** Every input as it was at the version that the batch reads. */
  Inputs at(Derivation derivation, Map<String, VersionRange> ranges) {
    Map<String, Dataset<Row>> read = new LinkedHashMap<>();
    for (Derivation.Input input : derivation.inputs()) {
      VersionRange range = ranges.get(Inputs.name(input));
      read.put(range.table(), range.upTo() < 0 ? empty(input) : rows(input, range.upTo()));
    }
    return Inputs.of(read);
  }

  /**
   * Whether nothing happened to any input but that its files were written anew: that needs no
   * batch. The next one reads on from where the last one stopped.
   */
  boolean onlyUpkeep(Derivation derivation, TableVersions versions) {
    Map<String, String> paths = new HashMap<>();
    derivation.inputs().forEach(input -> paths.put(Inputs.name(input), path(input)));
    return versions.ranges().stream().allMatch(it -> onlyUpkeep(it, paths.get(it.table())));
  }

  private boolean onlyUpkeep(VersionRange range, String path) {
    if (range.after() == range.upTo() || range.after() < 0) {
      return range.after() == range.upTo();
    }
    return TableLog.at(spark.sessionState().newHadoopConf(), path)
        .filter(log -> log.quietUntil(range.after()) >= range.upTo())
        .isPresent();
  }

  /** What the log of an input says of a range that has something to read. */
  Refresh.Feed feed(Derivation.Input input, VersionRange range) {
    ChangeLog log = ChangeLog.read(spark, path(input), range.after(), range.upTo());
    return new Refresh.Feed(log.changed(), log.unusable());
  }

  /** The changed rows of an input in a range, as they were and as they are. */
  Dataset<Row> changes(Derivation.Input input, VersionRange range) {
    return LakeTables.changes(spark, path(input), range.after(), range.upTo())
        .drop("_commit_timestamp");
  }

  private Dataset<Row> rows(Derivation.Input input, long version) {
    Dataset<Row> rows = LakeTables.readAt(spark, path(input), version);
    return Optional.ofNullable(contracts.get(Inputs.name(input)))
        .flatMap(VisibleRows::predicate)
        .map(rows::where)
        .orElse(rows);
  }

  private Dataset<Row> empty(Derivation.Input input) {
    Contract contract = contracts.get(Inputs.name(input));
    if (contract == null) {
      throw FinlakeException.of(
          ErrorCode.UNKNOWN_DATASET,
          Inputs.name(input) + " cannot be read",
          "there is neither such a table nor a contract of that name",
          "correct the inputs in the curated contract, or add the contract of the input");
    }
    return spark.createDataFrame(List.of(), StructType.fromDDL(StoredColumns.of(contract).ddl()));
  }

  private String path(Derivation.Input input) {
    return lake.table(input.zone(), input.dataset());
  }
}
