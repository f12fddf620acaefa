package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.BatchRecord.ObjectRead;
import io.finlake.etl.ledger.BatchRecord.Outcome;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RepeatedObjectsTest {
  private static final TableKey TABLE =
      new TableKey(Zone.PROCESSED, DatasetId.parse("payments.transfers"), "incarnation");

  private static BatchRecord batch(long number, Outcome outcome, ObjectRead... objects) {
    return new BatchRecord(
        TABLE,
        number,
        "run",
        "attempt",
        number,
        Instant.EPOCH,
        "1.0.0",
        outcome,
        Balance.rows(0, 0, 0, 0, 0),
        List.of(objects),
        Map.of(),
        Map.of(),
        1);
  }

  @Test
  void theSameBytesUnderAnotherNameAreARepetition() {
    RepeatedObjects repeated =
        RepeatedObjects.in(
            List.of(
                batch(
                    1, Outcome.COMMITTED, new ObjectRead("a", "x", 3), new ObjectRead("b", "y", 1)),
                batch(
                    2,
                    Outcome.COMMITTED,
                    new ObjectRead("c", "x", 3),
                    new ObjectRead("d", "z", 1))));
    assertThat(repeated.paths()).containsExactly("c");
    assertThat(repeated.text()).contains("c");
  }

  @Test
  void neitherEmptyObjectsNorABatchGivenUpNorTheSameNameRepeat() {
    RepeatedObjects repeated =
        RepeatedObjects.in(
            List.of(
                // Given up: its object was planned again and is no repetition of itself.
                batch(1, Outcome.VOIDED, new ObjectRead("a", "x", 3)),
                batch(2, Outcome.COMMITTED, new ObjectRead("renamed", "x", 3)),
                batch(3, Outcome.COMMITTED, new ObjectRead("renamed", "x", 3)),
                batch(4, Outcome.COMMITTED, new ObjectRead("e1", "empty", 0)),
                batch(5, Outcome.COMMITTED, new ObjectRead("e2", "empty", 0))));
    assertThat(repeated.paths()).isEmpty();
    assertThat(repeated.text()).isEmpty();
  }

  @Test
  void manyAreToldByTheirNumber() {
    assertThat(new RepeatedObjects(List.of("a", "b", "c")).text()).contains("3 objects, last c");
  }
}
