package io.finlake.etl.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.Curate;
import io.finlake.etl.curate.CurateResult;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.port.Progress;
import io.finlake.etl.process.BackfillDraft;
import io.finlake.etl.process.BackfillPlan;
import io.finlake.etl.process.BackfillRequest;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.process.Processing;
import io.finlake.etl.process.ReplayRequest;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.source.RawErasure;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.testing.SharedSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person is taken out of a lake of three datasets and a history, and stays out. */
class ErasingTest {
  private static final LegalHold.Act REQUEST =
      new LegalHold.Act(Instant.parse("2026-01-10T08:00:00Z"), "ann", "request 17");
  private static final TokenKeys KEYS =
      TokenKeys.from(
          name ->
              name.equals("token-key-v1")
                  ? Optional.of("a key of tests that has 32 bytes".getBytes(StandardCharsets.UTF_8))
                  : Optional.empty());
  private static final String PEOPLE =
      """
      {"id":"P1","name":"Paula","at":"2026-01-01T00:00:00Z"}
      {"id":"P2","name":"Quentin","at":"2026-01-01T00:00:00Z"}
      {"id":"P1","name":"Paula","at":"2026-01-01T00:00:00Z"}
      {"id":"P1","name":"Paulina","at":"2026-01-02T00:00:00Z"}
      {"id":"P1","name":"P1 is no time","at":"soon"}
      {"id":"P1","name":"Pau
      {"id":"P3","name":"Rosa","at":"2026-01-03T00:00:00Z"}
      """;
  private static final String MORE =
      """
      {"id":"P12","name":"Ro
      {"id":"P1x","name":"Paula","at":"later"}
      """;

  /** A lake that every test gets a copy of. */
  @TempDir private static Path bank;

  private final SparkSession spark = SharedSession.spark();
  private final Contract people =
      Bank.landed("people", "history", Bank.PERSON, "{column: id, erase: remove}");
  private final Contract accounts =
      Bank.landed(
          "accounts", "append", Bank.ACCOUNT, "{column: person, erase: keep, keepReason: books}");
  private final Contract cards =
      Bank.landed(
          "cards",
          "append",
          Bank.CARD,
          "{column: account, through: test.accounts.account, erase: remove}");
  private final List<Contract> contracts = List.of(people, accounts, cards, Bank.history());

  @TempDir private Path folder;

  private Path root;

  @BeforeAll
  static void bank() throws IOException {
    ErasingTest test = new ErasingTest();
    test.root = bank;
    test.fill();
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

  private void fill() throws IOException {
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
  private static long at(String text) {
    return PEOPLE.concat(MORE).lastIndexOf('\n', PEOPLE.concat(MORE).indexOf(text)) + 1L;
  }

  @Test
  void aPersonLeavesEveryPlaceAndIsNotLetInAgain() throws IOException {
    List<Found> shown = erasing().find("P1");
    Erasure erasure = erase("P1");

    // Two versions, of which one came twice; one row whose time is none, one broken line, and one
    // that came under another id.
    assertThat(shown.stream().filter(it -> it.contract().equals(people)).findFirst().orElseThrow())
        .satisfies(
            found -> {
              assertThat(found.rows().table()).isEqualTo(3);
              assertThat(found.rows().quarantine()).isEqualTo(3);
              assertThat(found.records()).isEqualTo(6);
              assertThat(found.texts()).isEqualTo(1);
              assertThat(found.corrections()).isEqualTo(2);
            });
    assertThat(table(people, "id")).containsExactly("P2", "P3");
    assertThat(table(cards, "card")).containsExactly("C2");
    assertThat(table(accounts, "account")).containsExactly("A1", "A2");
    assertThat(table(contracts.get(3), "id || ' ' || name"))
        .containsExactly("P2 Quentin", "P3 Rosa");
    assertThat(erasure.tables())
        .extracting(it -> it.table() + " " + it.action() + " " + it.rows() + " " + it.money())
        .containsExactlyInAnyOrder(
            "processed.test.people REMOVED 3 ",
            "quarantine.test.people CLOSED 3 ",
            "processed.test.cards REMOVED 1 amount EUR 2.50",
            "quarantine.test.cards CLOSED 0 ",
            "processed.test.accounts KEPT 1 amount EUR 5.00");
    assertThat(Files.readString(raw("people/a.jsonl")))
        .hasSize(PEOPLE.length() + MORE.length())
        .contains("Quentin", "Rosa", "P12")
        .doesNotContainPattern("P1(?!2)")
        .doesNotContain("Pau");
    assertThat(Files.readString(raw("../_corrections/test/people/c.jsonl"))).doesNotContain("P1");
    assertThat(Files.readString(raw("../_corrections/test/people/d.jsonl"))).doesNotContain("Pau");
    // What was written again is no changed object, and no news.
    assertThat(run()).allSatisfy(result -> assertThat(result.batches()).isEmpty());
    // And can be made again: nothing of the person comes back, and nothing else goes.
    assertThat(planned(people).nothing()).isTrue();

    land("people/b.jsonl", PEOPLE.replace("P3", "P4"));
    DatasetResult again = run().stream().filter(it -> named(it, people)).findFirst().orElseThrow();

    // P2 came before, P4 is new, and what is broken beyond knowing whose it is stays apart.
    assertThat(again.batches().get(0).balance().outcomes())
        .isEqualTo(new Balance.Split<>(1L, 5L, 1L, 0L));
    assertThat(table(people, "id")).containsExactly("P2", "P3", "P4");
    assertThat(quarantine("_batch = 4 AND array_contains(_reasons.rule, 'subject_erased')"))
        .containsExactly("null null", "null null", "null null", "null null");
    // By a contract that does not say whose rows are, the person is not let in either.
    Contract before =
        Bank.landed("people", "history", Bank.PERSON, "{column: id, erase: keep, keepReason: x}");
    assertThat(planned(before).table().added()).isZero();
    Erasure second = erase("P1");
    assertThat(second.number()).isEqualTo(2);
    assertThat(second.objects())
        .extracting(Erasure.Rewritten::path)
        .containsExactly("test/people/b.jsonl");
    assertThat(quarantine("_closed_batch IS NULL"))
        .containsExactly("null {\"id\":\"P12\",\"name\":\"Ro");

    forgetsEverything(second);
  }

  private void forgetsEverything(Erasure erasure) throws IOException {
    Forgetting forgetting = new Forgetting(lake(), contracts);
    assertThat(traces("P1(?!2)", "Paul")).isNotEmpty();
    assertThat(forgetting.forget(erasure, Instant.now(), Forgetting.When.DUE).cleaned()).isEmpty();
    // With contracts of another lake nothing would seem to be left to do.
    assertThatThrownBy(
            () ->
                new Forgetting(lake(), contracts.subList(1, 4))
                    .forget(erasure, Instant.now(), Forgetting.When.NOW))
        .hasMessageContaining("no contract names these tables of the lake: processed.test.people");
    assertThat(new Forgetting(lake(), List.of()).waiting(erasure))
        .extracting(Forgetting.Waiting::table)
        .contains("processed.test.people", "quarantine.test.people", "processed.test.cards");
    LegalHold person =
        LegalHolds.of(lake())
            .place(
                new LegalHold.Target.Subject(
                    SubjectHashes.of(KEYS).hash(SubjectHashes.PERSON, "P1")),
                REQUEST);
    assertThat(forgetting.waiting(erasure))
        .allSatisfy(table -> assertThat(table.why()).startsWith("hold 1"));
    LegalHolds.of(lake()).release(person.number(), REQUEST);
    LegalHold hold = LegalHolds.of(lake()).place(new LegalHold.Target.Dataset(cards.id()), REQUEST);
    Erasure held = forgetting.forget(erasure, Instant.now(), Forgetting.When.NOW);
    assertThat(held.finished()).isEmpty();
    assertThat(forgetting.waiting(held))
        .extracting(Forgetting.Waiting::table)
        .containsExactly("processed.test.cards");
    LegalHolds.of(lake()).release(hold.number(), REQUEST);

    Erasure finished = forgetting.forget(held, Instant.now(), Forgetting.When.NOW);

    assertThat(finished.finished()).isPresent();
    assertThat(forgetting.waiting(finished)).isEmpty();
    // Not in files, not in row changes, not in the least and greatest values of the log.
    assertThat(traces("P1(?!2)", "Paul", "C1")).isEmpty();
    assertThat(run()).allSatisfy(result -> assertThat(result.batches()).isEmpty());
    assertThat(table(people, "id")).containsExactly("P2", "P3", "P4");
    land("people/c.jsonl", PEOPLE.replace("P3", "P5"));
    run();
    assertThat(table(contracts.get(3), "id")).containsExactly("P2", "P3", "P4", "P5");
  }

  @Test
  void killedAtAnyStepAndRunAgainItEndsTheSame() throws IOException {
    SubjectHashes hashes = SubjectHashes.of(KEYS);
    // Killed when it was ordered, and when an object was noted that was not exchanged yet.
    lake()
        .ledger()
        .erasures()
        .order(
            REQUEST,
            "r",
            Duration.ZERO,
            Map.of(
                SubjectHashes.PERSON,
                Set.of(hashes.hash(SubjectHashes.PERSON, "P1")),
                "test.accounts.account",
                Set.of(hashes.hash("test.accounts.account", "A1"))));
    written(cards, Set.of(40L));
    // Killed when all records of an object were gone, and corrections of them were not.
    Set<Long> theirs = Set.of(at("\"Paula\""), at("Paulina"), at("is no time"));
    written(people, theirs).replace();
    assertThat(run()).allSatisfy(result -> assertThat(result.batches()).isEmpty());
    // Somebody else has to wait for it.
    assertThatThrownBy(() -> erase("P2")).hasMessageContaining("erasure 1 is unfinished");
    // Killed before curated tables followed.
    assertThatThrownBy(
            () -> erasing().erase("P1", REQUEST, Duration.ZERO, Erasing.Shared.REFUSE, this::die))
        .hasMessage("killed");
    // Killed between quarantine and table: as if the table's commit had never come to be.
    undoLastCommit(lake().path(people));
    assertThat(run(people).failure().orElseThrow()).hasMessageContaining("erasure 1 is unfinished");
    // What it looks at must not be forgotten meanwhile.
    assertThat(new Forgetting(lake(), contracts).waiting(lake().ledger().erasures().erasure(1)))
        .filteredOn(table -> table.table().equals("quarantine.test.people"))
        .extracting(Forgetting.Waiting::why)
        .containsExactly("batch 3 is unfinished");
    // The records of the other tables went with it; they are written again.
    processing().run(List.of(accounts, cards));

    // Curated tables did not follow, whatever who brings them up to date may say.
    assertThatThrownBy(
            () -> erasing().erase("P1", REQUEST, Duration.ZERO, Erasing.Shared.REFUSE, () -> true))
        .hasMessageContaining("NOT_ERASED")
        .hasMessageContaining(
            "curated.test.person has not read processed.test.people as it is now");
    // What comes meanwhile, and cannot be told by an id, needs one more batch.
    land("people/c.jsonl", "{\"id\":\"P1\",\"name\":\"Pau\n");
    assertThat(run(people).failure()).isEmpty();

    Erasure erasure = erase("P1");

    assertThat(erasure.number()).isEqualTo(1);
    assertThat(erasure.tables())
        .extracting(it -> it.table() + " " + it.action() + " " + it.rows())
        .contains("processed.test.people REMOVED 3", "quarantine.test.people CLOSED 4");
    assertThat(Files.readString(raw("../_corrections/test/people/d.jsonl"))).doesNotContain("Pau");
    assertThat(erasure.erased()).isPresent();
    assertThat(table(people, "id")).containsExactly("P2", "P3");
    assertThat(table(cards, "card")).containsExactly("C2");
    assertThat(quarantine("_closed_as = 'erased' AND _closed_batch = 3"))
        .containsExactly("null null", "null null");
    assertThat(Files.readString(raw("cards/a.jsonl"))).contains("C2").doesNotContain("C1");
    assertThat(run()).allSatisfy(result -> assertThat(result.batches()).isEmpty());
    assertThat(erasing().find("P1").stream().filter(Found::changes)).isEmpty();
  }

  private boolean die() {
    throw new IllegalStateException("killed");
  }

  /** An object that is written again, as it was noted for erasure 1. */
  private RawErasure written(Contract contract, Set<Long> offsets) {
    RawObject object = new RawRecords(lake(), contract).objects().get(0);
    RawErasure half =
        RawErasure.prepare(
            lake().configuration(),
            root.resolve("raw").toString(),
            ReadSpec.of(contract),
            object,
            offsets);
    lake()
        .ledger()
        .erasures()
        .object(
            1,
            new Erasure.Rewritten(
                contract.id().toString(),
                object.path(),
                new Erasure.Bytes(object.bytes(), object.modified(), half.before().sha256()),
                new Erasure.Bytes(
                    half.after().bytes(), half.after().modified(), half.after().sha256()),
                List.copyOf(offsets)));
    return half;
  }

  private BackfillPlan planned(Contract by) {
    try (BackfillDraft draft =
        processing().backfill(people, by, BackfillRequest.everything(), Optional.empty())) {
      return draft.keep(List.of(), Map.of(), Map.of());
    }
  }

  @Test
  void aHoldAnUnfinishedBatchOrAnotherOwnerForbidsIt() throws IOException {
    LegalHolds holds = LegalHolds.of(lake());
    String hash = SubjectHashes.of(KEYS).hash(SubjectHashes.PERSON, "P1");
    LegalHold person = holds.place(new LegalHold.Target.Subject(hash), REQUEST);
    holds.place(new LegalHold.Target.Dataset(cards.id()), REQUEST);

    assertThatThrownBy(() -> erase("P1"))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("hold 1 forbids it: request 17; hold 2 forbids it");
    holds.release(person.number(), REQUEST);
    assertThatThrownBy(() -> erase("P1")).hasMessageContaining("hold 2 forbids it");
    // Nothing of P3 is in what is held.
    assertThat(erasing().holds("P3", erasing().find("P3"))).isEmpty();
    holds.release(2, REQUEST);

    // A plan holds the rows that it would make: of whoever is erased before it is applied, too.
    BackfillPlan plan = planned(people);
    Path killed = root.resolve("control/staging/curated/test/person/1-killed/x.parquet");
    Files.createDirectories(killed);
    assertThat(erase("P9").erased()).isPresent();
    assertThat(Path.of(plan.reading().place())).doesNotExist();
    assertThat(killed).doesNotExist();
    assertThatThrownBy(() -> processing().apply(plan))
        .hasMessageContaining("somebody was erased since");

    land(
        "accounts/b.jsonl",
        """
        {"account":"A1","person":"P2","amount":9}
        {"account":"A9","person":"P9","amount":1}
        """);
    run(accounts);
    // A card of an account that P9 got since.
    land("cards/b.jsonl", "{\"card\":\"C9\",\"account\":\"A9\",\"amount\":3}\n");
    run();
    assertThatThrownBy(() -> erase("P1"))
        .hasMessageContaining("1 rows belong to keys that are another person's too");
    Erasure kept = erasing().erase("P1", REQUEST, Duration.ZERO, Erasing.Shared.KEEP, this::curate);
    assertThat(table(cards, "card")).containsExactly("C1", "C2");
    assertThat(kept.tables())
        .anySatisfy(
            rows -> {
              assertThat(rows.table()).isEqualTo("processed.test.cards");
              assertThat(rows.action()).isEqualTo(Erasure.Action.KEPT);
              assertThat(rows.reason()).isEqualTo("another person's too");
            });
  }

  /** Files of tables in which one of the texts stands, in whatever form. */
  private List<String> traces(String... texts) throws IOException {
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

  private static String text(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".parquet")) {
      return parquet(file);
    }
    return name.endsWith(".json") || (name.endsWith(".crc") && !name.startsWith("."))
        ? Files.readString(file)
        : "";
  }

  private static String parquet(Path file) throws IOException {
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

  private Erasure erase(String person) {
    return erasing()
        .erase(person, REQUEST, Duration.ofDays(7), Erasing.Shared.REFUSE, this::curate);
  }

  private Erasing erasing() {
    return new Erasing(lake(), contracts, processing(), SubjectHashes.of(KEYS), now());
  }

  private List<DatasetResult> run() {
    List<DatasetResult> results = processing().run(List.of(people, accounts, cards));
    assertThat(results).allSatisfy(result -> assertThat(result.failure()).isEmpty());
    curate();
    return results;
  }

  private DatasetResult run(Contract contract) {
    return processing().run(List.of(contract)).get(0);
  }

  private boolean curate() {
    Lake lake = lake();
    List<CurateResult> results =
        new Curate(
                Curate.Lake.of(spark, lake.tables(), lake.ledger(), lake.locations(), contracts),
                Progress.silent())
            .refresh(now());
    assertThat(results).noneMatch(result -> result.outcome() instanceof CurateResult.Failed);
    return true;
  }

  private Processing processing() {
    return new Processing(lake(), now(), KEYS, contracts, 2, Progress.silent());
  }

  private static Run now() {
    return Run.at(Instant.parse("2026-01-10T08:00:00Z"));
  }

  private Lake lake() {
    return Lake.open(spark, LakeLocations.under(root.toString()));
  }

  private static boolean named(DatasetResult result, Contract contract) {
    return result.dataset().equals(contract.id());
  }

  private void undoLastCommit(String path) throws IOException {
    long version = lake().tables().head(path).orElseThrow().version();
    Path log = Path.of(path).resolve("_delta_log");
    Files.delete(log.resolve("%020d.json".formatted(version)));
    Files.deleteIfExists(log.resolve("%020d.crc".formatted(version)));
    Files.deleteIfExists(log.resolve(".%020d.crc.crc".formatted(version)));
    Files.deleteIfExists(log.resolve(".%020d.json.crc".formatted(version)));
    lake().tables().drop(root.resolve("control/records").toString());
    DeltaLog.clearCache();
  }

  private List<String> table(Contract contract, String expression) {
    return texts(lake().path(contract), "true", expression);
  }

  private List<String> quarantine(String where) {
    return texts(
        lake().locations().table(Zone.QUARANTINE, people.id()),
        where,
        "coalesce(id, 'null') || ' ' || coalesce(name, _text, _text_hash, _reasons[0].text, 'null')");
  }

  private List<String> texts(String path, String where, String expression) {
    return LakeTables.read(spark, path)
        .where(where)
        .selectExpr(expression + " AS t")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private Path raw(String name) {
    return root.resolve("raw/test").resolve(name);
  }

  private void land(String name, String text) throws IOException {
    Files.createDirectories(raw(name).getParent());
    Files.writeString(raw(name), text);
  }
}
