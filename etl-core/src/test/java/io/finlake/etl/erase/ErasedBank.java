package io.finlake.etl.erase;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.Curate;
import io.finlake.etl.curate.CurateResult;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.port.Progress;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.process.Processing;
import io.finlake.etl.process.ReplayRequest;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import io.finlake.etl.testing.UndoneCommit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A lake of people, their accounts and cards, and the history of people: each test has a copy. */
abstract class ErasedBank {
  static final LegalHold.Act REQUEST =
      new LegalHold.Act(Instant.parse("2026-01-10T08:00:00Z"), "ann", "request 17");
  static final TokenKeys KEYS =
      TokenKeys.from(
          name ->
              name.equals("token-key-v1")
                  ? Optional.of("a key of tests that has 32 bytes".getBytes(StandardCharsets.UTF_8))
                  : Optional.empty());
  static final String PEOPLE =
      """
      {"id":"P1","name":"Paula","at":"2026-01-01T00:00:00Z"}
      {"id":"P2","name":"Quentin","at":"2026-01-01T00:00:00Z"}
      {"id":"P1","name":"Paula","at":"2026-01-01T00:00:00Z"}
      {"id":"P1","name":"Paulina","at":"2026-01-02T00:00:00Z"}
      {"id":"P1","name":"P1 is no time","at":"soon"}
      {"id":"P1","name":"Pau
      {"id":"P3","name":"Rosa","at":"2026-01-03T00:00:00Z"}
      """;
  static final String MORE =
      """
      {"id":"P12","name":"Ro
      {"id":"P1x","name":"Paula","at":"later"}
      """;

  /** A lake that every test gets a copy of. */
  @TempDir private static Path bank;

  final SparkSession spark = SharedSession.spark();
  final Contract people =
      Bank.landed("people", "history", Bank.PERSON, "{column: id, erase: remove}");
  final Contract accounts =
      Bank.landed(
          "accounts", "append", Bank.ACCOUNT, "{column: person, erase: keep, keepReason: books}");
  final Contract cards =
      Bank.landed(
          "cards",
          "append",
          Bank.CARD,
          "{column: account, through: test.accounts.account, erase: remove}");
  final List<Contract> contracts = List.of(people, accounts, cards, Bank.history());

  @TempDir private Path folder;

  Path root;

  @BeforeAll
  static void bank() throws IOException {
    ErasedBank made = new ErasedBank() {};
    made.root = bank;
    made.fill();
  }

  @BeforeEach
  void copy() throws IOException {
    root = folder.resolve("lake");
    try (Stream<Path> files = Files.walk(bank)) {
      for (Path file : files.toList()) {
        // With its times: a raw object is known by them.
        Files.copy(file, root.resolve(bank.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  void fill() throws IOException {
    land("people/a.jsonl", PEOPLE + MORE);
    land(
        "accounts/a.jsonl",
        """
        {"account":"A1","person":"P1","amount":5}
        {"account":"A2","person":"P2","amount":7}
        """);
    land(
        "cards/a.jsonl",
        """
        {"card":"C2","account":"A2","amount":1}
        {"card":"C1","account":"A1","amount":2.5}
        """);
    // With a mark of its encoding; somebody knew better who P1x is.
    land(
        "../_corrections/test/people/c.jsonl",
        "\ufeff{\"_object\":\"test/people/a.jsonl\",\"_offset\":%d,\"_item\":0,%s}%n"
            .formatted(at("P1x"), "\"id\":\"P1\",\"at\":\"2026-01-04T00:00:00Z\""));
    land(
        "../_corrections/test/people/d.jsonl",
        "{\"_object\":\"test/people/a.jsonl\",\"_offset\":%d,\"_item\":0,\"name\":\"Paulchen\"}%n"
            .formatted(at("is no time")));
    processing().run(List.of(people, accounts, cards));
    processing()
        .replay(
            people,
            new ReplayRequest(List.of("type"), Optional.of("_corrections/test/people/c.jsonl")));
    curate();
  }

  /** Where the line begins that holds a text. */
  static long at(String text) {
    return PEOPLE.concat(MORE).lastIndexOf('\n', PEOPLE.concat(MORE).indexOf(text)) + 1L;
  }

  /** Files of tables in which one of the texts stands, in whatever form. */
  List<String> traces(String... texts) throws IOException {
    List<String> found = new ArrayList<>();
    for (Contract contract : List.of(people, cards, contracts.get(3))) {
      for (String zone : List.of("processed", "quarantine", "curated")) {
        Path folder = root.resolve(zone).resolve(contract.id().path());
        if (Files.exists(folder)) {
          try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
              String text = text(file);
              Stream.of(texts)
                  .filter(any -> Pattern.compile(any).matcher(text).find())
                  .forEach(any -> found.add(any + " in " + root.relativize(file)));
            }
          }
        }
      }
    }
    return found;
  }

  static String text(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".parquet")) {
      return parquet(file);
    }
    return name.endsWith(".json") || (name.endsWith(".crc") && !name.startsWith("."))
        ? Files.readString(file)
        : "";
  }

  static String parquet(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    try (ParquetReader<Group> rows =
        ParquetReader.builder(new GroupReadSupport(), new org.apache.hadoop.fs.Path(file.toUri()))
            .build()) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        text.append(row);
      }
    }
    return text.toString();
  }

  Erasure erase(String person) {
    return erasing()
        .erase(person, REQUEST, Duration.ofDays(7), Erasing.Shared.REFUSE, this::curate);
  }

  Erasing erasing() {
    return new Erasing(lake(), contracts, processing(), SubjectHashes.of(KEYS), now());
  }

  List<DatasetResult> run() {
    List<DatasetResult> results = processing().run(List.of(people, accounts, cards));
    assertThat(results).allSatisfy(result -> assertThat(result.failure()).isEmpty());
    curate();
    return results;
  }

  DatasetResult run(Contract contract) {
    return processing().run(List.of(contract)).get(0);
  }

  boolean curate() {
    Lake lake = lake();
    List<CurateResult> results =
        new Curate(
                Curate.Lake.of(spark, lake.tables(), lake.ledger(), lake.locations(), contracts),
                Progress.silent())
            .refresh(now());
    assertThat(results).noneMatch(result -> result.outcome() instanceof CurateResult.Failed);
    return true;
  }

  Processing processing() {
    return new Processing(lake(), now(), KEYS, contracts, 2, Progress.silent());
  }

  static Run now() {
    return Run.at(Instant.parse("2026-01-10T08:00:00Z"));
  }

  Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  static boolean named(DatasetResult result, Contract contract) {
    return result.dataset().equals(contract.id());
  }

  void undoLastCommit(String path) throws IOException {
    UndoneCommit.of(lake(), path);
  }

  List<String> table(Contract contract, String expression) {
    return texts(lake().path(contract), "true", expression);
  }

  List<String> quarantine(String where) {
    return texts(
        lake().locations().table(Zone.QUARANTINE, people.id()),
        where,
        "coalesce(id, 'null') || ' ' || coalesce(name, _text, _text_hash, _reasons[0].text, 'null')");
  }

  List<String> texts(String path, String where, String expression) {
    return LakeTables.read(spark, path)
        .where(where)
        .selectExpr(expression + " AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  Path raw(String name) {
    return root.resolve("raw/test").resolve(name);
  }

  void land(String name, String text) throws IOException {
    Files.createDirectories(raw(name).getParent());
    Files.writeString(raw(name), text);
  }
}
