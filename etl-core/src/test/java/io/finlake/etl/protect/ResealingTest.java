package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.testing.Contracts;
import io.finlake.etl.testing.SharedSession;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.ExplainMode;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Tokens of older keys become those that plain Java makes with the newest; others are told. */
class ResealingTest {
  private static final byte[] FIRST = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final byte[] SECOND = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);
  private static final byte[] OTHER = "another secret of the same length".getBytes(UTF_8);
  private static final TokenKeys BOTH = keys(Map.of(1, FIRST, 2, SECOND));
  private static final Detokenizer NEWEST = Detokenizer.of(BOTH);

  private final SparkSession spark = SharedSession.spark();

  private final Contract contract =
      Contracts.landed(
          "core.cards", List.of(token("card", "card"), token("tax", "tax")), List.of());

  @Test
  void everyOldTokenBecomesTheOneThatPlainJavaMakesNow() {
    List<String> values =
        List.of(
            "", "4111111111111111", "\0", "a\r\nb", "é", "ab", "abc", "Grüße 🏦 ".repeat(10_000));
    Detokenizer before = Detokenizer.of(keys(Map.of(1, FIRST)));
    List<Row> rows = new ArrayList<>();
    List<Row> expected = new ArrayList<>();
    for (String value : values) {
      // Beside an old token one that is new already, and nothing.
      String fresh = NEWEST.tokenOf("tax", value);
      rows.add(RowFactory.create("x", before.tokenOf("card", value), fresh));
      rows.add(RowFactory.create("y", null, before.tokenOf("tax", value)));
      expected.add(RowFactory.create("x", NEWEST.tokenOf("card", value), fresh, null));
      expected.add(RowFactory.create("y", null, fresh, null));
    }
    rows.add(RowFactory.create("z", NEWEST.tokenOf("card", "new"), null));
    Resealing resealing = Resealing.of(contract, BOTH, 2);

    assertThat(resealing.resealed(resealing.stale(rows(rows))).collectAsList())
        .containsExactlyInAnyOrderElementsOf(expected);
    // Again there is nothing to do.
    assertThat(resealing.stale(resealing.resealed(rows(rows))).isEmpty()).isTrue();
  }

  @Test
  void whatCannotBeOpenedIsToldAndNothingIsMadeOfIt() {
    String token = Detokenizer.of(keys(Map.of(1, FIRST))).tokenOf("card", "4111111111111111");
    // 16 digits make 44 bytes, so of the last letter two bits say nothing.
    String respelled = token.substring(0, token.length() - 1) + next(token.charAt(61));
    Map<String, String> broken = new LinkedHashMap<>();
    broken.put(token.substring(0, 30), "v1");
    broken.put(token.substring(0, token.length() - 1), "v1");
    broken.put(token.substring(0, token.length() - 2), "v1");
    broken.put(token.substring(0, 9) + next(token.charAt(9)) + token.substring(10), "v1");
    broken.put(respelled, "v1");
    broken.put(token + "=", "v1");
    broken.put(token + "\n", "v1");
    broken.put("v1.", "v1");
    broken.put("v1.????", "v1");
    broken.put(token.replace("v1.", "v3."), "v3");
    broken.put("4111111111111111", "4111111111111111");
    broken.put("", "");
    broken.put(Detokenizer.of(keys(Map.of(1, FIRST))).tokenOf("tax", "4111111111111111"), "v1");
    broken.put(Detokenizer.of(keys(Map.of(1, OTHER))).tokenOf("card", "4111111111111111"), "v1");
    List<Row> rows = new ArrayList<>();
    broken.keySet().forEach(it -> rows.add(RowFactory.create(it, it, null)));

    List<Row> resealed = Resealing.of(contract, BOTH, 2).resealed(rows(rows)).collectAsList();

    assertThat(resealed)
        .allSatisfy(
            row -> {
              assertThat(row.isNullAt(1)).as(row.getString(0)).isTrue();
              assertThat(row.getString(3)).isEqualTo(broken.get(row.getString(0)));
            });
    assertThat(resealed).hasSize(broken.size());
  }

  @Test
  void plansHoldNoKeyOfEitherVersion() {
    Dataset<Row> anew =
        Resealing.of(contract, BOTH, 2)
            .resealed(rows(List.of(RowFactory.create("x", NEWEST.tokenOf("card", "1"), null))));
    anew.collectAsList();
    for (String mode : List.of("extended", "codegen", "formatted")) {
      String plan = anew.queryExecution().explainString(ExplainMode.fromString(mode));
      for (int version : List.of(1, 2)) {
        DomainKeys keys = BOTH.domain(version, "card");
        for (byte[] secret : List.of(keys.encryption(), keys.innerPad(), keys.outerPad())) {
          assertThat(plan.toLowerCase(Locale.ROOT))
              .doesNotContain(HexFormat.of().formatHex(secret, 0, 9));
        }
      }
    }
  }

  /** The next letter of the alphabet of tokens that is not the same. */
  private static char next(char letter) {
    return letter == 'Z' || letter == 'z' || !Character.isLetter(letter)
        ? 'A'
        : (char) (letter + 1);
  }

  private Dataset<Row> rows(List<Row> rows) {
    return spark
        .createDataFrame(
            rows, new StructType().add("id", "string").add("card", "string").add("tax", "string"))
        .repartition(1);
  }

  private static io.finlake.etl.contract.Column token(String name, String domain) {
    return Contracts.column(
        name, "STRING", Classification.RESTRICTED, new Protection.Token(domain));
  }

  private static TokenKeys keys(Map<Integer, byte[]> versions) {
    return TokenKeys.from(
        name ->
            versions.entrySet().stream()
                .filter(it -> name.equals("token-key-v" + it.getKey()))
                .map(Map.Entry::getValue)
                .findFirst());
  }
}
