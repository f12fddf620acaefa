package io.finlake.etl.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.Curate;
import io.finlake.etl.curate.CurateResult;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.Detokenizer;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.SmallContracts;
import io.finlake.etl.testing.UndoneCommit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key of tokens is rotated in a lake of three datasets and a history; then joins hold again. */
class TokenRotationTest {
  private static final String TEXT =
      "      - {name: %s, description: x, logicalType: string, physicalType: STRING%s}\n";
  private static final String KEY = ", required: true, primaryKey: true, primaryKeyPosition: 1";
  private static final String CARD =
      ", classification: restricted, customProperties: [{property: protect, value: {token: card}}]";
  private static final String CARDED = TEXT.formatted("card", CARD);
  private static final String NUMBER =
      "      - {name: v, description: x, logicalType: integer, physicalType: BIGINT, required: true}\n";
  private static final String AT =
      "      - {name: at, description: x, logicalType: timestamp, physicalType: TIMESTAMP, required:"
          + " true}\n";

  private final SparkSession spark = SharedSession.spark();
  private final Contract cards =
      landed("cards", TEXT.formatted("id", KEY) + CARDED + NUMBER, "upsert, sequence: v");
  private final Contract payments =
      landed("payments", TEXT.formatted("id", KEY) + CARDED + NUMBER, "insert-once");
  private final Contract people =
      landed("people", TEXT.formatted("id", KEY) + CARDED + AT, "history, time: at");
  private final Contract vault =
      landed("vault", TEXT.formatted("card", KEY + CARD) + NUMBER, "upsert, sequence: v");
  private final Contract person =
      contract(
          "person",
          TEXT.formatted("id", KEY)
              + TEXT.formatted("card", "")
              + """
                    - {name: valid_from, description: x, logicalType: timestamp, physicalType: TIMESTAMP, required: true, primaryKey: true, primaryKeyPosition: 2}
                    - {name: valid_to, description: x, logicalType: timestamp, physicalType: TIMESTAMP}
                    - {name: recorded_from, description: x, logicalType: timestamp, physicalType: TIMESTAMP, required: true, primaryKey: true, primaryKeyPosition: 3}
                    - {name: recorded_to, description: x, logicalType: timestamp, physicalType: TIMESTAMP}
                    - {name: is_current, description: x, logicalType: boolean, physicalType: BOOLEAN, required: true}
              """,
          """
            - property: model
              value:
                class: History
                build: {by: key, column: id}
                inputs: [{table: processed.test.people, column: id}]
                history: {time: at}
          """);
  private final List<Contract> contracts = List.of(cards, payments, people, vault, person);

  @TempDir private Path folder;

  private Path root;
  private Instant time = Instant.parse("2026-01-08T08:00:00Z");

  @Test
  void joinsHoldAgainAndNothingElseOfAnyRowIsChanged() throws IOException {
    root = folder.resolve("lake");
    fill();
    assertThat(joined()).containsExactly("a p1");
    Map<String, List<String>> before = rows();
    Map<String, Long> versions = versions();

    time = time.plus(Duration.ofDays(1));
    refusesWhatItCannotOpen(versions);
    copy(folder.resolve("killed"));
    Map<String, List<OldTokens>> old = new TreeMap<>();
    for (Contract contract : List.of(cards, payments, people)) {
      old.put(contract.id().toString(), processing(keys(1, 2)).oldTokens(contract));
      processing(keys(1, 2)).rotateTokens(contract);
    }
    curate(keys -> keys.refresh(now()));

    assertThat(old.get("test.payments"))
        .containsExactly(
            new OldTokens("processed.test.payments", 1, 1),
            new OldTokens("quarantine.test.payments", 1, 1));
    assertThat(joined()).containsExactly("a p1", "a p2");
    assertThat(rows()).isEqualTo(before);
    assertThat(tokens())
        .hasSizeGreaterThan(12)
        .allSatisfy(token -> assertThat(token).startsWith("v2."));
    Detokenizer detokenizer = Detokenizer.of(keys(1, 2));
    assertThat(tokens().stream().map(it -> detokenizer.open("card", it).value()).distinct())
        .containsExactlyInAnyOrder("4111", "4222", "4333");
    // One commit a table; a second time there is nothing to do.
    Map<String, Long> after = versions();
    versions.forEach((table, version) -> assertThat(after.get(table)).isEqualTo(version + 1));
    for (Contract contract : List.of(cards, payments, people)) {
      assertThat(processing(keys(1, 2)).rotateTokens(contract)).isEmpty();
      assertThat(processing(keys(1, 2)).oldTokens(contract)).allMatch(OldTokens::none);
    }
    curate(keys -> keys.refresh(now()));
    assertThat(versions()).isEqualTo(after);
    assertThat(record(payments).outcome()).isEqualTo(BatchRecord.Outcome.ROTATED);
    assertThat(record(payments).balance()).isEqualTo(Balance.rows(2, 1, 1, 0, 0));
    // What is curated step by step is what is curated at once.
    List<String> stepwise = all(lake().path(person), "_batch", "_processed_at");
    curate(keys -> keys.rebuild(now(), List.of(person)));
    assertThat(all(lake().path(person), "_batch", "_processed_at")).isEqualTo(stepwise);
    rowsThatComeAgainAreKnown();

    Map<String, List<String>> undisturbed = everything();
    root = folder.resolve("killed");
    rotateAndDie();
    // What the try that died had done to quarantine counts.
    assertThat(record(payments).balance()).isEqualTo(Balance.rows(2, 1, 1, 0, 0));
    rowsThatComeAgainAreKnown();
    assertThat(everything()).isEqualTo(undisturbed);
  }

  @Test
  void aKeyThatIsATokenWaitsForTheRotationAndIsKnownAfterIt() throws IOException {
    root = folder.resolve("lake");
    land("vault/a.jsonl", "{\"card\":\"4111\",\"v\":1}\n");
    assertThat(run(vault, keys(1)).failure()).isEmpty();
    land("vault/b.jsonl", "{\"card\":\"4111\",\"v\":2}\n{\"card\":\"4222\",\"v\":1}\n");

    DatasetResult waits = run(vault, keys(1, 2));

    assertThat(waits.failure().orElseThrow())
        .hasMessageContaining("finlake rotate-tokens")
        .extracting(FinlakeException::code)
        .isEqualTo(ErrorCode.BAD_ARGUMENT);
    assertThat(tokensOf(lake().path(vault))).hasSize(1);
    // Nothing was planned that would stand in the way of the rotation.
    TableKey key = lake().key(Zone.PROCESSED, vault.id());
    assertThat(processing(keys(1, 2)).rotateTokens(vault)).hasSize(1);
    assertThat(lake().ledger().planned(key)).isEqualTo(2);
    DatasetResult taken = run(vault, keys(1, 2));

    assertThat(taken.failure()).isEmpty();
    assertThat(taken.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(2L, 0L, 0L, 0L));
    assertThat(
            all(lake().path(vault), "card", "_processed_at", "_content_hash", "_object", "_offset"))
        .containsExactly("[1,0,3]", "[2,0,3]");
  }

  private void fill() throws IOException {
    land("cards/a.jsonl", "{\"id\":\"a\",\"card\":\"4111\",\"v\":1}\n");
    land(
        "payments/a.jsonl",
        """
        {"id":"p1","card":"4111","v":1}
        {"id":"bad","card":"4111","v":"x"}
        """);
    land(
        "people/a.jsonl",
        """
        {"id":"P1","card":"4111","at":"2026-01-01T00:00:00Z"}
        {"id":"P1","card":"4222","at":"2026-01-02T00:00:00Z"}
        """);
    runAll(keys(1));
    time = time.plus(Duration.ofDays(1));
    land("cards/b.jsonl", "{\"id\":\"b\",\"card\":\"4222\",\"v\":1}\n");
    land(
        "payments/b.jsonl",
        """
        {"id":"p2","card":"4111","v":1}
        {"id":"p3","card":null,"v":1}
        {"id":"worse","card":"4333","v":"x"}
        """);
    land(
        "people/b.jsonl",
        """
        {"id":"P1","card":"4333","at":"2026-01-01T12:00:00Z"}
        {"id":"P2","card":"4222","at":"2026-01-02T00:00:00Z"}
        """);
    runAll(keys(1, 2));
  }

  private void refusesWhatItCannotOpen(Map<String, Long> versions) {
    TokenKeys gone = keys(2);
    TokenKeys other =
        TokenKeys.from(
            name ->
                switch (name) {
                  case "token-key-v1" ->
                      Optional.of("not the key of tests that it was".getBytes(UTF_8));
                  case "token-key-v2" -> secret("token-key-v2");
                  default -> Optional.empty();
                });
    assertThatThrownBy(() -> processing(gone).rotateTokens(payments))
        .hasMessageContaining("there is no secret token-key-v1")
        .extracting(it -> ((FinlakeException) it).code())
        .isEqualTo(ErrorCode.MISSING_SECRET);
    assertThatThrownBy(() -> processing(other).rotateTokens(payments))
        .hasMessageContaining("do not open")
        .extracting(it -> ((FinlakeException) it).code())
        .isEqualTo(ErrorCode.DAMAGED_LAKE);
    assertThat(versions()).isEqualTo(versions);
    assertThat(lake().ledger().planned(lake().key(Zone.PROCESSED, payments.id()))).isEqualTo(2);
  }

  /**
   * Dies after planning; between quarantine and table; before the record; and goes on each time.
   */
  private void rotateAndDie() throws IOException {
    TableKey key = lake().key(Zone.PROCESSED, cards.id());
    Batch last = lake().ledger().batch(key, 2);
    lake()
        .ledger()
        .plan(
            key,
            new Batch(
                last.zone(),
                last.dataset(),
                3,
                new Inputs.Rotated(2),
                "died",
                time,
                last.contractText(),
                last.contractHash(),
                last.codeVersion(),
                last.knownUntil(),
                last.sweptAt()));
    processing(keys(1, 2)).rotateTokens(cards);
    processing(keys(1, 2)).rotateTokens(payments);
    UndoneCommit.of(lake(), lake().path(payments));
    assertThat(processing(keys(1, 2)).rotateTokens(payments)).hasSize(1);
    // Any run goes on with it, too.
    processing(keys(1, 2)).rotateTokens(people);
    UndoneCommit.of(lake(), lake().path(people));
    runAll(keys(1, 2));
    lake().tables().drop(lake().locations().control() + "/records");
    for (Contract contract : List.of(cards, payments, people)) {
      processing(keys(1, 2)).rotateTokens(contract);
    }
    curate(keys -> keys.refresh(now()));
  }

  private void rowsThatComeAgainAreKnown() throws IOException {
    land("payments/c.jsonl", Files.readString(raw("payments/a.jsonl")).lines().findFirst().get());
    land("cards/c.jsonl", Files.readString(raw("cards/a.jsonl")));
    land("people/c.jsonl", Files.readString(raw("people/a.jsonl")));
    for (Contract contract : List.of(cards, payments, people)) {
      DatasetResult again = run(contract, keys(1, 2));
      Balance balance = again.batches().get(0).balance();
      assertThat(balance.outcomes().duplicate()).isEqualTo(balance.read());
    }
    curate(keys -> keys.refresh(now()));
  }

  private List<String> joined() {
    return LakeTables.read(spark, lake().path(cards))
        .as("c")
        .join(LakeTables.read(spark, lake().path(payments)).as("p"), "card")
        .selectExpr("c.id || ' ' || p.id AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private List<String> paths() {
    List<String> paths = new ArrayList<>();
    for (Contract contract : List.of(cards, payments, people, person)) {
      paths.add(lake().path(contract));
    }
    paths.add(lake().quarantine(payments.id()));
    return paths;
  }

  /** All rows but for their tokens. */
  private Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new TreeMap<>();
    paths()
        .forEach(
            path ->
                rows.put(
                    path,
                    all(
                        path,
                        Stream.concat(Stream.of("card"), Stream.of(again(path)))
                            .toArray(String[]::new))));
    return rows;
  }

  /** Curated rows say by which batch they were last computed. */
  private static String[] again(String path) {
    return path.contains("curated") ? new String[] {"_batch", "_processed_at"} : new String[0];
  }

  private Map<String, List<String>> everything() {
    Map<String, List<String>> rows = new TreeMap<>();
    paths()
        .forEach(
            path -> rows.put(path.substring(root.toString().length()), all(path, again(path))));
    return rows;
  }

  private List<String> tokens() {
    return paths().stream().flatMap(path -> tokensOf(path).stream()).toList();
  }

  private List<String> tokensOf(String path) {
    return LakeTables.read(spark, path)
        .where("card IS NOT NULL")
        .select("card")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  private Map<String, Long> versions() {
    Map<String, Long> versions = new TreeMap<>();
    paths().forEach(path -> versions.put(path, lake().tables().head(path).orElseThrow().version()));
    return versions;
  }

  private List<String> all(String path, String... without) {
    return LakeTables.read(spark, path).drop(without).collectAsList().stream()
        .map(Row::toString)
        .sorted()
        .toList();
  }

  private BatchRecord record(Contract contract) {
    return lake().ledger().record(lake().key(Zone.PROCESSED, contract.id()), 3).orElseThrow();
  }

  private void runAll(TokenKeys keys) {
    for (Contract contract : List.of(cards, payments, people)) {
      assertThat(run(contract, keys).failure()).isEmpty();
    }
    curate(curate -> curate.refresh(now()));
  }

  private DatasetResult run(Contract contract, TokenKeys keys) {
    return processing(keys).run(List.of(contract)).get(0);
  }

  private void curate(Function<Curate, List<CurateResult>> how) {
    Lake lake = lake();
    assertThat(
            how.apply(
                new Curate(
                    Curate.Lake.of(
                        spark, lake.tables(), lake.ledger(), lake.locations(), contracts),
                    Progress.silent())))
        .noneMatch(result -> result.outcome() instanceof CurateResult.Failed);
  }

  private Processing processing(TokenKeys keys) {
    return new Processing(lake(), now(), keys, contracts, 2, Progress.silent());
  }

  private Run now() {
    return Run.at(time);
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private static TokenKeys keys(Integer... versions) {
    List<String> names = Stream.of(versions).map(version -> "token-key-v" + version).toList();
    return TokenKeys.from(name -> names.contains(name) ? secret(name) : Optional.empty());
  }

  private static Optional<byte[]> secret(String name) {
    return Optional.of(("a key of tests with 32 bytes: " + name).getBytes(UTF_8));
  }

  private static Contract landed(String name, String columns, String strategy) {
    return contract(
        name,
        columns,
        "  - {property: source, value: {format: json-lines}}\n"
            + "  - {property: write, value: {strategy: "
            + strategy
            + "}}\n");
  }

  private static Contract contract(String name, String columns, String customs) {
    return ContractFiles.alone(SmallContracts.source(name, columns, customs));
  }

  private Path raw(String name) {
    return root.resolve("raw/test").resolve(name);
  }

  private void land(String name, String text) throws IOException {
    Files.createDirectories(raw(name).getParent());
    Files.writeString(raw(name), text);
  }

  private void copy(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(root.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
