package io.finlake.etl.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasuresTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path folder;

  /** Two processes looked, found none open, and order: the second would blank what is blank. */
  @Test
  void whileOneIsOpenNoOtherIsOrdered() {
    Erasures one = erasures();
    Erasures other = erasures();
    Erasure first = order(one, "run 1");
    assertThatThrownBy(() -> order(other, "run 2"))
        .isInstanceOfSatisfying(
            FinlakeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOST_RACE))
        .hasMessageContaining("meanwhile");
    assertThat(other.all()).hasSize(1);

    one.erased(first.number(), NOON);
    one.finished(first.number(), NOON);
    assertThat(order(other, "run 2").number()).isEqualTo(2);
  }

  private static Erasure order(Erasures erasures, String run) {
    return erasures.order(
        new LegalHold.Act(NOON, "an operator", "asked for it"),
        run,
        Duration.ZERO,
        Map.of("person", Set.of("h1." + "0".repeat(64))));
  }

  private Erasures erasures() {
    return Erasures.of(new Configuration(), LakeLocations.under(folder.toString()));
  }
}
