package io.finlake.etl.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RewrittenObjectsTest {

  @Test
  void anObjectIsKnownAsItIsAfterTheLastErasure() {
    assertThat(known(1, step(1, 2), step(2, 3))).isEqualTo(3);
  }

  @Test
  void aStepThatWasNotedAndKilledIsNotedAgainWithAnotherEnd() {
    assertThat(known(1, step(1, 2), step(1, 3), step(3, 4))).isEqualTo(4);
    assertThat(known(1, step(1, 2), step(2, 3), step(2, 4))).isEqualTo(4);
  }

  @Test
  void anObjectThatWasDeliveredAnewIsWhatWasDelivered() {
    assertThat(known(9, step(1, 2), step(2, 3))).isEqualTo(9);
  }

  @Test
  void bytesThatWereTakenAreKnownByWhatTheyAreNow() {
    RewrittenObjects objects = new RewrittenObjects(List.of(step(1, 2), step(1, 3), step(3, 4)));

    assertThat(objects.sha256("a", "of 1")).isEqualTo("of 4");
    // Taken when it had been written again once already; and another object.
    assertThat(objects.sha256("a", "of 3")).isEqualTo("of 4");
    assertThat(objects.sha256("a", "of 9")).isEqualTo("of 9");
    assertThat(objects.sha256("b", "of 1")).isEqualTo("of 1");
  }

  @Test
  void aBatchThatWasPlannedBeforeReadsWhatIsThere() {
    Batch planned =
        new Batch(
            Zone.PROCESSED,
            DatasetId.parse("test.people"),
            1,
            new Inputs.RawObjects(List.of(object("a", 1), object("b", 1))),
            "r",
            at(0),
            "",
            "",
            "",
            Optional.empty(),
            Optional.empty());

    assertThat(new RewrittenObjects(List.of(step(1, 2))).applied(planned).inputs().objects())
        .containsExactly(object("a", 2), object("b", 1));
  }

  private static long known(long bytes, Erasure.Rewritten... steps) {
    Map<String, RawObject> known = new HashMap<>();
    known.put("a", object("a", bytes));
    known.put("b", object("b", 1));
    new RewrittenObjects(List.of(steps)).applyTo(known);
    assertThat(known.get("b")).isEqualTo(object("b", 1));
    return known.get("a").bytes();
  }

  private static RawObject object(String path, long bytes) {
    return new RawObject(path, bytes, at(bytes), Optional.empty(), Optional.empty());
  }

  private static Erasure.Rewritten step(long before, long after) {
    return new Erasure.Rewritten(
        "test.people",
        "a",
        new Erasure.Bytes(before, at(before), "of " + before),
        new Erasure.Bytes(after, at(after), "of " + after),
        List.of(0L));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }
}
