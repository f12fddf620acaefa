package io.finlake.etl.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PlanNoteTest {
  private static final CommitNote NOTE =
      new CommitNote(
          "attempt",
          "run",
          "1.0.0",
          1,
          0,
          Balance.rows(1, 1, 0, 0, 0),
          Map.of(),
          BatchRecord.Outcome.COMMITTED);

  static List<Inputs> inputs() {
    List<RawObject> objects = List.of(LedgerTest.object("a/b c.json", "2026-01-05"));
    return List.of(
        new Inputs.RawObjects(objects),
        new Inputs.Quarantined(objects, List.of("rule"), Optional.of("_corrections/x")),
        new Inputs.Quarantined(objects, List.of(), Optional.empty()),
        new Inputs.Backfilled(objects, "plan"),
        new Inputs.Erased(7),
        new Inputs.Rotated(2),
        new Inputs.TableVersions(
            List.of(new Inputs.VersionRange("processed.a.b", "incarnation", -1, 12))));
  }

  @ParameterizedTest
  @MethodSource("inputs")
  void whatACommitKeepsIsWhatWasPlannedAndRead(Inputs inputs) {
    PlanNote plan =
        new PlanNote(
            LedgerTest.batch(3).with(inputs),
            List.of(new BatchRecord.ObjectRead("a/b c.json", "ab12", 5)),
            Map.of("colour", 2L));

    String json = NOTE.json(plan);

    assertThat(PlanNote.in(json)).contains(plan);
    assertThat(CommitNote.parse(json)).isEqualTo(NOTE);
    assertThat(PlanNote.in(NOTE.json())).isEmpty();
  }

  @Test
  void aBatchOfVeryManyObjectsKeepsNone() {
    List<RawObject> objects = new ArrayList<>();
    List<BatchRecord.ObjectRead> read = new ArrayList<>();
    for (int object = 0; object < 120_000; object++) {
      String path = "payments/transactions/" + Integer.toHexString(object * 7_919);
      objects.add(LedgerTest.object(path, "2026-01-05"));
      // Hashes do not get shorter by packing.
      read.add(new BatchRecord.ObjectRead(path, hash(object), object));
    }
    Batch batch = LedgerTest.batch(3).with(new Inputs.RawObjects(objects));

    assertThat(PlanNote.in(NOTE.json(new PlanNote(batch, read, Map.of())))).isEmpty();
  }

  private static String hash(int seed) {
    byte[] bytes = new byte[32];
    new java.util.Random(seed).nextBytes(bytes);
    return java.util.HexFormat.of().formatHex(bytes);
  }
}
