package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.testing.BankTables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  @TempDir private Path home;

  /** Every command and subcommand as the words that call it. */
  static Stream<List<String>> commands() {
    CommandLine finlake = Finlake.commandLine(Surroundings.ofThisProcess());
    List<List<String>> found = new ArrayList<>();
    collect(finlake, List.of(), found);
    return found.stream();
  }

  private static void collect(CommandLine command, List<String> words, List<List<String>> found) {
    if (!words.equals(List.of("help"))) {
      found.add(words);
    }
    command
        .getSubcommands()
        .forEach(
            (name, subcommand) ->
                collect(
                    subcommand, Stream.concat(words.stream(), Stream.of(name)).toList(), found));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItselfOnStandardOutput(List<String> words) {
    String[] arguments = Stream.concat(words.stream(), Stream.of("--help")).toArray(String[]::new);
    CommandRun run = CommandRun.of(home, arguments);
    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: finlake").contains("Options:");
    assertThat(run.err()).isEmpty();
    boolean leaf = !run.out().contains("COMMAND");
    if (leaf) {
      assertThat(run.out()).containsPattern("Examples?:\n {2}finlake " + String.join(" ", words));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // no command
        "qeury",
        "query", // no SQL
        "query --lake x --no-such-option SELECT",
        "version --format xml",
        "contracts",
        "contracts show a b"
      })
  void aWrongCommandLineIsExitCode2WithAHintAndNoAnswer(String line) {
    CommandRun run = CommandRun.of(home, line.isEmpty() ? new String[0] : line.split(" "));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("finlake: ").contains("Try 'finlake");
    assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
  }

  @Test
  void aMisspeltCommandIsCorrected() {
    assertThat(CommandRun.of(home, "qeury").err()).contains("finlake query");
  }

  @Test
  void aLakeThatIsNotNamedIsExitCode2() {
    CommandRun run = CommandRun.of(home, "query", "SELECT 1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("BAD_ARGUMENT").contains("--lake").contains("remedy:");
  }

  /** Delta's own store on S3 lets the second of two writers win; nothing is reached before. */
  @ParameterizedTest
  @ValueSource(strings = {"s3", "s3a"})
  void aLakeOnS3WithDeltasOwnLogStoreIsRefused(String scheme) {
    String uri = scheme + "://bucket/lake";
    CommandRun run =
        CommandRun.of(
            home,
            Map.of(
                "FINLAKE_CONF",
                "spark.delta.logStore." + scheme + ".impl=io.delta.storage.S3SingleDriverLogStore"),
            "hold",
            "list",
            "--lake",
            uri);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("UNSAFE_LAKE").contains(uri).contains("ConditionalPutLogStore");
  }

  @Test
  void aLimitOutOfRangeIsExitCode2() {
    CommandRun run = CommandRun.of(home, "query", "--lake", "x", "--limit", "0", "SELECT 1");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("BAD_ARGUMENT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--keep-days 0", "--small-files 1"})
  void upkeepThatWouldTakeFilesFromReadersOrWriteForNothingIsRefused(String option) {
    String[] words = ("maintain --lake x " + option).split(" ");
    CommandRun run = CommandRun.of(home, words);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("BAD_ARGUMENT").contains(option);
  }

  @Test
  void whetherARunMaintainsTablesIsOnOrOff() {
    CommandRun run =
        CommandRun.of(home, Map.of("FINLAKE_MAINTAIN", "perhaps"), "run", "--lake", "x");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("FINLAKE_MAINTAIN is 'perhaps'").contains("on or off");
  }

  @Test
  void problemsOfContractsAreRowsOnStandardOutputAndExitCode2() throws IOException {
    Path contract = home.resolve("mine/payments/transactions/contract.yaml");
    Files.createDirectories(contract.getParent());
    Files.writeString(contract, "apiVersion: v3.1.0\nkind: DataContract\nsurprise: yes\n");
    CommandRun run =
        CommandRun.of(home, "contracts", "check", "--contracts", "mine", "--format", "json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .startsWith("[\n{\"file\":\"")
        .contains("payments/transactions/contract.yaml")
        .contains("surprise");
  }

  @Test
  void aPredicateThatDoesNotCompileIsAProblemOfTheContract() throws IOException {
    Path contract = home.resolve("mine/market/products/contract.yaml");
    Files.createDirectories(contract.getParent());
    String rule =
        "quality:\n          - {name: sane, type: custom, engine: finlake,"
            + " implementation: {holds: \"nmae > ''\"}}\n        classification:";
    Files.writeString(
        contract,
        BankTables.contracts()
            .get("processed.market.products")
            .text()
            .replaceFirst("classification:", rule));
    CommandRun run =
        CommandRun.of(home, "contracts", "check", "--contracts", "mine", "--format", "json");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out())
        .contains("market/products/contract.yaml")
        .contains("\"place\":\"rule sane\"")
        .contains("nmae")
        .doesNotContain("\"line\":1,");
    // No run begins with it either.
    CommandRun refused = CommandRun.of(home, "process", "--lake", "lake", "--contracts", "mine");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("BAD_CONTRACT").contains("rule sane");
  }

  @Test
  void contractsThatShipAreSound() {
    CommandRun run = CommandRun.of(home, "contracts", "check", "--format", "json");
    assertThat(run.out()).isEqualTo("[]\n");
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).contains("no problem");
  }

  @Test
  void anUnknownDatasetIsExitCode2AndTheKnownOnesAreNamed() {
    CommandRun run = CommandRun.of(home, "contracts", "show", "payments.transaktions");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("UNKNOWN_DATASET").contains("payments.transactions");
  }

  @Test
  void columnsOfADatasetAreShown() {
    CommandRun run =
        CommandRun.of(home, "contracts", "show", "payments.transactions", "--format", "csv");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("card_number,STRING,false,false,restricted,token card,"));
  }

  @Test
  void viewsOfAHistoryArePrintedAsStatements() {
    CommandRun run = CommandRun.of(home, "contracts", "show", "crm.customer", "--views", "athena");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains("CREATE OR REPLACE VIEW \"curated\".\"customer_current\" AS")
        .contains("CREATE OR REPLACE VIEW \"curated\".\"customer_believed\" AS")
        .contains("PREPARE customer_as_of FROM");
    assertThat(run.out().lines().filter(line -> line.endsWith(";"))).hasSize(3);

    CommandRun none = CommandRun.of(home, "contracts", "show", "crm.customers", "--views", "spark");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("BAD_ARGUMENT", "crm.customer");
  }

  @Test
  void aMomentWithoutATimeIsExitCode2() {
    for (String option : List.of("--as-of", "--believed-on")) {
      CommandRun run =
          CommandRun.of(home, "query", "--lake", "lake", option, "2025-12-31", "SELECT 1");
      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("BAD_ARGUMENT", option, "2025-12-31T00:00:00Z");
    }
  }

  @Test
  void whatChangedInAContractIsRowsAndAVersionThatSaysTooLittleIsExitCode2() throws IOException {
    String text = BankTables.contracts().get("processed.market.products").text();
    contract("old", text);
    contract("new", text.replace("physicalType: DECIMAL(18,2)", "physicalType: DECIMAL(10,2)"));

    CommandRun files =
        CommandRun.of(
            home,
            "contracts",
            "diff",
            "old/market/products/contract.yaml",
            "new/market/products/contract.yaml",
            "--format",
            "json");

    assertThat(files.exitCode()).isEqualTo(2);
    assertThat(files.out())
        .contains("\"change\":\"version\"")
        .contains("\"version\":\"2.0.0\"")
        .contains("\"change\":\"type changed\",\"name\":\"annual_fee\"")
        .contains("\"before\":\"DECIMAL(18,2)\",\"after\":\"DECIMAL(10,2)\"")
        .contains("\"readers\":\"breaking\"")
        .contains("\"table\":\"rebuild\"");
    assertThat(files.err()).contains("give it version 2.0.0 at least");
    // Folders too; the same contract is no change.
    CommandRun same = CommandRun.of(home, "contracts", "diff", "old", "old", "--format", "json");
    assertThat(same.exitCode()).isZero();
    assertThat(same.out()).isEqualTo("[]\n");
    assertThat(same.err()).contains("1 contract, no change");
  }

  @Test
  void oneContractAloneIsNothingToCompare() {
    CommandRun run = CommandRun.of(home, "contracts", "diff", "old");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("BAD_ARGUMENT").contains("--lake");
  }

  private void contract(String folder, String text) throws IOException {
    Path file = home.resolve(folder).resolve("market/products/contract.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @Test
  void contractsCanBeNamedByTheEnvironment() {
    CommandRun run =
        CommandRun.of(home, Map.of("FINLAKE_CONTRACTS", "nowhere"), "contracts", "check");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).contains("has no contract");
  }
}
