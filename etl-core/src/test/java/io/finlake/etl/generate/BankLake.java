package io.finlake.etl.generate;

import static org.apache.spark.sql.functions.array_distinct;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.xxhash64;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.Curate;
import io.finlake.etl.curate.CurateResult;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.plan.VisibleRows;
import io.finlake.etl.port.Progress;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.process.Processing;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** A lake that takes a generated bank, and its own numbers in the words of {@code truth.json}. */
final class BankLake {
  private static final DateTimeFormatter DATE_FOLDERS = DateTimeFormatter.ofPattern("yyyy/MM/dd");
  private static final byte[] TOKEN_KEY =
      "a token key of thirty-two bytes.".getBytes(StandardCharsets.UTF_8);

  private final SparkSession spark;
  private final Path root;
  private final List<Contract> contracts =
      ContractFiles.read(BankLake.class.getClassLoader(), ContractFiles.BANK).contracts();
  private final Lake lake;

  BankLake(SparkSession spark, Path root) {
    this.spark = spark;
    this.root = root;
    this.lake = Lake.open(spark, LakeLocations.under(root.toString()));
  }

  /** The contracts of landed datasets. */
  List<Contract> landed() {
    return contracts.stream().filter(contract -> contract.zone() == Zone.PROCESSED).toList();
  }

  /** Copies the date folders of one day from a generated bank into raw. */
  void deliver(GeneratedBank bank, LocalDate day) throws IOException {
    deliver(bank, day, landed());
  }

  /** The same for some datasets. */
  void deliver(GeneratedBank bank, LocalDate day, List<Contract> datasets) throws IOException {
    for (Contract contract : datasets) {
      Path folder = Path.of("raw", contract.id().path(), DATE_FOLDERS.format(day));
      if (Files.exists(bank.root().resolve(folder))) {
        for (Path object : bank.files(folder.toString())) {
          Path target = root.resolve(bank.root().relativize(object));
          Files.createDirectories(target.getParent());
          Files.copy(object, target);
        }
      }
    }
  }

  /** Takes what has landed, as {@code finlake process} does. */
  List<DatasetResult> process() {
    TokenKeys keys =
        TokenKeys.from(
            name -> name.equals("token-key-v1") ? Optional.of(TOKEN_KEY) : Optional.empty());
    return new Processing(lake, Run.at(Instant.now()), keys, contracts, 2, Progress.silent())
        .run(landed());
  }

  /** Brings curated tables up to date, as {@code finlake curate} does. */
  List<CurateResult> curate() {
    Curate.Lake curated =
        Curate.Lake.of(spark, lake.tables(), lake.ledger(), lake.locations(), contracts);
    return new Curate(curated, Progress.silent()).refresh(Run.at(Instant.now()));
  }

  /** The rows of a table that are there for its readers. */
  Dataset<Row> table(Zone zone, String dataset) {
    DatasetId id = DatasetId.parse(dataset);
    Dataset<Row> rows = LakeTables.read(spark.newSession(), lake.locations().table(zone, id));
    return contracts.stream()
        .filter(contract -> contract.zone() == zone && contract.id().equals(id))
        .findFirst()
        .flatMap(VisibleRows::predicate)
        .map(rows::where)
        .orElse(rows);
  }

  /** What each processed table holds for its readers: rows and a sum over what came from raw. */
  Map<String, String> contents() {
    Map<String, String> contents = new TreeMap<>();
    for (Contract contract : landed()) {
      Column[] columns =
          StoredColumns.of(contract).names().stream()
              .filter(name -> !name.startsWith("_") || name.equals("_deleted"))
              .map(functions::col)
              .toArray(Column[]::new);
      Row sums =
          table(Zone.PROCESSED, contract.id().toString())
              .select(xxhash64(columns).cast("decimal(38,0)").as("hash"))
              .agg(functions.count("hash"), functions.sum("hash"))
              .head();
      contents.put(contract.id().toString(), sums.get(0) + " rows, sum " + sums.get(1));
    }
    return contents;
  }

  /** Each dataset's numbers, summed over its batches, and what its tables hold. */
  Map<String, Map<String, String>> numbers() {
    Map<String, List<BatchRecord>> batches =
        lake.ledger().records().stream()
            .filter(batch -> batch.table().zone() == Zone.PROCESSED)
            .collect(Collectors.groupingBy(batch -> batch.table().dataset().toString()));
    Map<String, Map<String, String>> numbers = new TreeMap<>();
    batches.forEach((dataset, records) -> numbers.put(dataset, numbers(dataset, records)));
    return numbers;
  }

  private Map<String, String> numbers(String dataset, List<BatchRecord> batches) {
    Map<String, Long> counts = new TreeMap<>();
    Map<String, BigDecimal> money = new TreeMap<>();
    for (BatchRecord batch : batches) {
      Balance balance = batch.balance();
      counts.merge("read", balance.read(), Math::addExact);
      counts.merge("filtered", balance.filtered(), Math::addExact);
      outcomes(balance.outcomes())
          .forEach((name, count) -> counts.merge(name, count, Math::addExact));
      batch.rules().forEach((rule, count) -> counts.merge("rule " + rule, count, Math::addExact));
      balance.money().forEach((measure, sums) -> add(money, measure, sums));
    }
    // Counted in the files: a bare count would be answered from Delta's log.
    counts.put("rows", table(Zone.PROCESSED, dataset).where(col("_object").isNotNull()).count());
    quarantined(dataset, counts);
    Map<String, String> numbers = new TreeMap<>();
    counts.forEach((name, count) -> numbers.put(name, count.toString()));
    money.forEach((name, sum) -> numbers.put(name, sum.setScale(2).toPlainString()));
    return numbers;
  }

  private void quarantined(String dataset, Map<String, Long> counts) {
    counts.put("rows in quarantine", 0L);
    // A dataset of which no row was ever quarantined has no quarantine table.
    if (Files.exists(Path.of(lake.quarantine(DatasetId.parse(dataset))))) {
      Dataset<Row> rows = table(Zone.QUARANTINE, dataset);
      counts.put("rows in quarantine", rows.where(col("_object").isNotNull()).count());
      Column rules = array_distinct(col("_reasons.rule"));
      rows.select(explode(rules).as("rule"))
          .groupBy("rule")
          .count()
          .collectAsList()
          .forEach(row -> counts.put("in quarantine by " + row.getString(0), row.getLong(1)));
    }
  }

  /** Each measure's column is left out: no dataset of the bank has two. */
  private static void add(Map<String, BigDecimal> money, String measure, Balance.Money sums) {
    String prefix = "money " + measure.substring(measure.indexOf(' ') + 1) + " ";
    money.merge(prefix + "read", sums.read(), BigDecimal::add);
    outcomes(sums.outcomes())
        .forEach((name, sum) -> money.merge(prefix + name, sum, BigDecimal::add));
  }

  private static <T> Map<String, T> outcomes(Balance.Split<T> split) {
    return Map.of(
        "accepted", split.accepted(),
        "quarantined", split.quarantined(),
        "duplicate", split.duplicate(),
        "superseded", split.superseded());
  }

  /** The highest planned number of each processed table. */
  Map<String, Long> planned() {
    Map<String, Long> planned = new TreeMap<>();
    for (Contract contract : landed()) {
      TableKey key = lake.key(Zone.PROCESSED, contract.id());
      planned.put(contract.id().toString(), lake.ledger().planned(key));
    }
    return planned;
  }

  /** All files below some of the lake's folders. */
  List<Path> files(String... folders) throws IOException {
    return FilesBelow.of(Stream.of(folders).map(root::resolve).toArray(Path[]::new));
  }
}
