package io.finlake.etl.protect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Classification;
import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.testing.Contracts;
import io.finlake.etl.testing.SharedSession;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class ProtectingTest {
  private static final TokenKeys KEYS =
      TokenKeys.from(
          name ->
              Optional.ofNullable(
                  Map.of("token-key-v2", "0123456789abcdef0123456789abcdef".getBytes(UTF_8))
                      .get(name)));

  private final SparkSession spark = SharedSession.spark();

  @Test
  void sparkMakesTheTokensThatPlainJavaMakesAndOpens() {
    String megabyte = "Grüße 🏦 ".repeat(100_000);
    List<String> values =
        List.of("", "4111111111111111", "\0", "a\r\nb", "'; DROP TABLE x; --", "é", "é", megabyte);
    List<Row> rows = new ArrayList<>(values.stream().map(RowFactory::create).toList());
    rows.add(RowFactory.create((Object) null));
    Contract contract = contract(restricted("secret", "STRING", new Protection.Token("free")));
    Dataset<Row> given =
        spark.createDataFrame(rows, new StructType().add("secret", "string")).repartition(1);

    List<Row> tokens = Protecting.of(contract, KEYS).apply(given).collectAsList();

    Detokenizer detokenizer = Detokenizer.of(KEYS);
    List<String> expected =
        new ArrayList<>(values.stream().map(it -> detokenizer.tokenOf("free", it)).toList());
    expected.add(null);
    assertThat(tokens)
        .extracting(row -> row.getString(0))
        .containsExactlyInAnyOrderElementsOf(expected);
    assertThat(expected.get(1)).matches("v2\\.[A-Za-z0-9_-]{59}");
    assertThat(detokenizer.open("free", expected.get(7)).value()).isEqualTo(megabyte);
  }

  @Test
  void oneCardHasOneTokenHoweverItWasWritten() {
    Contract contract =
        Contracts.landed(
            "core.cards",
            List.of(restricted("card", "STRING", new Protection.Token("card"))),
            List.of(
                Contracts.rule(
                    "card_card-number",
                    "card",
                    new Rule.Check.Standard(Rule.Financial.CARD_NUMBER))));
    Dataset<Row> given =
        spark.sql(
            "SELECT * FROM VALUES ('4111111111111111'), ('4111 1111 1111 1111'),"
                + " ('4111-1111-1111-1111') AS t(card)");

    String token = Detokenizer.of(KEYS).tokenOf("card", "4111111111111111");
    assertThat(Protecting.of(contract, KEYS).apply(given).collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(token, token, token);
  }

  @Test
  void masksShowNoMoreThanTheLastCharactersAndNeverAll() {
    Contract contract =
        Contracts.landed(
            "core.cards",
            List.of(
                restricted("name", "STRING", new Protection.Mask(3)),
                restricted("card", "STRING", new Protection.Mask(8))),
            List.of(
                Contracts.rule(
                    "card_card-number",
                    "card",
                    new Rule.Check.Standard(Rule.Financial.CARD_NUMBER))));
    Dataset<Row> given =
        spark.sql(
            "SELECT * FROM VALUES ('Ångström', '4111 1111 1111 1111'), ('abc', '1234'), ('', ''),"
                + " (NULL, NULL) AS t(name, card)");

    assertThat(Protecting.of(contract, TokenKeys.none()).apply(given).collectAsList())
        .containsExactly(
            // Characters, not bytes; a card shows four although the contract says eight.
            RowFactory.create("*****röm", "***************1111"),
            // No longer than what may be seen: nothing is seen.
            RowFactory.create("***", "****"),
            RowFactory.create("", ""),
            RowFactory.create(null, null));
  }

  @Test
  void droppedColumnsAreGoneAndTheRestKeepsItsOrder() {
    Contract contract =
        contract(
            Contracts.column("id", "BIGINT"),
            restricted("pin", "STRING", new Protection.Drop()),
            Contracts.column("amount", "DECIMAL(18,2)"));
    Dataset<Row> given = spark.sql("SELECT 'o' AS _object, 1L AS id, '1234' AS pin, 2.50BD amount");
    assertThat(Protecting.of(contract, TokenKeys.none()).apply(given).columns())
        .containsExactly("_object", "id", "amount");
  }

  @Test
  void otherTypesAreTokenisedByTheirCanonicalText() {
    Contract contract =
        contract(
            restricted("born", "DATE", new Protection.Token("t")),
            restricted("seen", "TIMESTAMP", new Protection.Token("t")),
            restricted("rate", "DECIMAL(12,8)", new Protection.Token("t")),
            restricted("id", "BIGINT", new Protection.Token("t")),
            restricted("flag", "BOOLEAN", new Protection.Token("t")));
    Row row =
        RowFactory.create(
            Date.valueOf(LocalDate.of(1969, 12, 31)),
            Timestamp.from(Instant.parse("1969-12-31T23:59:58.000001Z")),
            new java.math.BigDecimal("1234.00000001"),
            -7L,
            true);
    StructType schema =
        StructType.fromDDL(
            "born DATE, seen TIMESTAMP, rate DECIMAL(12,8), id BIGINT, flag BOOLEAN");
    // A session elsewhere: the token must not depend on its zone.
    SparkSession tokyo = spark.newSession();
    tokyo.conf().set("spark.sql.session.timeZone", "Asia/Tokyo");

    Row tokens =
        Protecting.of(contract, KEYS).apply(tokyo.createDataFrame(List.of(row), schema)).head();

    Detokenizer detokenizer = Detokenizer.of(KEYS);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      texts.add(detokenizer.open("t", tokens.getString(i)).value());
    }
    assertThat(texts)
        .containsExactly(
            "1969-12-31", "1969-12-31T23:59:58.000001Z", "1234.00000001", "-7", "true");
  }

  @Test
  void tokenWithoutAKeyIsRefusedBeforeAnyRowIsRead() {
    Contract contract = contract(restricted("card", "STRING", new Protection.Token("card")));
    assertThat(Protecting.needsKeys(contract)).isTrue();
    assertThatThrownBy(() -> Protecting.of(contract, TokenKeys.none()))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("MISSING_SECRET");
  }

  @Test
  void noViewWithKeysStaysInTheSession() {
    Contract contract = contract(restricted("card", "STRING", new Protection.Token("card")));
    SparkSession session = spark.newSession();
    Protecting.of(contract, KEYS).apply(session.sql("SELECT '1' AS card"));
    assertThat(session.catalog().listTables().collectAsList()).isEmpty();
  }

  private static Column restricted(String name, String ddl, Protection protection) {
    return Contracts.column(name, ddl, Classification.RESTRICTED, protection);
  }

  private static Contract contract(Column... columns) {
    return Contracts.landed("core.cards", List.of(columns), List.of());
  }
}
