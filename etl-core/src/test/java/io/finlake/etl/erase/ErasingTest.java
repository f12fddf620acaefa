package io.finlake.etl.erase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.parse.ReadSpec;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.BackfillDraft;
import io.finlake.etl.process.BackfillPlan;
import io.finlake.etl.process.BackfillRequest;
import io.finlake.etl.process.DatasetResult;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.source.RawErasure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A person is taken out of a lake of three datasets and a history, and stays out. */
class ErasingTest extends ErasedBank {

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

    String another = SubjectHashes.of(KEYS).hash(SubjectHashes.PERSON, "P2");
    Erasure ordered =
        lake()
            .ledger()
            .erasures()
            .order(REQUEST, "r", Duration.ZERO, Map.of(SubjectHashes.PERSON, Set.of(another)));
    assertThatThrownBy(() -> erase("P3")).hasMessageContaining("is unfinished and comes first");
    // Nothing was done for it yet, so it can be taken back; what has ended cannot.
    assertThat(withdraw(ordered).withdrawn()).isPresent();
    assertThat(lake().ledger().erasures().identities().get(SubjectHashes.PERSON))
        .contains(hash)
        .doesNotContain(another);
    assertThatThrownBy(() -> withdraw(kept)).hasMessageContaining("it has ended");
  }

  private Erasure withdraw(Erasure erasure) {
    return Erasing.withdraw(lake(), contracts, processing(), erasure.number());
  }

  @Test
  void rawThatNoContractCoversAnyMoreIsNotPassedOver() {
    Contract moved =
        ContractFiles.alone(
            new ContractSource(
                "test/cards/contract.yaml",
                cards.text().replace("format: json-lines", "format: json-lines, path: elsewhere")));

    new RawCover(lake()).refuseUncovered(List.of(people, cards));
    assertThatThrownBy(() -> new RawCover(lake()).refuseUncovered(List.of(people, moved)))
        .hasMessageContaining("NOT_ERASED")
        .hasMessageContaining("1 raw objects that its contract does not cover any more")
        .hasMessageContaining("test/cards/a.jsonl");
  }
}
