package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.generate.Generator;
import io.finlake.etl.testing.BankTables;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code trace} and {@code why-not} on the lake of the demo, in a copy that all tests share. */
class ExplainCommandsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;

  @BeforeAll
  static void copy() {
    DemoLake.copyTo(folder);
  }

  @Test
  void aCuratedFigureLeadsToTheVeryBytesThatWereDelivered() throws IOException {
    List<JsonNode> rows =
        trace("--table", "curated.customer_360", "--key", "C00000001", "--limit", "1000");

    assertThat(rows.get(0).get("table").asText()).isEqualTo("curated.crm.customer_360");
    assertThat(rows.get(0).get("row").get("customer_id").asText()).isEqualTo("C00000001");
    // Every input of the contract is named, a reference too.
    List<String> steps = rows.stream().map(row -> row.get("step").asText()).distinct().toList();
    assertThat(steps).contains("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.3.1", "1.4.1");
    assertThat(rows)
        .filteredOn(row -> row.get("what").asText().equals("reference"))
        .extracting(row -> row.get("table").asText())
        .contains("processed.market.fx_rates");
    List<JsonNode> bookings =
        rows.stream()
            .filter(row -> row.get("table").asText().equals("processed.payments.transactions"))
            .filter(row -> row.get("what").asText().equals("row"))
            .toList();
    assertThat(bookings).isNotEmpty();
    for (JsonNode booking : bookings) {
      JsonNode delivered =
          JSON.readTree(lineAt(booking.get("object").asText(), booking.get("offset").asLong()));
      assertThat(delivered.get("transaction_id").asText())
          .isEqualTo(booking.get("row").get("transaction_id").asText());
    }
  }

  @Test
  void classifiedValuesAreNeverShown() throws IOException {
    String text =
        run("trace", "--table", "curated.customer_360", "--key", "C00000001", "--format", "json")
            .out();

    Map<String, Contract> contracts = BankTables.contracts();
    for (JsonNode row : JSON.readTree(text)) {
      Contract contract = contracts.get(row.get("table").asText());
      for (Column column : contract.columns()) {
        JsonNode value = row.get("row").get(column.name());
        if (value != null && column.classification().classified()) {
          assertThat(value.asText()).as(column.name()).isEqualTo("***");
        }
      }
    }
    assertThat(text).contains("***").doesNotContain("@");
  }

  @Test
  void peopleSeeATreeAndHowManyRowsMoreThereAre() {
    CommandRun run =
        run(
            "trace",
            "--table",
            "curated.customer_360",
            "--key",
            "C00000001",
            "--limit",
            "1",
            "--column",
            "segment");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().findFirst())
        .contains("curated.crm.customer_360  customer_id=C00000001: 1 row");
    assertThat(run.out())
        .contains("├─ curated.crm.customer  customer_id=C00000001")
        .contains("│  └─ processed.crm.customers  customer_id=C00000001")
        .contains("└─ processed.market.fx_rates")
        .contains("see docs/models/customer_360.md")
        .contains("inputs with a column of that name: processed.crm.customers")
        .contains("more; --limit shows more")
        .doesNotContain("kyc_status=");
  }

  @Test
  void aKeyThatNoRowHasIsSaidWithTheNextQuestion() {
    CommandRun run = run("trace", "--table", "processed.transactions", "--key", "T0");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("finlake why-not --dataset payments.transactions");
  }

  @Test
  void aQuarantinedRowIsFoundWithEveryRuleThatItBroke() throws IOException {
    JsonNode held = quarantined(false);
    String rule = held.get("_reasons").get(0).get("rule").asText();

    List<JsonNode> answer = whyNot("payments.transactions", held.get("transaction_id").asText());

    assertThat(answer.get(0).get("finding").asText()).isEqualTo("quarantined");
    assertThat(answer.get(0).get("command").asText())
        .isEqualTo(
            "finlake quarantine show payments.transactions --rule "
                + rule
                + " --lake target/demo-lake");
    assertThat(answer.get(1).get("reasons").get(0).asText()).startsWith(rule);
    assertThat(answer.get(1).get("object").asText()).isEqualTo(held.get("_object").asText());
    assertThat(answer.get(1).get("offset").asLong()).isEqualTo(held.get("_offset").asLong());
  }

  @Test
  void aConflictIsSettledByTheRowThatIsThere() throws IOException {
    JsonNode held = quarantined(true);

    List<JsonNode> answer = whyNot("payments.transactions", held.get("transaction_id").asText());

    assertThat(answer.get(0).get("finding").asText()).isEqualTo("present");
    assertThat(answer)
        .extracting(row -> row.get("finding").asText())
        .contains("in the table", "in quarantine");
  }

  /** A quarantined booking with an id; a conflict, or one that broke another rule. */
  private static JsonNode quarantined(boolean conflict) throws IOException {
    CommandRun quarantine =
        run("quarantine", "show", "payments.transactions", "--limit", "1000", "--format", "json");
    return list(quarantine.out()).stream()
        .filter(row -> !row.get("transaction_id").isNull())
        .filter(row -> row.get("_reasons").toString().contains("conflict") == conflict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatNobodyDeliveredIsNotDelivered() throws IOException {
    List<JsonNode> answer = whyNot("payments.transactions", "T20260105-0");
    assertThat(answer.get(0).get("finding").asText()).isEqualTo("not delivered");
    assertThat(answer).extracting(row -> row.get("finding").asText()).contains("delivered");
  }

  @Test
  void aCardIsFoundByItsNumberThoughTheTableHoldsItsTokenOnly() throws IOException {
    String number =
        Generator.cardNumbers(DemoLake.settings())
            .filter(card -> card.length() == 16)
            .findFirst()
            .orElseThrow();
    String spaced = number.replaceAll("(.{4})(?!$)", "$1 ");

    CommandRun run = run("why-not", "--dataset", "core.cards", "--key", "card_number=" + spaced);

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("present: it is there").contains("card_number=***");
    assertThat(run.out() + run.err()).doesNotContain(number).doesNotContain(spaced);
  }

  @Test
  void anObjectThatLandedSinceMayHaveIt(@TempDir Path own) throws IOException {
    DemoLake.copyTo(own);
    Path landed =
        own.resolve("target/demo-lake/raw/payments/transactions/2026/01/06/23/late.jsonl");
    Files.createDirectories(landed.getParent());
    Files.writeString(landed, "{}\n");

    CommandRun run =
        CommandRun.of(
            own,
            "why-not",
            "--lake",
            "target/demo-lake",
            "--dataset",
            "payments.transactions",
            "--key",
            "T20260105-0");

    assertThat(run.out())
        .contains("waiting: ")
        .contains("payments/transactions/2026/01/06/23/late.jsonl")
        .contains("next: finlake process --dataset payments.transactions --lake target/demo-lake");
  }

  @Test
  void curatedRowsAreAskedOfTheirInputs() {
    CommandRun run = run("why-not", "--dataset", "crm.customer_360", "--key", "C00000001");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("BAD_ARGUMENT").contains("finlake trace");
  }

  private static List<JsonNode> trace(String... arguments) throws IOException {
    CommandRun run =
        run(
            Stream.concat(Stream.of("trace", "--format", "json"), Stream.of(arguments))
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    return list(run.out());
  }

  private static List<JsonNode> whyNot(String dataset, String key) throws IOException {
    CommandRun run = run("why-not", "--dataset", dataset, "--key", key, "--format", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    return list(run.out());
  }

  private static List<JsonNode> list(String json) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    JSON.readTree(json).forEach(rows::add);
    return rows;
  }

  private static CommandRun run(String... arguments) {
    return CommandRun.of(
        folder,
        DemoLake.SECRET,
        Stream.concat(Stream.of(arguments), Stream.of("--lake", "target/demo-lake"))
            .toArray(String[]::new));
  }

  /** The line that begins at a byte of what an object holds. */
  private static String lineAt(String object, long offset) throws IOException {
    Path file = folder.resolve("target/demo-lake/raw").resolve(object);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      in.skipNBytes(offset);
      String rest = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return rest.substring(0, rest.indexOf('\n'));
    }
  }
}
