package io.finlake.etl.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratorTest {
  private static final GeneratorSettings SETTINGS =
      new GeneratorSettings(600, 4, GeneratorSettings.DEFAULT_START, 7, 0.05);

  // The pattern that the contract of web.page_views gives.
  private static final Pattern VIEW =
      Pattern.compile(
          "\\S+ \\S+ \\[\\d{2}/[A-Za-z]{3}/\\d{4}:\\d{2}:\\d{2}:\\d{2} [+-]\\d{4}\\]"
              + " \"[A-Z]+ \\S+ HTTP/[0-9.]+\" \\d{3} (\\d+|-) \"[^\"]*\" \"[^\"]*\"");

  @TempDir private static Path folder;
  private static GeneratedBank bank;
  private static Truth truth;

  @BeforeAll
  static void generate() {
    Path root = folder.resolve("one");
    truth = new Generator(SharedSession.spark()).generate(SETTINGS, root.toString());
    bank = new GeneratedBank(root);
  }

  @Test
  void sameSeedGivesTheSameBytes() throws IOException {
    // Gzip, Avro and Parquet could carry a time or a random mark; they must not.
    Path again = folder.resolve("again");
    new Generator(SharedSession.spark()).generate(SETTINGS, again.toString());

    List<Path> files = bank.files("");
    assertThat(new GeneratedBank(again).files("")).hasSameSizeAs(files);
    for (Path file : files) {
      Path twin = again.resolve(bank.root().relativize(file));
      assertThat(Files.mismatch(file, twin)).as("first differing byte of %s", file).isEqualTo(-1);
    }
  }

  @Test
  void everyDatasetsTruthAddsUpInRowsAndMoney() {
    JsonNode datasets = bank.truth().get("datasets");
    assertThat(datasets.size()).isEqualTo(8);
    datasets
        .fields()
        .forEachRemaining(
            dataset -> {
              JsonNode node = dataset.getValue();
              assertThat(node.get("read").asLong()).as(dataset.getKey()).isPositive();
              assertThat(outcomes(node)).isEqualByComparingTo(node.get("read").asText());
              node.get("money")
                  .forEach(
                      money ->
                          assertThat(outcomes(money))
                              .isEqualByComparingTo(money.get("read").asText()));
              long byRule = 0;
              for (JsonNode rule : node.get("quarantinedByRule")) {
                byRule += rule.asLong();
              }
              assertThat(byRule).isEqualTo(node.get("quarantined").asLong());
            });
  }

  private static BigDecimal outcomes(JsonNode node) {
    return List.of("accepted", "quarantined", "duplicate", "superseded").stream()
        .map(outcome -> new BigDecimal(node.get(outcome).asText()))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  @Test
  void everyKindOfFaultIsThere() {
    assertThat(faults("payments.transactions"))
        .containsExactlyInAnyOrder(
            "malformed",
            "duplicate",
            "late",
            "conflict",
            "unknown_column",
            "bad_currency",
            "orphan",
            "bad_date",
            "fraction_digits",
            "minor_units",
            "missing_required",
            "card_number_in_text",
            "bad_luhn",
            "bad_iban");
    assertThat(faults("web.page_views"))
        .containsExactlyInAnyOrder(
            "malformed", "bad_date", "card_number_in_text", "late", "resent_object");
  }

  private static Set<String> faults(String dataset) {
    Set<String> kinds = new HashSet<>();
    bank.truth()
        .get("datasets")
        .get(dataset)
        .get("faults")
        .fieldNames()
        .forEachRemaining(kinds::add);
    return kinds;
  }

  @Test
  void bookingsCountedByHandAreWhatTheTruthSays() throws IOException {
    Set<String> accounts =
        accountVersions().stream().map(GeneratorTest::accountId).collect(Collectors.toSet());
    Map<String, JsonNode> first = new HashMap<>();
    Map<String, Long> counts = new TreeMap<>();
    Map<String, BigDecimal> accepted = new TreeMap<>();
    for (String line : bank.lines("payments.transactions")) {
      counts.merge("read", 1L, Long::sum);
      JsonNode booking = GeneratedBank.json(line).orElse(null);
      if (booking == null || !BookingRules.keeps(booking, accounts)) {
        counts.merge("quarantined", 1L, Long::sum);
        continue;
      }
      JsonNode before = first.putIfAbsent(booking.get("transaction_id").asText(), booking);
      if (before == null) {
        counts.merge("accepted", 1L, Long::sum);
        accepted.merge(
            booking.get("currency").asText(),
            new BigDecimal(booking.get("amount").asText()),
            BigDecimal::add);
      } else {
        counts.merge(before.equals(booking) ? "duplicate" : "quarantined", 1L, Long::sum);
      }
    }
    JsonNode stated = bank.truth().get("datasets").get("payments.transactions");
    counts.forEach(
        (name, count) -> assertThat(stated.get(name).asLong()).as(name).isEqualTo(count));
    accepted.forEach(
        (currency, sum) ->
            assertThat(sum)
                .as(currency)
                .isEqualByComparingTo(stated.at("/money/" + currency + "/accepted").asText()));
    assertThat(stated.get("rows").asLong()).isEqualTo(first.size());
  }

  @Test
  void balancesChainFromTheOpeningBalanceAcrossDays() throws IOException {
    Map<String, BigDecimal> balances = new HashMap<>();
    Map<String, String> currencies = new HashMap<>();
    for (GenericRecord account : accountVersions()) {
      if (account.get("product_code") != null
          && !account.get("currency").toString().equals("XQZ")) {
        balances.putIfAbsent(accountId(account), openingBalance(account));
        currencies.putIfAbsent(accountId(account), account.get("currency").toString());
      }
    }
    Map<String, JsonNode> bookings = new TreeMap<>();
    bank.bookings().stream()
        .filter(booking -> BookingRules.keeps(booking, balances.keySet()))
        .forEach(booking -> bookings.putIfAbsent(booking.get("transaction_id").asText(), booking));
    bookings.values().stream()
        .sorted(Comparator.comparing(booking -> booking.get("booked_at").asText()))
        .forEach(
            booking -> {
              BigDecimal amount = new BigDecimal(booking.get("amount").asText());
              boolean credit = booking.get("direction").asText().equals("credit");
              BigDecimal after =
                  balances.merge(
                      booking.get("account_id").asText(),
                      credit ? amount : amount.negate(),
                      BigDecimal::add);
              assertThat(after).isEqualByComparingTo(booking.get("balance_after").asText());
            });
    Map<String, BigDecimal> closing = new TreeMap<>();
    balances.forEach((id, sum) -> closing.merge(currencies.get(id), sum, BigDecimal::add));
    JsonNode stated = bank.truth().at("/curated/closingBalance");
    assertThat(stated.size()).isEqualTo(closing.size());
    closing.forEach(
        (currency, sum) -> assertThat(sum).isEqualByComparingTo(stated.get(currency).asText()));
  }

  @Test
  void avroObjectsReadBackWithAsManyRecordsAsStated() throws IOException {
    List<GenericRecord> accounts = accountVersions();
    assertThat(accounts).hasSize((int) truth.count("core.accounts", "read"));
    long badIbans =
        accounts.stream().filter(a -> !BookingRules.iban(a.get("iban").toString())).count();
    assertThat(badIbans)
        .isEqualTo(bank.truth().at("/datasets/core.accounts/faults/bad_iban").asLong());
  }

  @Test
  void parquetExtractsReadBackWithDatesAndAbsentValues() {
    Dataset<Row> holdings =
        SharedSession.spark()
            .read()
            .option("recursiveFileLookup", "true")
            .schema(
                "customer_id STRING, product_code STRING, account_id STRING, since DATE, status STRING")
            .parquet(bank.root().resolve("raw/crm/product_holdings").toString());
    assertThat(holdings.count()).isEqualTo(truth.count("crm.product_holdings", "read"));
    assertThat(holdings.where("status IS NULL").count())
        .isEqualTo(
            bank.truth().at("/datasets/crm.product_holdings/faults/missing_required").asLong());
    assertThat(holdings.where("since < DATE'1990-01-01' OR since IS NULL").count()).isZero();
  }

  @Test
  void cardLinesHaveTheirWidthAndRightNumbersUnlessTheyAreFaulty() {
    List<String> lines = bank.lines("core.cards");
    JsonNode stated = bank.truth().get("datasets").get("core.cards");
    assertThat(lines).hasSize(stated.get("read").asInt());
    long cut = lines.stream().filter(line -> line.length() != 78).count();
    assertThat(cut).isEqualTo(stated.at("/faults/malformed").asLong());
    long bad =
        lines.stream().filter(line -> !BookingRules.luhn(line.substring(22, 41).trim())).count();
    assertThat(bad).isEqualTo(stated.at("/faults/bad_luhn").asLong());
  }

  @Test
  void everyCardHasANumberOfItsOwnAndTheListNamesThemAll() {
    List<String> numbers = Generator.cardNumbers(SETTINGS).toList();
    assertThat(numbers)
        .doesNotHaveDuplicates()
        .allMatch(BookingRules::luhn)
        .hasSize(bank.truth().at("/cards/numbers").asInt());
    Set<String> seen =
        bank.lines("core.cards").stream()
            .map(line -> line.substring(22, 41).trim())
            .filter(BookingRules::luhn)
            .collect(Collectors.toSet());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers);
  }

  @Test
  void customersEndInFullLinesUnlessCut() {
    List<String> lines =
        bank.lines("crm.customers").stream().filter(l -> !l.equals(CustomerStory.HEADER)).toList();
    JsonNode stated = bank.truth().get("datasets").get("crm.customers");
    assertThat(lines).hasSize(stated.get("read").asInt());
    // A whole line ends in operation and change number, a cut one in a telephone number.
    String whole = ".*Z,(insert|update|delete),[0-9]+";
    assertThat(lines.stream().filter(line -> !line.matches(whole)).count())
        .isEqualTo(stated.at("/faults/malformed").asLong());
  }

  @Test
  void aResentObjectHasTheBytesOfAnEarlierOneAndAllItsRowsWait() throws IOException {
    List<Path> objects = bank.files("raw/web/page_views");
    Map<String, Path> earlier = new HashMap<>();
    long resent = 0;
    long malformed = 0;
    for (Path object : objects) {
      List<String> lines = GeneratedBank.lines(object);
      if (earlier.putIfAbsent(String.join("\n", lines), object) != null) {
        resent += lines.size();
      }
      malformed += lines.stream().filter(line -> !VIEW.matcher(line).matches()).count();
    }
    JsonNode stated = bank.truth().get("datasets").get("web.page_views");
    assertThat(bank.lines("web.page_views")).hasSize(stated.get("read").asInt());
    assertThat(resent).isPositive().isEqualTo(stated.at("/faults/resent_object").asLong());
    assertThat(malformed).isEqualTo(stated.at("/faults/malformed").asLong());
  }

  @Test
  void objectsOfOneHourSortByTheTimeOfTheirDelivery() {
    // A late or resent object must come after what it repeats.
    String early = Source.PAGE_VIEWS.hourly(SETTINGS.start(), 9, 0, 7);
    String late = Source.PAGE_VIEWS.hourly(SETTINGS.start(), 9, 1, 0);
    String nextHour = Source.PAGE_VIEWS.hourly(SETTINGS.start(), 10, 0, 0);
    assertThat(List.of(early, late, nextHour)).isSorted();
  }

  private static List<GenericRecord> accountVersions() throws IOException {
    List<GenericRecord> records = new java.util.ArrayList<>();
    for (Path file : bank.files("raw/core/accounts")) {
      try (DataFileReader<GenericRecord> reader =
          new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
        reader.forEach(records::add);
      }
    }
    return records;
  }

  private static String accountId(GenericRecord account) {
    return account.get("account_id").toString();
  }

  private static BigDecimal openingBalance(GenericRecord account) {
    java.nio.ByteBuffer bytes = (java.nio.ByteBuffer) account.get("opening_balance");
    byte[] unscaled = new byte[bytes.remaining()];
    bytes.duplicate().get(unscaled);
    return new BigDecimal(new java.math.BigInteger(unscaled), 2);
  }
}
