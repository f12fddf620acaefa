package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs.TableVersions;
import io.finlake.etl.plan.Inputs.VersionRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NextBatchTest {
  private static final InputNow A5 = new InputNow("a", "i", 5);
  private static final InputNow R4 = new InputNow("r", "j", 4);

  @Test
  void theFirstBatchReadsEverything() {
    assertThat(NextBatch.ranges(Optional.empty(), List.of(A5, R4), "c1", "v1"))
        .contains(versions(range("a", "i", -1, 5), range("r", "j", -1, 4)));
  }

  @Test
  void withoutANewVersionThereIsNoBatch() {
    Optional<Batch> last = last(range("a", "i", 2, 5), range("r", "j", 4, 4));

    assertThat(NextBatch.ranges(last, List.of(A5, R4), "c1", "v1")).isEmpty();
  }

  @Test
  void aNewVersionIsReadFromWhereTheLastBatchStopped() {
    Optional<Batch> last = last(range("a", "i", 2, 3), range("r", "j", 4, 4));

    assertThat(NextBatch.ranges(last, List.of(A5, R4), "c1", "v1"))
        .contains(versions(range("a", "i", 3, 5), range("r", "j", 4, 4)));
  }

  @Test
  void anotherContractOrOtherCodeReadsEverythingAgain() {
    Optional<Batch> last = last(range("a", "i", 2, 5), range("r", "j", 4, 4));
    TableVersions everything = versions(range("a", "i", -1, 5), range("r", "j", -1, 4));

    assertThat(NextBatch.ranges(last, List.of(A5, R4), "c2", "v1")).contains(everything);
    assertThat(NextBatch.ranges(last, List.of(A5, R4), "c1", "v2")).contains(everything);
  }

  @Test
  void aTableThatWasMadeAnewCountsFromNothing() {
    Optional<Batch> last = last(range("a", "other", 2, 5), range("r", "j", 4, 4));

    assertThat(NextBatch.ranges(last, List.of(A5, R4), "c1", "v1"))
        .contains(versions(range("a", "i", -1, 5), range("r", "j", 4, 4)));
  }

  @Test
  void aTableThatAppearsIsNews() {
    Optional<Batch> last = last(range("a", "i", 2, 5), range("r", "", -1, -1));

    assertThat(NextBatch.ranges(last, List.of(A5, R4), "c1", "v1"))
        .contains(versions(range("a", "i", 5, 5), range("r", "j", -1, 4)));
  }

  @Test
  void withoutAnyInputThereIsNothingToPlan() {
    assertThat(NextBatch.ranges(Optional.empty(), List.of(new InputNow("a", "", -1)), "c1", "v1"))
        .isEmpty();
  }

  private static Optional<Batch> last(VersionRange... ranges) {
    return Optional.of(
        new Batch(
            Zone.CURATED,
            DatasetId.parse("payments.transaction"),
            7,
            versions(ranges),
            "run",
            Instant.EPOCH,
            "text",
            "c1",
            "v1",
            Optional.empty(),
            Optional.empty()));
  }

  private static TableVersions versions(VersionRange... ranges) {
    return new TableVersions(List.of(ranges));
  }

  private static VersionRange range(String table, String incarnation, long after, long upTo) {
    return new VersionRange(table, incarnation, after, upTo);
  }
}
