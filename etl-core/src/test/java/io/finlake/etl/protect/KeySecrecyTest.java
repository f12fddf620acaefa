package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.testing.Contracts;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.EventLoggingListener;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ExplainMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** Keys never stand in plans, in Spark's event log or in the messages of failed runs. */
class KeySecrecyTest {
  /** So much of a key is looked for that a cut-off one is found as well. */
  private static final int BEGINNING = 9;

  private static final byte[] ROOT = HexFormat.of().parseHex("c3a5f00d7e".repeat(8));
  private static final TokenKeys KEYS =
      TokenKeys.from(
          name -> name.equals("token-key-v1") ? Optional.of(ROOT.clone()) : Optional.empty());

  private final SparkSession spark = SharedSession.spark();

  @Test
  void plansDoNotPrintKeys() {
    Dataset<Row> tokens = tokens(cards());
    tokens.collectAsList();
    for (String mode : List.of("simple", "extended", "codegen", "cost", "formatted")) {
      assertThat(leaks(tokens.queryExecution().explainString(ExplainMode.fromString(mode))))
          .as("explain " + mode)
          .isEmpty();
    }
    String plans =
        tokens.queryExecution().toString()
            + tokens.queryExecution().logical()
            + tokens.queryExecution().executedPlan().verboseStringWithSuffix(1_000)
            + tokens.logicalPlan().treeString();
    assertThat(leaks(plans)).isEmpty();
  }

  @Test
  void searchFindsKeysThatArePrinted() {
    // What the construction avoids: a literal shows in the plan, so the tests here can fail.
    Dataset<Row> careless =
        cards().select(concat(lit(KEYS.domain(1, "card").innerPad()), col("card").cast("binary")));
    assertThat(leaks(careless.queryExecution().toString())).containsExactly("inner pad as hex");
    assertThat(leaks(Arrays.toString(ROOT))).containsExactly("root as signed numbers");
  }

  @Test
  void eventLogOfARunHoldsNoKeys(@TempDir Path folder) throws IOException, TimeoutException {
    SparkContext context = spark.sparkContext();
    EventLoggingListener log =
        new EventLoggingListener(
            "key-secrecy",
            Option.empty(),
            folder.toUri(),
            context.getConf().clone().set("spark.eventLog.compress", "false"),
            context.hadoopConfiguration());
    log.start();
    context.addSparkListener(log);
    try {
      tokens(cards()).write().format("delta").save(folder.resolve("table").toString());
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(log);
      log.stop();
    }
    String events;
    try (Stream<Path> files = Files.list(folder)) {
      Path file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      events = Files.readString(file, StandardCharsets.ISO_8859_1);
    }
    // The run is in the log with its plan, and the plan reads the keys.
    assertThat(events)
        .contains("SparkListenerSQLExecutionStart")
        .contains("aes")
        .contains("domain_0");
    assertThat(leaks(events)).isEmpty();
  }

  @Test
  void failedRunDoesNotShowKeys() {
    Dataset<Row> failing =
        spark.range(3).selectExpr("IF(id = 2, raise_error('broken disk'), 'x') AS card");
    Throwable failure = catchThrowable(() -> tokens(failing).collectAsList());
    assertThat(failure).hasStackTraceContaining("broken disk");
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    assertThat(leaks(text.toString())).isEmpty();
    assertThat(leaks(KEYS + " " + KEYS.domain(1, "card"))).isEmpty();
  }

  private Dataset<Row> cards() {
    return spark.range(0, 100, 1, 2).selectExpr("CAST(id AS STRING) AS card");
  }

  private static Dataset<Row> tokens(Dataset<Row> cards) {
    Contract contract =
        Contracts.landed(
            "core.cards",
            List.of(
                Contracts.column(
                    "card", "STRING", Classification.RESTRICTED, new Protection.Token("card"))),
            List.of());
    return Protecting.of(contract, KEYS).apply(cards);
  }

  /** Which secrets stand in the text, and how they are written. */
  private static List<String> leaks(String text) {
    DomainKeys domain = KEYS.domain(1, "card");
    Map<String, byte[]> secrets = new LinkedHashMap<>();
    secrets.put("root", ROOT);
    secrets.put("encryption key", domain.encryption());
    secrets.put("synthesis key", domain.synthesis());
    secrets.put("inner pad", domain.innerPad());
    secrets.put("outer pad", domain.outerPad());
    String found = text.toLowerCase(Locale.ROOT);
    List<String> leaks = new ArrayList<>();
    secrets.forEach(
        (name, secret) ->
            spellings(Arrays.copyOf(secret, BEGINNING))
                .forEach(
                    (how, spelling) -> {
                      boolean exact = how.startsWith("base64") || how.equals("bytes");
                      if (exact ? text.contains(spelling) : found.contains(spelling)) {
                        leaks.add(name + " as " + how);
                      }
                    }));
    return leaks;
  }

  private static Map<String, String> spellings(byte[] secret) {
    return Map.of(
        "hex", HexFormat.of().formatHex(secret),
        "spaced hex", HexFormat.ofDelimiter(" ").formatHex(secret),
        "base64", Base64.getEncoder().encodeToString(secret),
        "base64url", Base64.getUrlEncoder().encodeToString(secret),
        "signed numbers", numbers(secret, ", ", false),
        "signed numbers without spaces", numbers(secret, ",", false),
        "unsigned numbers", numbers(secret, ", ", true),
        "unsigned numbers without spaces", numbers(secret, ",", true),
        "bytes", new String(secret, StandardCharsets.ISO_8859_1));
  }

  private static String numbers(byte[] secret, String delimiter, boolean unsigned) {
    return IntStream.range(0, secret.length)
        .mapToObj(i -> String.valueOf(unsigned ? secret[i] & 0xff : (int) secret[i]))
        .collect(Collectors.joining(delimiter));
  }
}
