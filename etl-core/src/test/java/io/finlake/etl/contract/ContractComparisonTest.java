package io.finlake.etl.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.ContractChange.Effect;
import io.finlake.etl.contract.ContractChange.Kind;
import io.finlake.etl.contract.ContractChange.Level;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ListAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContractComparisonTest {
  private static final String BASE =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: test.payments
      version: 1.2.3
      status: active
      name: payments
      domain: test
      description: {purpose: Payments of a test.}
      team: {name: testers}
      schema:
        - name: payments
          logicalType: object
          properties:
            - {name: id, description: The id., logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
            - {name: v, description: The version., logicalType: integer, physicalType: BIGINT, required: true}
            - name: amount
              description: The amount.
              logicalType: number
              physicalType: DECIMAL(18,2)
              logicalTypeOptions: {minimum: 0, maximum: 100}
            - name: card
              description: The card.
              logicalType: string
              physicalType: STRING
              classification: restricted
              customProperties:
                - {property: protect, value: {token: card}}
            - {name: note, description: A note., logicalType: string, physicalType: STRING}
            - {name: day, description: The day., logicalType: date, physicalType: DATE, required: true}
          quality:
            - {name: positive, type: custom, engine: finlake, implementation: {holds: "amount > 0"}}
      customProperties:
        - property: source
          value:
            format: json-lines
            layout: yyyy/MM/dd
        - property: write
          value: {strategy: upsert, sequence: v}
      """;

  private static final String CURATED =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: test.totals
      version: 1.0.0
      status: active
      name: totals
      domain: test
      description: {purpose: Totals of a test.}
      team: {name: testers}
      schema:
        - name: totals
          logicalType: object
          properties:
            - {name: id, description: The id., logicalType: string, physicalType: STRING, required: true, primaryKey: true, primaryKeyPosition: 1}
            - {name: total, description: The total., logicalType: number, physicalType: "DECIMAL(18,2)"}
      customProperties:
        - property: model
          value:
            class: com.example.Totals
            build: {by: key, column: id}
            inputs:
              - {table: processed.test.payments, column: id}
      """;

  private static Contract contract(String text) {
    String path = text.contains("id: test.totals") ? "test/totals" : "test/payments";
    return ContractFiles.alone(new ContractSource(path + "/contract.yaml", text));
  }

  private static ContractComparison changed(String from, String to) {
    return changed(BASE, from, to);
  }

  private static ContractComparison changed(String base, String from, String to) {
    assertThat(base).as("the text to replace").contains(from);
    return ContractComparison.of(contract(base), contract(base.replace(from, to)));
  }

  private static ListAssert<Tuple> thatChangesOf(ContractComparison compared) {
    return assertThat(
        compared.changes().stream()
            .map(it -> change(it.kind(), it.name(), it.level(), it.effect()))
            .toList());
  }

  private static Tuple change(Kind kind, String name, Level level, Effect effect) {
    return Tuple.tuple(kind, name, level, effect);
  }

  @Test
  void commentsAndTheOrderOfKeysAreNoChange() {
    ContractComparison compared =
        changed("strategy: upsert, sequence: v}", "sequence: v, strategy: upsert} # newest wins");

    assertThat(compared.before().hash()).isNotEqualTo(compared.after().hash());
    assertThat(compared.changes()).isEmpty();
    assertThat(compared.missingVersion()).isEmpty();
  }

  @Test
  void anAddedColumnIsCompatibleAndAppliedInPlaceWithItsRules() {
    ContractComparison compared =
        changed(
            "      - {name: day,",
            "      - {name: country, description: The country., logicalType: string,"
                + " physicalType: STRING, logicalTypeOptions: {maxLength: 2}}\n"
                + "      - {name: day,");

    thatChangesOf(compared)
        .containsExactly(change(Kind.COLUMN_ADDED, "country", Level.COMPATIBLE, Effect.IN_PLACE));
    assertThat(compared.missingVersion()).contains("1.3.0");
  }

  @Test
  void anAddedRequiredColumnIsBreakingSinceTheRowsThatAreThereHaveNone() {
    ContractComparison compared =
        changed(
            "      - {name: day,",
            "      - {name: country, description: The country., logicalType: string,"
                + " physicalType: STRING, required: true}\n      - {name: day,");

    thatChangesOf(compared)
        .containsExactly(change(Kind.COLUMN_ADDED, "country", Level.BREAKING, Effect.IN_PLACE));
    assertThat(compared.missingVersion()).contains("2.0.0");
  }

  @Test
  void aRenamedColumnIsGoneAndNew() {
    thatChangesOf(changed("name: note,", "name: remark,"))
        .containsExactly(
            change(Kind.COLUMN_ADDED, "remark", Level.COMPATIBLE, Effect.IN_PLACE),
            change(Kind.COLUMN_REMOVED, "note", Level.BREAKING, Effect.NEXT_BATCH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INT|BIGINT|true",
        "INT|DECIMAL(10,0)|true",
        "INT|DECIMAL(10,1)|false", // nine whole digits do not hold 2147483647
        "INT|DOUBLE|true",
        "BIGINT|INT|false",
        "BIGINT|DECIMAL(19,0)|true",
        "BIGINT|DECIMAL(18,0)|false",
        "BIGINT|DOUBLE|false", // 2^53 + 1 is no double
        "DECIMAL(18,2)|DECIMAL(20,4)|true",
        "DECIMAL(18,2)|DECIMAL(18,4)|false",
        "DECIMAL(18,2)|DECIMAL(20,1)|false",
        "DECIMAL(18,2)|DOUBLE|false",
        "DECIMAL(5,0)|BIGINT|false",
        "DATE|TIMESTAMP|false",
        "INT|STRING|false",
        "STRING|INT|false"
      })
  void aTypeIsWiderWhenItHoldsEveryValue(String from, String to, boolean wider) {
    assertThat(
            TypeWidening.lossless(
                ColumnType.parse(from).orElseThrow(), ColumnType.parse(to).orElseThrow()))
        .isEqualTo(wider);
  }

  @Test
  void aWidenedTypeIsCompatibleAndNeedsARebuild() {
    ContractComparison compared = changed("DECIMAL(18,2)", "DECIMAL(20,2)");

    thatChangesOf(compared)
        .containsExactly(change(Kind.TYPE_WIDENED, "amount", Level.COMPATIBLE, Effect.REBUILD));
    assertThat(compared.needRebuild()).hasSize(1);
    assertThat(compared.changes().get(0).before()).contains("DECIMAL(18,2)");
    assertThat(compared.changes().get(0).after()).contains("DECIMAL(20,2)");
  }

  @Test
  void aNarrowedTypeIsBreaking() {
    thatChangesOf(changed("DECIMAL(18,2)", "DECIMAL(10,2)"))
        .containsExactly(change(Kind.TYPE_CHANGED, "amount", Level.BREAKING, Effect.REBUILD));
  }

  @Test
  void anotherTokenDomainIsBreakingAndNeedsARebuild() {
    thatChangesOf(changed("{token: card}", "{token: wallet}"))
        .containsExactly(change(Kind.PROTECTION, "card", Level.BREAKING, Effect.REBUILD));
  }

  @Test
  void aDroppedColumnThatIsKeptFromNowOnIsLikeAnAddedOne() {
    String dropped = BASE.replace("value: {token: card}", "value: drop");
    thatChangesOf(changed(dropped, "value: drop", "value: {token: card}"))
        .containsExactly(change(Kind.PROTECTION, "card", Level.COMPATIBLE, Effect.IN_PLACE));
  }

  @Test
  void requiredIsSaidOnceAndNotAsARuleToo() {
    thatChangesOf(changed("physicalType: DATE, required: true}", "physicalType: DATE}"))
        .containsExactly(change(Kind.REQUIRED, "day", Level.BREAKING, Effect.NEXT_BATCH));
    thatChangesOf(
            changed(
                "A note., logicalType: string, physicalType: STRING}",
                "A note., logicalType: string, physicalType: STRING, required: true}"))
        .containsExactly(change(Kind.REQUIRED, "note", Level.COMPATIBLE, Effect.NEXT_BATCH));
  }

  @Test
  void anotherKeyNeedsARebuild() {
    thatChangesOf(
            changed(
                "physicalType: DATE, required: true}",
                "physicalType: DATE, required: true, primaryKey: true, primaryKeyPosition: 2}"))
        .containsExactly(change(Kind.KEY, "", Level.BREAKING, Effect.REBUILD));
  }

  @Test
  void partitionsNeedARebuildThoughReadersSeeNoDifference() {
    thatChangesOf(
            changed(
                "physicalType: DATE, required: true}",
                "physicalType: DATE, required: true, partitioned: true,"
                    + " partitionKeyPosition: 1}"))
        .containsExactly(change(Kind.PARTITIONING, "", Level.COMPATIBLE, Effect.REBUILD));
  }

  @Test
  void anotherStrategyNeedsARebuild() {
    thatChangesOf(changed("{strategy: upsert, sequence: v}", "{strategy: insert-once}"))
        .containsExactly(change(Kind.WRITE, "strategy", Level.BREAKING, Effect.REBUILD));
    thatChangesOf(changed("sequence: v}", "sequence: day}"))
        .containsExactly(change(Kind.WRITE, "sequence", Level.BREAKING, Effect.REBUILD));
  }

  @Test
  void theShareThatAnExtractMustHaveIsCompatible() {
    String snapshot =
        BASE.replace("{strategy: upsert, sequence: v}", "{strategy: snapshot, minimumShare: 0.8}");
    thatChangesOf(changed(snapshot, "minimumShare: 0.8", "minimumShare: 0.5"))
        .containsExactly(change(Kind.WRITE, "minimumShare", Level.COMPATIBLE, Effect.NEXT_BATCH));
  }

  @Test
  void aNewRuleIsAskedOfNewRowsOnly() {
    thatChangesOf(
            changed(
                "    quality:\n",
                "    quality:\n      - {name: small, type: custom, engine: finlake,"
                    + " implementation: {holds: \"amount < 1000\"}}\n"))
        .containsExactly(change(Kind.RULE_ADDED, "small", Level.COMPATIBLE, Effect.NEXT_BATCH));
  }

  @Test
  void aRuleThatIsGoneOrOnlyWarnsBreaksAPromise() {
    String rule =
        BASE.substring(
            BASE.indexOf("    quality:"), BASE.indexOf("customProp", BASE.indexOf("    quality:")));
    thatChangesOf(changed(rule, ""))
        .containsExactly(change(Kind.RULE_REMOVED, "positive", Level.BREAKING, Effect.NEXT_BATCH));
    thatChangesOf(changed("engine: finlake,", "engine: finlake, severity: warn,"))
        .containsExactly(change(Kind.RULE_SEVERITY, "positive", Level.BREAKING, Effect.NEXT_BATCH));
    thatChangesOf(changed("engine: finlake,", "engine: finlake, severity: stop,"))
        .containsExactly(
            change(Kind.RULE_SEVERITY, "positive", Level.COMPATIBLE, Effect.NEXT_BATCH));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "minimum: 0, maximum: 100|minimum: 0, maximum: 99.5|COMPATIBLE",
        "minimum: 0, maximum: 100|minimum: 0, maximum: 1000|BREAKING", // 1000 sorts before 100 as
        // text
        "minimum: 0, maximum: 100|minimum: 5|BREAKING", // no upper bound any more
        "minimum: 0, maximum: 100|minimum: 5, maximum: 100|COMPATIBLE"
      })
  void aRuleThatLetsMorePassBreaksAPromise(String from, String to, Level level) {
    thatChangesOf(changed(from, to))
        .containsExactly(change(Kind.RULE_CHANGED, "amount_range", level, Effect.NEXT_BATCH));
  }

  @Test
  void aPredicateThatChangesMayLetMorePass() {
    thatChangesOf(changed("amount > 0", "amount > 1"))
        .containsExactly(change(Kind.RULE_CHANGED, "positive", Level.BREAKING, Effect.NEXT_BATCH));
  }

  @Test
  void everySettingOfTheSourceIsCompared() {
    thatChangesOf(changed("layout: yyyy/MM/dd", "layout: yyyy/MM/dd/HH"))
        .containsExactly(change(Kind.SOURCE, "layout", Level.COMPATIBLE, Effect.NEXT_BATCH));
    ContractComparison format = changed("format: json-lines", "format: avro");
    thatChangesOf(format)
        .containsExactly(change(Kind.SOURCE, "format", Level.COMPATIBLE, Effect.NEXT_BATCH));
    assertThat(format.changes().get(0).before()).contains("json-lines");
    assertThat(format.changes().get(0).after()).contains("avro");
  }

  @Test
  void columnsThatAreNotFilledAnyMoreBreakAPromise() {
    String adds =
        BASE.replace("format: json-lines", "format: json-lines\n      unknownColumns: add");
    thatChangesOf(changed(adds, "unknownColumns: add", "unknownColumns: ignore"))
        .containsExactly(change(Kind.SOURCE, "evolution", Level.BREAKING, Effect.NEXT_BATCH));
  }

  @Test
  void wordsForPeopleNeedAPatch() {
    ContractComparison compared = changed("A note.", "A remark.");

    thatChangesOf(compared).containsExactly(change(Kind.TEXT, "", Level.TEXTS, Effect.NOTHING));
    assertThat(compared.missingVersion()).contains("1.2.4");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a change of texts, a compatible one and a breaking one, each with what is too little
        "A note.|A remark.|1.2.3|1.2.4",
        "A note.|A remark.|1.2.4|",
        "A note.|A remark.|1.2.2|1.2.4",
        "DECIMAL(18,2)|DECIMAL(20,2)|1.2.9|1.3.0",
        "DECIMAL(18,2)|DECIMAL(20,2)|1.3.0|",
        "DECIMAL(18,2)|DECIMAL(20,2)|2.0.0|",
        "DECIMAL(18,2)|DECIMAL(10,2)|1.9.0|2.0.0",
        "DECIMAL(18,2)|DECIMAL(10,2)|2.0.0|",
        "DECIMAL(18,2)|DECIMAL(10,2)|10.0.0|"
      })
  void theVersionMustSayAsMuchAsTheChanges(String from, String to, String version, String least) {
    Contract now =
        contract(BASE.replace(from, to).replace("version: 1.2.3", "version: " + version));

    assertThat(ContractComparison.of(contract(BASE), now).missingVersion().orElse(null))
        .isEqualTo(least);
  }

  @Test
  void aCuratedTableIsComputedAnewUnlessItsColumnsCannotFollow() {
    thatChangesOf(changed(CURATED, "com.example.Totals", "com.example.Sums"))
        .containsExactly(change(Kind.MODEL, "model", Level.BREAKING, Effect.COMPUTED_ANEW));
    thatChangesOf(
            changed(
                CURATED,
                "customProperties:",
                "      - {name: counted, description: How many., logicalType: integer,"
                    + " physicalType: BIGINT}\ncustomProperties:"))
        .containsExactly(
            change(Kind.COLUMN_ADDED, "counted", Level.COMPATIBLE, Effect.COMPUTED_ANEW));
    thatChangesOf(changed(CURATED, "DECIMAL(18,2)", "DECIMAL(20,2)"))
        .containsExactly(change(Kind.TYPE_WIDENED, "total", Level.COMPATIBLE, Effect.REBUILD));
    thatChangesOf(changed(CURATED, "The total.", "The sum."))
        .containsExactly(change(Kind.TEXT, "", Level.TEXTS, Effect.COMPUTED_ANEW));
  }

  @Test
  void twoDatasetsAreNotCompared() {
    Contract payments = contract(BASE);
    Contract totals = contract(CURATED);
    assertThatThrownBy(() -> ContractComparison.of(payments, totals))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test.totals");
  }

  @Test
  void noContractOfTheBankDiffersFromItself() {
    List<Contract> bank = ContractFiles.read(Path.of("..", "schemas")).contracts();
    assertThat(bank)
        .isNotEmpty()
        .allSatisfy(it -> assertThat(ContractComparison.of(it, it).changes()).isEmpty());
  }
}
