package io.finlake.etl.ledger;

import static io.finlake.etl.ledger.LedgerTest.KEY;
import static io.finlake.etl.ledger.LedgerTest.batch;
import static io.finlake.etl.ledger.LedgerTest.object;
import static io.finlake.etl.ledger.LedgerTest.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left by a rebuild that was killed, and what the next one makes of it. */
class LedgerRebuildTest {
  private final Configuration hadoop = new Configuration();

  @TempDir Path lake;

  @Test
  void aBatchThatWasGivenUpIsFoundByItsNumberAgain() {
    ledger().plan(KEY, batch(1, object("a", "2026-01-04")));
    records().append(KEY.recordApp(), 1, List.of(voided()));
    // Without its number the batch counts as taken: nobody would ever take the object.
    assertThat(ledger().objects(KEY, Optional.empty())).containsKey("a");

    LedgerRebuild rebuild = look();
    assertThat(rebuild.needed()).isTrue();
    rebuild.apply();

    assertThat(ledger().objects(KEY, Optional.empty())).isEmpty();
    assertThat(ledger().batches(KEY)).isEmpty();
    assertThat(look().needed()).isFalse();
  }

  @Test
  void aRecordThatStandsThereTwiceIsMadeOne() {
    ledger().plan(KEY, batch(1, object("a", "2026-01-04")));
    records().append(KEY.recordApp(), 1, List.of(voided(), voided()));
    assertThat(ledger().records(KEY)).hasSize(2);

    LedgerRebuild rebuild = look();
    assertThat(rebuild.needed()).isTrue();
    rebuild.apply();

    assertThat(ledger().records(KEY)).containsExactly(record(1, BatchRecord.Outcome.VOIDED));
  }

  private static PlainRow voided() {
    return RecordRows.of(record(1, BatchRecord.Outcome.VOIDED));
  }

  private LakeLocations locations() {
    return LakeLocations.under(lake.toString());
  }

  private LedgerRebuild look() {
    return LedgerRebuild.look(hadoop, locations(), List.of());
  }

  private SmallTable records() {
    return SmallTable.open(hadoop, ControlTables.records(locations().control()));
  }

  private Ledger ledger() {
    return Ledger.open(hadoop, locations());
  }
}
