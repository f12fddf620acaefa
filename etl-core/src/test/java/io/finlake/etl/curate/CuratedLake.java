package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.port.Progress;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import io.finlake.etl.table.TableSpec;
import io.finlake.etl.table.WriteRequest;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SharedSession;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake in a folder whose processed tables are written directly, as the process would. */
final class CuratedLake {
  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

  final SparkSession spark = SharedSession.spark();
  final LakeTables tables = new LakeTables(spark);
  final LakeLocations locations;
  final Ledger ledger;
  private final Map<String, Contract> contracts;

  CuratedLake(Path root) {
    this(root, List.of());
  }

  /** A lake with curated contracts beside those of the bank. */
  CuratedLake(Path root, List<Contract> more) {
    contracts = new HashMap<>(BankTables.contracts());
    more.forEach(contract -> contracts.put("curated." + contract.id(), contract));
    locations = LakeLocations.under(root.toString());
    ledger = Ledger.open(new Configuration(), locations);
  }

  /** Commits rows to a processed table and records the batch. */
  void deliver(String table, Dataset<Row> rows) {
    Committed committed = commit(table, rows, new WritePlan.Append());
    record(table, committed);
  }

  /** Commits rows, and is killed before the batch is recorded. */
  Committed commit(String table, Dataset<Row> rows, WritePlan plan) {
    Contract contract = contracts.get(table);
    Map<String, String> columns = new LinkedHashMap<>();
    StoredColumns.of(contract).columns().forEach(it -> columns.put(it.name(), it.ddl()));
    tables.create(
        new TableSpec(path(table), columns, contract.partitionBy(), contract.description()));
    TableHead head = tables.head(path(table)).orElseThrow();
    long number = head.number(key(table).tableApp()).orElse(0) + 1;
    String attempt = "a" + number;
    return tables.commit(
        new WriteRequest(
            path(table), key(table).tableApp(), number, attempt, "{" + attempt + "}", it -> rows),
        plan);
  }

  /** Records the newest batch of a processed table. */
  void record(String table, Committed committed) {
    TableHead head = tables.head(path(table)).orElseThrow();
    long rows = committed.inserted();
    ledger.record(
        new BatchRecord(
            key(table),
            head.number(key(table).tableApp()).orElseThrow(),
            "run",
            "attempt",
            committed.version(),
            NOON,
            "1.0.0",
            BatchRecord.Outcome.COMMITTED,
            Balance.rows(rows, rows, 0, 0, 0),
            List.of(),
            Map.of(),
            Map.of(),
            1));
  }

  /** Refreshes these curated tables, {@code curated.domain.name}. */
  List<CurateResult> refresh(CurateSettings settings, String... curated) {
    return engine(settings).refresh(run("test"), Stream.of(curated).map(contracts::get).toList());
  }

  /** The engine over this lake. */
  Curate engine(CurateSettings settings) {
    return new Curate(
        new Curate.Lake(
            spark, tables, ledger, locations, Models.onClassPath(), settings, contracts),
        Progress.silent());
  }

  /** A run of some version of the code. */
  static Run run(String codeVersion) {
    return new Run("run", NOON, codeVersion);
  }

  List<CurateResult> refresh(String... curated) {
    return refresh(CurateSettings.standard(), curated);
  }

  /** The rows of a table with the columns that its contract promises. */
  Dataset<Row> rows(String table) {
    Column[] columns =
        contracts.get(table).columns().stream().map(it -> col(it.name())).toArray(Column[]::new);
    return LakeTables.read(spark.newSession(), path(table)).select(columns);
  }

  /** What a curated table must hold: its model over everything there is. */
  Dataset<Row> wanted(String table) {
    Contract contract = contracts.get(table);
    Map<String, Dataset<Row>> inputs = new LinkedHashMap<>();
    contract
        .derivation()
        .inputs()
        .forEach(
            input -> {
              Dataset<Row> rows = LakeTables.read(spark, path(Inputs.name(input)));
              inputs.put(
                  Inputs.name(input),
                  input.column().map(it -> rows.filter(col(it).isNotNull())).orElse(rows));
            });
    Column[] columns = contract.columns().stream().map(it -> col(it.name())).toArray(Column[]::new);
    return Models.onClassPath().model(contract).rows(Inputs.of(inputs)).select(columns);
  }

  String path(String table) {
    Contract contract = contracts.get(table);
    return locations.table(contract.zone(), contract.id());
  }

  TableKey key(String table) {
    Contract contract = contracts.get(table);
    Zone zone = contract.zone();
    return new TableKey(zone, contract.id(), tables.head(path(table)).orElseThrow().incarnation());
  }
}
