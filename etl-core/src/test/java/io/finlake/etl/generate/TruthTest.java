package io.finlake.etl.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.CurateResult;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.logging.log4j.LogManager;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A generated bank through the lake gives the numbers of its truth.json, however it is delivered;
 * the next run finds nothing to do; and no card number leaves raw. {@code -Dfinlake.truth=full}
 * takes 2,000 customers and 10 days.
 */
class TruthTest {
  private static final GeneratorSettings SETTINGS =
      "full".equals(System.getProperty("finlake.truth")) ? bank(2_000, 10) : bank(500, 2);

  private static final SparkSession SPARK = SharedSession.spark();

  @TempDir private static Path folder;
  private static GeneratedBank bank;

  @BeforeAll
  static void generate() {
    Path root = folder.resolve("bank");
    new Generator(SPARK).generate(SETTINGS, root.toString());
    bank = new GeneratedBank(root);
  }

  @Test
  void oneDeliveryGivesTheTruthAndNoCardNumberLeavesRaw() throws IOException {
    Path root = folder.resolve("one");
    Path log = folder.resolve("log");
    Path deleted = folder.resolve("deleted");
    Set<Path> scratchBefore = new HashSet<>(scratch());
    BankLake lake;
    try (KeptLog kept = new KeptLog(log);
        WatchedFiles.Watch watch = WatchedFiles.below(SPARK, root, deleted)) {
      lake = new BankLake(SPARK, root);
      for (int day = 0; day < SETTINGS.days(); day++) {
        lake.deliver(bank, SETTINGS.date(day));
      }
      // Rows on their way are written here and stay with the driver day by day: both give the
      // truth.
      System.setProperty(SessionSettings.KEPT_ROWS, "0");
      assertDone(lake.process());
      assertThat(lake.curate())
          .hasSameSizeAs(BankTables.curated())
          .allMatch(result -> built(result));
      // The watch sees what it is there to see.
      assertThat(watch.openedDataFiles())
          .anyMatch(path -> path.startsWith("raw/core/cards/"))
          .anyMatch(path -> path.startsWith("processed/core/cards/"));
      assertThat(Files.size(kept.path())).isPositive();
    } finally {
      System.clearProperty(SessionSettings.KEPT_ROWS);
    }
    List<Path> scratch = new ArrayList<>(scratch());
    // The generator shuffles raw records through the same folder; later files are the lake's.
    scratch.removeAll(scratchBefore);

    assertThat(lake.numbers()).isEqualTo(truth());
    assertCurated(lake);
    CardSearch search = new CardSearch(SETTINGS);
    List<Path> tables = lake.files("processed", "curated", "quarantine", "control");
    assertThat(tables).hasSizeGreaterThan(100);
    assertThat(search.found(tables)).isEmpty();
    // What was staged and deleted in between, written by Spark in between, and logged.
    List<Path> staged = FilesBelow.of(deleted);
    assertThat(staged).anyMatch(file -> file.toString().endsWith(".parquet"));
    assertThat(search.found(staged)).isEmpty();
    assertThat(scratch).isNotEmpty();
    assertThat(search.found(scratch)).isEmpty();
    assertThat(search.found(List.of(log))).isEmpty();
    assertNothingToDo(lake, root);
  }

  @Test
  void dayByDayGivesTheSameTruth() throws IOException {
    BankLake lake = new BankLake(SPARK, folder.resolve("daily"));
    for (int day = 0; day < SETTINGS.days(); day++) {
      lake.deliver(bank, SETTINGS.date(day));
      assertDone(lake.process());
    }

    assertThat(lake.numbers()).isEqualTo(truth());
    assertThat(shuffled().contents()).isEqualTo(lake.contents());
  }

  /**
   * Each second day comes before the day before it: versions late, children before their parents.
   * Full extracts alone come in order, since an older one is refused.
   */
  private static BankLake shuffled() throws IOException {
    BankLake lake = new BankLake(SPARK, folder.resolve("shuffled"));
    for (int day = 0; day < SETTINGS.days(); day++) {
      int swapped = Math.min(day % 2 == 0 ? day + 1 : day - 1, SETTINGS.days() - 1);
      Map<Boolean, List<Contract>> extracts =
          lake.landed().stream().collect(Collectors.partitioningBy(TruthTest::extract));
      lake.deliver(bank, SETTINGS.date(day), extracts.get(true));
      lake.deliver(bank, SETTINGS.date(swapped), extracts.get(false));
      assertDone(lake.process());
    }
    return lake;
  }

  private static boolean extract(Contract contract) {
    return contract.landed().write() instanceof WriteStrategy.Snapshot;
  }

  /** The search that finds nothing beyond raw finds what is there, however it is packed. */
  @Test
  void theSearchFindsCardNumbersWhereTheyAre() throws IOException {
    CardSearch search = new CardSearch(SETTINGS);
    assertThat(search.numbers()).hasSize(bank.truth().at("/cards/numbers").asInt());
    List<Path> cards = bank.files("raw/core/cards");
    List<Path> bookings = bank.files("raw/payments/transactions");
    assertThat(search.found(cards)).as("fixed width").isEqualTo(cards);
    assertThat(search.found(bookings).size()).as("gzip").isGreaterThan(bookings.size() / 2);

    String number = search.numbers().iterator().next();
    String parted =
        number.substring(0, 4) + "-" + number.substring(4, 8) + " " + number.substring(8);
    assertThat(planted(search, "text", functions.lit(number))).isTrue();
    assertThat(planted(search, "parted", functions.lit("paid by " + parted + "."))).isTrue();
    assertThat(planted(search, "whole", functions.lit(Long.parseLong(number)))).isTrue();
    assertThat(planted(search, "decimal", functions.lit(new BigDecimal(number)))).isTrue();
    assertThat(planted(search, "nested", nested(number))).isTrue();
    assertThat(planted(search, "other", nested("4" + number.substring(2)))).isFalse();

    Set<Path> before = new HashSet<>(scratch());
    SPARK
        .createDataset(List.copyOf(search.numbers()), Encoders.STRING())
        .repartition(3)
        .foreach(each -> {});
    List<Path> scratch = new ArrayList<>(scratch());
    scratch.removeAll(before);
    assertThat(search.found(scratch)).as("a shuffle").isNotEmpty();

    Path log = folder.resolve("planted-log");
    try (KeptLog kept = new KeptLog(log)) {
      LogManager.getLogger("io.finlake.Planted").info("of {}", parted);
      assertThat(search.found(List.of(kept.path()))).as("a log").isNotEmpty();
    }
  }

  private static Column nested(String text) {
    return functions.map(
        functions.lit("a"),
        functions.array(functions.struct(functions.lit(1), functions.lit(text + "7").as("text"))));
  }

  /** Whether the search finds what is written as Parquet, packed so that its bytes hide it. */
  private static boolean planted(CardSearch search, String name, Column value) throws IOException {
    Path table = folder.resolve("planted-" + name);
    SPARK
        .range(500)
        .select(value.as("value"))
        .coalesce(1)
        .write()
        .option("compression", "gzip")
        .parquet(table.toString());
    List<Path> parts =
        FilesBelow.of(table).stream()
            .filter(file -> file.getFileName().toString().startsWith("part-"))
            .toList();
    assertThat(parts).hasSize(1);
    return !search.found(parts).isEmpty();
  }

  /** A run with nothing new changes no file and opens none that holds rows. */
  private static void assertNothingToDo(BankLake lake, Path root) throws IOException {
    Map<String, Long> planned = lake.planned();
    Map<Path, FileTime> before = modified(root);
    List<String> opened;
    try (WatchedFiles.Watch watch = WatchedFiles.below(SPARK, root, folder.resolve("idle"))) {
      List<DatasetResult> idle = lake.process();
      assertDone(idle);
      assertThat(idle).allSatisfy(result -> assertThat(result.batches()).isEmpty());
      assertThat(lake.curate())
          .allSatisfy(
              result -> assertThat(result.outcome()).isInstanceOf(CurateResult.UpToDate.class));
      opened = watch.openedDataFiles();
    }
    assertThat(opened).isEmpty();
    assertThat(lake.planned()).isEqualTo(planned);
    assertThat(modified(root)).isEqualTo(before);
  }

  private static Map<Path, FileTime> modified(Path root) throws IOException {
    Map<Path, FileTime> modified = new TreeMap<>();
    for (Path file : FilesBelow.of(root)) {
      modified.put(file, Files.getLastModifiedTime(file));
    }
    return modified;
  }

  private static void assertDone(List<DatasetResult> results) {
    assertThat(results)
        .hasSize(8)
        .allSatisfy(result -> assertThat(result.failure()).as("%s", result.dataset()).isEmpty());
  }

  private static boolean built(CurateResult result) {
    return result.outcome() instanceof CurateResult.Built;
  }

  private static void assertCurated(BankLake lake) {
    JsonNode stated = bank.truth().get("curated");
    for (String history : List.of("crm.customer", "core.account")) {
      assertHistory(lake.table(Zone.CURATED, history), stated.get("history").get(history));
    }
    // Who was deleted in the end is no customer any more.
    assertThat(lake.table(Zone.CURATED, "crm.customer_360").count())
        .isEqualTo(stated.at("/history/crm.customer/current").asLong());
    assertThat(lake.table(Zone.CURATED, "payments.transaction").count())
        .isEqualTo(stated.get("transactions").asLong());
    Map<String, String> amounts = new TreeMap<>();
    lake.table(Zone.CURATED, "payments.transaction")
        .groupBy("currency")
        .agg(functions.sum("amount"))
        .collectAsList()
        .forEach(row -> amounts.put(row.getString(0), row.getDecimal(1).toPlainString()));
    Map<String, String> statedAmounts = new TreeMap<>();
    for (Map.Entry<String, JsonNode> amount : stated.get("transactionAmount").properties()) {
      if (new BigDecimal(amount.getValue().asText()).signum() != 0) {
        statedAmounts.put(amount.getKey(), amount.getValue().asText());
      }
    }
    assertThat(amounts).isEqualTo(statedAmounts);
  }

  private static void assertHistory(Dataset<Row> history, JsonNode stated) {
    Dataset<Row> believed = history.filter("recorded_to IS NULL");
    assertThat(believed.count()).isEqualTo(stated.get("intervals").asLong());
    assertThat(history.filter("is_current").count()).isEqualTo(stated.get("current").asLong());
  }

  /** The numbers of truth.json, by dataset, under the names that the lake's numbers have here. */
  private static Map<String, Map<String, String>> truth() {
    Map<String, Map<String, String>> truth = new TreeMap<>();
    for (Map.Entry<String, JsonNode> dataset : bank.truth().get("datasets").properties()) {
      Map<String, String> numbers = new TreeMap<>();
      for (Map.Entry<String, JsonNode> number : dataset.getValue().properties()) {
        if (number.getValue().isNumber()) {
          numbers.put(number.getKey(), number.getValue().asText());
        }
      }
      numbers.put("rows in quarantine", dataset.getValue().get("quarantined").asText());
      for (Map.Entry<String, JsonNode> money : dataset.getValue().get("money").properties()) {
        for (Map.Entry<String, JsonNode> sum : money.getValue().properties()) {
          numbers.put("money " + money.getKey() + " " + sum.getKey(), sum.getValue().asText());
        }
      }
      for (Map.Entry<String, JsonNode> rule :
          dataset.getValue().get("quarantinedByRule").properties()) {
        numbers.put("rule " + rule.getKey(), rule.getValue().asText());
        numbers.put("in quarantine by " + rule.getKey(), rule.getValue().asText());
      }
      truth.put(dataset.getKey(), numbers);
    }
    return truth;
  }

  private static GeneratorSettings bank(int customers, int days) {
    return new GeneratorSettings(customers, days, GeneratorSettings.DEFAULT_START, 7, 0.03);
  }

  private static List<Path> scratch() throws IOException {
    return FilesBelow.of(Path.of(SPARK.sparkContext().getConf().get("spark.local.dir")));
  }
}
