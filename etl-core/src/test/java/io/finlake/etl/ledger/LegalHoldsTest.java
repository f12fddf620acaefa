package io.finlake.etl.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.error.FinlakeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegalHoldsTest {
  private static final DatasetId BOOKINGS = DatasetId.parse("payments.transactions");
  private static final DatasetId CUSTOMERS = DatasetId.parse("crm.customers");
  private static final LegalHold.Act ORDER =
      new LegalHold.Act(Instant.parse("2026-01-05T12:00:00Z"), "ann", "court order");
  private static final LegalHold.Act CLOSED =
      new LegalHold.Act(Instant.parse("2026-02-05T12:00:00Z"), "bob", "case closed");

  @TempDir Path lake;

  @Test
  void aLakeWithoutHoldsHasNoTableOfThem() {
    assertThat(holds().all()).isEmpty();
    assertThat(holds().on(BOOKINGS)).isEmpty();
    assertThat(lake.resolve("control")).doesNotExist();
  }

  @Test
  void aHoldIsInForceUntilItIsReleasedAndStaysOnRecord() {
    LegalHold.Target dataset = new LegalHold.Target.Dataset(BOOKINGS);
    LegalHold.Target person = new LegalHold.Target.Subject("h1.abc");
    holds().place(dataset, ORDER);
    holds().place(person, ORDER);

    assertThat(holds().on(BOOKINGS)).extracting(LegalHold::number).containsExactly(1L);
    assertThat(holds().on(CUSTOMERS)).isEmpty();
    // A person may be on record under an older key: any of the person's hashes finds the hold.
    assertThat(holds().on(Set.of("h2.new", "h1.abc")))
        .containsExactly(new LegalHold(2, person, ORDER, Optional.empty()));

    holds().release(1, CLOSED);

    assertThat(holds().on(BOOKINGS)).isEmpty();
    assertThat(holds().all())
        .containsExactly(
            new LegalHold(1, dataset, ORDER, Optional.of(CLOSED)),
            new LegalHold(2, person, ORDER, Optional.empty()));
  }

  @Test
  void aSecondReleaseIsRefusedWithTheFirstOne() {
    holds().place(new LegalHold.Target.Dataset(BOOKINGS), ORDER);
    holds().release(1, CLOSED);

    assertThatThrownBy(() -> holds().release(1, ORDER))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("bob released it at 2026-02-05T12:00:00Z: case closed");
    assertThatThrownBy(() -> holds().release(2, ORDER))
        .isInstanceOf(FinlakeException.class)
        .hasMessageContaining("there is no hold of that number");
  }

  @Test
  void holdsPlacedAtOnceAreAllInForce() {
    List<Long> numbers =
        IntStream.range(0, 6)
            .parallel()
            .mapToObj(i -> holds().place(new LegalHold.Target.Dataset(BOOKINGS), ORDER).number())
            .collect(Collectors.toList());

    assertThat(numbers).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(holds().on(BOOKINGS)).hasSize(6);
  }

  private LegalHolds holds() {
    return LegalHolds.of(new Configuration(), LakeLocations.under(lake.toString()));
  }
}
