package io.finlake.etl.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worst that can land, through a whole batch into tables and back. */
class HostileDeliveryTest {
  private static final String SECRET = "Xqzvw";

  /** Values that are text and nothing else, whatever they look like. */
  /** Texts that a partition column cannot hold: Delta gives them back as NULL. */
  private static final Set<String> UNSTORABLE = Set.of("", "__HIVE_DEFAULT_PARTITION__");

  private static final List<String> VALUES =
      List.of(
          "'; DROP TABLE events; --",
          "1' OR '1'='1",
          "${jndi:ldap://x/a}",
          "../../../etc/passwd",
          "a/b\\c",
          "k=v",
          "%2e%2e%2f",
          "a b ",
          " ",
          "#?&;:*{}[]",
          "`x`",
          "\"quoted\"",
          "line\nbreak",
          "tab\there",
          "=cmd|' /C calc'!A0",
          "\u202egnp.exe",
          "e\u0301\u0301",
          "😀 取引 Ü",
          "\ufeffx",
          ".",
          "..",
          "null",
          "NULL",
          "",
          "__HIVE_DEFAULT_PARTITION__",
          "x".repeat(150));

  private static final List<String> NAMES =
      List.of(
          "a;rm -rf x.jsonl",
          "it's \"so\".jsonl",
          "100%25.jsonl",
          "k=v.jsonl",
          "a:b.jsonl",
          "#?&.jsonl",
          "line\nbreak.jsonl",
          "{a,b}*[c].jsonl",
          "Ü 取引 😀.jsonl");

  private final SparkSession spark = SharedSession.spark();

  @TempDir private Path root;

  private static Contract contract() {
    return ContractFiles.read(
            List.of(
                SmallContracts.source(
                    "events",
                    """
                          - {name: id, description: The id., logicalType: string, physicalType: STRING, required: true}
                          - {name: kind, description: A text., logicalType: string, physicalType: STRING, partitioned: true, partitionKeyPosition: 1}
                          - {name: amount, description: Money., logicalType: number, physicalType: "DECIMAL(18,2)"}
                          - {name: secret, description: A name., logicalType: string, physicalType: STRING, classification: confidential}
                    """,
                    """
                      - {property: source, value: {format: json-lines, unknownColumns: ignore}}
                      - {property: write, value: {strategy: append}}
                      - {property: measures, value: [{column: amount, currency: EUR}]}
                    """)))
        .contracts()
        .get(0);
  }

  @Test
  void everythingComesThroughAsItIsOrIsHeldAndNothingClassifiedIsTold() throws IOException {
    Contract contract = contract();
    List<String> expected = new ArrayList<>();
    long unstorable = 0;
    for (int file = 0; file < NAMES.size(); file++) {
      StringBuilder lines = new StringBuilder();
      for (int i = file; i < VALUES.size(); i += NAMES.size()) {
        lines.append(line("r" + i, VALUES.get(i)));
        if (UNSTORABLE.contains(VALUES.get(i))) {
          unstorable++;
        } else {
          expected.add("r" + i + "|" + VALUES.get(i));
        }
      }
      land(NAMES.get(file), lines.toString().getBytes(StandardCharsets.UTF_8));
    }
    List<String> broken =
        List.of(
            "{\"id\":\"b1\",\"secret\":" + SECRET + "}",
            "{\"id\":\"b2\",\"secret\":\"" + SECRET + "\"]",
            "{\"id\":\"b3\",\"id\":\"" + SECRET + "\"}",
            "{\"id\":\"b4\",\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}",
            "{\"id\":\"b5\",\"amount\":1e999999999}",
            "{\"id\":\"b6\",\"kind\":\"\\ud800\"}",
            "{\"id\":\"b7\",\"kind\":\"4111 1111 1111 1111\"}",
            "\"" + SECRET + "\"");
    land("broken.jsonl", (String.join("\r\n", broken) + "\n").getBytes(StandardCharsets.UTF_8));
    // 32 MB that are one record, in 32 KB
    land("bomb.jsonl.gz", gzip(new byte[32 << 20]));

    DatasetResult result = run(contract);

    assertThat(result.failure()).isEmpty();
    BatchRecord record = result.batches().get(0);
    long held = broken.size() + 1L + unstorable;
    assertThat(unstorable).isEqualTo(UNSTORABLE.size());
    assertThat(record.balance().read()).isEqualTo(expected.size() + held);
    assertThat(record.balance().outcomes())
        .isEqualTo(new Balance.Split<>((long) expected.size(), held, 0L, 0L));
    assertThat(texts(lake().path(contract), "concat(id, '|', kind)"))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(texts(lake().path(contract), "reverse(split(_object, '/'))[0]").stream().distinct())
        .containsExactlyInAnyOrderElementsOf(NAMES);
    String quarantine = lake().locations().table(Zone.QUARANTINE, DatasetId.parse("test.events"));
    assertThat(texts(quarantine, "concat_ws(' ', _text, to_json(_reasons))"))
        .hasSize((int) held)
        .noneMatch(text -> text.contains(SECRET) || text.contains("4111 1111"))
        // what broke can still be seen
        .anyMatch(text -> text.startsWith("{\"**\":\"**\",\"******\":\"*****\"]"));
  }

  @Test
  void anObjectThatCannotBeReadIsNamedAndNothingOfItIsTold() throws IOException {
    Contract contract = contract();
    byte[] whole = gzip((line("r1", "a") + line("r2", "b")).getBytes(StandardCharsets.UTF_8));
    land("cut; it's\n.jsonl.gz", Arrays.copyOf(whole, whole.length - 6));

    FinlakeException failure = run(contract).failure().orElseThrow();

    assertThat(failure.code()).isEqualTo(ErrorCode.UNREADABLE_OBJECT);
    assertThat(failure.getMessage()).contains("cut; it's").doesNotContain(SECRET);
    assertThat(lake().ledger().records()).isEmpty();
  }

  private static String line(String id, String kind) {
    return "{\"id\":\"%s\",\"kind\":\"%s\",\"amount\":\"-1.50\",\"secret\":\"%s\"}\n"
        .formatted(id, String.valueOf(JsonStringEncoder.getInstance().quoteAsString(kind)), SECRET);
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  private void land(String name, byte[] bytes) throws IOException {
    Path file = root.resolve("raw/test/events").resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private DatasetResult run(Contract contract) {
    Run run = Run.at(Instant.parse("2026-01-09T06:00:00Z"));
    return new Processing(lake(), run, TokenKeys.none(), List.of(contract), 2, Progress.silent())
        .run(List.of(contract))
        .get(0);
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private List<String> texts(String path, String expression) {
    return LakeTables.read(spark, path).selectExpr(expression).collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }
}
