package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Public data that nobody made for this project goes through the whole of processing, with the
 * counts that the data's publishers and plain line counts give. Needs the data: see {@code
 * examples/real/README.md}.
 */
class RealDataTest {
  private static final String VARIABLE = "FINLAKE_REAL_DATA";
  private static final TokenKeys KEYS =
      TokenKeys.from(
          name ->
              name.equals("token-key-v1")
                  ? Optional.of(HexFormat.of().parseHex("5d0e91c7a3".repeat(8)))
                  : Optional.empty());

  private static final SparkSession SPARK = SharedSession.compiling();

  @TempDir private static Path root;

  private static final Map<String, DatasetResult> RESULTS = new HashMap<>();

  /** One run for all contracts, like an operator's. */
  @BeforeAll
  static void processEverything() {
    List<Contract> contracts = ContractFiles.read(Path.of("..", "examples", "real")).contracts();
    Run run = Run.at(Instant.parse("2026-04-14T06:00:00Z"));
    new Processing(lake(), run, KEYS, contracts, 2, Progress.silent())
        .run(contracts)
        .forEach(result -> RESULTS.put(result.dataset().toString(), result));
  }

  @Test
  void everyRowIsAccountedFor() {
    Map<String, String> counts = new TreeMap<>();
    RESULTS.forEach((dataset, result) -> counts.put(dataset, counts(result)));

    assertThat(counts)
        .containsExactly(
            Map.entry("aml.transfer_accounts", "read 20000 accepted 20000"),
            // Without a key, the 1,420 rows that are equal to another one are transfers too.
            Map.entry("aml.transfers", "read 117805 accepted 117805"),
            Map.entry("crm.contacts_avro", "read 4998 accepted 4998"),
            Map.entry("crm.contacts_csv", "read 5000 accepted 4998 quarantined 2"),
            Map.entry("market.currencies", "read 280 accepted 280"),
            // 6,983 days of 41 currencies are 286,303 cells, with or without a rate.
            Map.entry("market.ecb_rates", "read 217555 accepted 217555 filtered 68748"),
            Map.entry("web.access_log", "read 10000 accepted 9999 quarantined 1"));
    assertThat(RESULTS.values())
        .allSatisfy(result -> assertThat(balance(result).problem()).isEmpty());
  }

  @Test
  void tablesHoldWhatTheBalancesSay() {
    Map<String, Long> rows = new TreeMap<>();
    RESULTS.forEach(
        (dataset, result) ->
            rows.put(
                dataset,
                balance(result).outcomes().accepted()
                    - LakeTables.read(SPARK, table(Zone.PROCESSED, dataset)).count()));

    assertThat(rows).hasSize(7).allSatisfy((dataset, missing) -> assertThat(missing).isZero());
  }

  @Test
  void everyCentOfTheTransfersArrives() {
    BigDecimal total = new BigDecimal("33003407.68");
    BigDecimal none = new BigDecimal("0.00");

    assertThat(balance(RESULTS.get("aml.transfers")).money())
        .containsExactly(
            Map.entry(
                "amount USD",
                new Balance.Money(total, new Balance.Split<>(total, none, none, none))));
    assertThat(
            LakeTables.read(SPARK, table(Zone.PROCESSED, "aml.transfers"))
                .selectExpr("sum(amount)")
                .first()
                .getDecimal(0))
        .isEqualByComparingTo(total);
  }

  @Test
  void whatIsWrongInTheDataIsNamed() {
    // The second shard has the id 7b and a salary with a dollar sign, which is classified.
    assertThat(quarantined("crm.contacts_csv"))
        .containsExactly("contact_id type 7b", "salary type ***");
    assertThat(quarantined("web.access_log")).hasSize(1);
    assertThat(quarantined("web.access_log").get(0)).startsWith("null malformed");
  }

  @Test
  void noCardNumberIsInTheLakeOrInScratch() throws IOException {
    Set<String> csv = cardNumbersOfCsv();
    Set<String> clear = new HashSet<>(csv);
    clear.addAll(cardNumbersOfAvro());
    assertThat(csv).hasSize(3_457);
    ClearNumbers search = new ClearNumbers(clear);
    assertThatTheSearchFinds(csv.iterator().next(), search);

    search.in(root.resolve("lake"));
    search.in(Path.of(SPARK.sparkContext().getConf().get("spark.local.dir")));

    assertThat(search.found()).isEmpty();
    // The two quarantined contacts left a card each. Equal numbers give equal tokens, others not.
    Row tokens =
        LakeTables.read(SPARK, table(Zone.PROCESSED, "crm.contacts_csv"))
            .selectExpr("count(card_number)", "count(DISTINCT card_number)")
            .first();
    assertThat(tokens.getLong(0)).isEqualTo(3_455);
    assertThat(tokens.getLong(1)).isEqualTo(3_455);
  }

  /** A search that finds nothing proves nothing unless it would find a planted number. */
  private static void assertThatTheSearchFinds(String number, ClearNumbers search)
      throws IOException {
    Path planted = Files.createDirectory(root.resolve("planted"));
    Files.writeString(planted.resolve("0.json"), "{\"a\":\"x" + number + "1\"}");
    Path shuffled = planted.resolve("shuffle_0_0_0.data");
    try (OutputStream out = codec().compressedOutputStream(Files.newOutputStream(shuffled))) {
      out.write((number + " ").repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    SPARK
        .range(1)
        .selectExpr("named_struct('deep', array('" + number + "')) AS a")
        .write()
        .parquet(planted.resolve("table").toString());

    search.in(planted);

    assertThat(search.found())
        .hasSize(3)
        .anyMatch(file -> file.endsWith("0.json"))
        .anyMatch(file -> file.endsWith("shuffle_0_0_0.data"))
        .anyMatch(file -> file.endsWith(".parquet"));
    search.forget();
  }

  private static Path data() {
    Optional<String> folder =
        Optional.ofNullable(System.getenv(VARIABLE)).filter(text -> !text.isBlank());
    assumeTrue(
        folder.isPresent(),
        "skipped: " + VARIABLE + " does not name the folder of the data, see examples/real");
    return Path.of(folder.get()).toAbsolutePath();
  }

  private static LakeLocations locations() {
    LakeLocations usual = LakeLocations.under(root.resolve("lake").toString());
    Map<Zone, String> zones = new EnumMap<>(usual.zones());
    zones.put(Zone.RAW, data().toString());
    return new LakeLocations(zones, usual.control());
  }

  private static Lake lake() {
    return Lake.open(SPARK, locations());
  }

  private static String table(Zone zone, String dataset) {
    return locations().table(zone, DatasetId.parse(dataset));
  }

  /** The one batch that a first run makes of what lies there. */
  private static Balance balance(DatasetResult result) {
    assertThat(result.failure()).isEmpty();
    assertThat(result.batches()).hasSize(1);
    return result.batches().get(0).balance();
  }

  private static String counts(DatasetResult result) {
    Balance balance = balance(result);
    Balance.Split<Long> outcomes = balance.outcomes();
    StringBuilder text = new StringBuilder("read " + balance.read());
    List.of(
            Map.entry(" accepted ", outcomes.accepted()),
            Map.entry(" quarantined ", outcomes.quarantined()),
            Map.entry(" duplicate ", outcomes.duplicate()),
            Map.entry(" superseded ", outcomes.superseded()),
            Map.entry(" filtered ", balance.filtered()))
        .forEach(it -> text.append(it.getValue() == 0 ? "" : it.getKey() + it.getValue()));
    return text.toString();
  }

  private static List<String> quarantined(String dataset) {
    return LakeTables.read(SPARK, table(Zone.QUARANTINE, dataset))
        .selectExpr("explode(_reasons) AS r")
        .selectExpr("concat_ws(' ', coalesce(r.column, 'null'), r.rule, r.text) AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** The card number is the eighth field; none of those before it is quoted. */
  private static Set<String> cardNumbersOfCsv() throws IOException {
    Set<String> numbers = new HashSet<>();
    for (Path file : files(data().resolve("crm_customers/csv"), ".csv")) {
      try (Stream<String> lines = Files.lines(file)) {
        lines
            .skip(1)
            .map(line -> line.split(",", -1))
            .filter(fields -> fields.length > 7 && !fields[7].isEmpty())
            .forEach(fields -> numbers.add(fields[7]));
      }
    }
    return numbers;
  }

  private static Set<String> cardNumbersOfAvro() throws IOException {
    Set<String> numbers = new HashSet<>();
    for (Path file : files(data().resolve("crm_customers/avro"), ".avro")) {
      try (DataFileReader<GenericRecord> records =
          new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
        for (GenericRecord contact : records) {
          Optional.ofNullable(contact.get("cc"))
              .map(Object::toString)
              .filter(text -> !text.isBlank())
              .ifPresent(numbers::add);
        }
      }
    }
    assertThat(numbers).hasSizeGreaterThan(3_000);
    return numbers;
  }

  private static List<Path> files(Path folder, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private static CompressionCodec codec() {
    return CompressionCodec.createCodec(SPARK.sparkContext().getConf());
  }

  /** Looks for numbers in files as they are, and in Parquet and shuffle files decoded as well. */
  private static final class ClearNumbers {
    private static final Pattern DIGITS = Pattern.compile("[0-9]{13,}");

    private final Set<String> numbers;
    private final Set<Integer> lengths;
    private final List<String> found = new ArrayList<>();

    ClearNumbers(Set<String> numbers) {
      this.numbers = numbers;
      this.lengths = numbers.stream().map(String::length).collect(Collectors.toSet());
      assertThat(numbers).allMatch(number -> DIGITS.matcher(number).matches());
    }

    /** The files that hold one, without the number itself. */
    List<String> found() {
      return List.copyOf(found);
    }

    void forget() {
      found.clear();
    }

    /** Searches a folder; files that Spark removes meanwhile are gone. */
    void in(Path folder) throws IOException {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              try {
                if (inFile(file)) {
                  found.add(file.toString());
                }
              } catch (NoSuchFileException gone) {
                return FileVisitResult.CONTINUE;
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException thrown)
                throws IOException {
              if (thrown instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw thrown;
            }
          });
    }

    private boolean inFile(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      String name = file.getFileName().toString();
      if (inText(new String(bytes, StandardCharsets.ISO_8859_1))) {
        return true;
      }
      if (name.endsWith(".parquet")) {
        return inParquet(file);
      }
      return name.startsWith("shuffle_") && name.endsWith(".data") && inShuffle(bytes);
    }

    private boolean inParquet(Path file) throws IOException {
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
      try (ParquetReader<Group> rows =
          ParquetReader.builder(new GroupReadSupport(), path).build()) {
        for (Group row = rows.read(); row != null; row = rows.read()) {
          if (inText(row.toString())) {
            return true;
          }
        }
      }
      return false;
    }

    private boolean inShuffle(byte[] bytes) throws IOException {
      try (InputStream in = codec().compressedInputStream(new ByteArrayInputStream(bytes))) {
        return inText(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
      }
    }

    private boolean inText(String text) {
      Matcher runs = DIGITS.matcher(text);
      while (runs.find()) {
        String run = runs.group();
        for (int length : lengths) {
          for (int from = 0; from + length <= run.length(); from++) {
            if (numbers.contains(run.substring(from, from + length))) {
              return true;
            }
          }
        }
      }
      return false;
    }
  }
}
