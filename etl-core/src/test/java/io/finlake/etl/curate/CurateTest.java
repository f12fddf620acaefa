package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs.TableVersions;
import io.finlake.etl.plan.Inputs.VersionRange;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.table.Committed;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CurateTest {
  private static final String VIEWS = "processed.web.page_views";
  private static final String SESSION = "curated.web.web_session";

  @Test
  void onlyTouchedKeysAreComputedAndAReturnWithoutNewsPlansNothing(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    assertThat(only(lake).outcome()).isInstanceOf(CurateResult.UpToDate.class); // no input at all

    lake.deliver(VIEWS, view("V1", "10:00").union(view("V2", "10:00")));
    assertThat(built(lake).inserted()).isEqualTo(2);
    assertThat(only(lake).outcome()).isInstanceOf(CurateResult.UpToDate.class);
    assertThat(lake.ledger.planned(lake.key(SESSION))).isEqualTo(1);

    // A view that comes late moves the beginning of V1's session: one row goes, another comes.
    lake.deliver(VIEWS, view("V1", "09:45"));
    assertThat(built(lake)).isEqualTo(new CurateResult.BuiltBatch(2, "1 keys", 1, 0, 1));

    // More touched keys than the limit: the same rows, computed as a whole.
    lake.deliver(VIEWS, view("V1", "12:00").union(view("V2", "12:00")));
    CurateResult whole = lake.refresh(new CurateSettings(1, 1, 1, 1), SESSION).get(0);
    assertThat(((CurateResult.Built) whole.outcome()).batches().get(0).how())
        .isEqualTo("whole: 2 keys are touched");
    SameRows.assertSame(lake.rows(SESSION), lake.wanted(SESSION));
    assertThat(lake.ledger.records(lake.key(SESSION)))
        .hasSize(3)
        .allMatch(record -> record.balance().balanced());
  }

  @Test
  void aCommitThatIsNotRecordedIsNotReadAndAPlannedBatchIsFinishedFirst(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    lake.deliver(VIEWS, view("V1", "10:00"));
    built(lake);

    Committed unrecorded = lake.commit(VIEWS, view("V2", "10:00"), new WritePlan.Append());
    assertThat(only(lake).outcome()).isInstanceOf(CurateResult.UpToDate.class);

    // A run is killed after it planned a batch: the next one finishes it, with its very inputs.
    lake.record(VIEWS, unrecorded);
    Batch first = lake.ledger.batch(lake.key(SESSION), 1);
    plan(lake, first, unrecorded.version());
    lake.deliver(VIEWS, view("V3", "10:00"));
    CurateResult.Built both = (CurateResult.Built) only(lake).outcome();
    assertThat(both.batches())
        .containsExactly(
            new CurateResult.BuiltBatch(2, "1 keys", 1, 0, 0), // V2, as planned
            new CurateResult.BuiltBatch(3, "1 keys", 1, 0, 0)); // V3
    SameRows.assertSame(lake.rows(SESSION), lake.wanted(SESSION));
  }

  private static void plan(CuratedLake lake, Batch before, long version) {
    TableKey key = lake.key(SESSION);
    Contract contract = BankTables.contracts().get(SESSION);
    VersionRange seen = ((TableVersions) before.inputs()).ranges().get(0);
    VersionRange next = new VersionRange(seen.table(), seen.incarnation(), seen.upTo(), version);
    assertThat(
            lake.ledger.plan(
                key,
                new Batch(
                    key.zone(),
                    key.dataset(),
                    2,
                    new TableVersions(List.of(next)),
                    "killed",
                    Instant.parse("2026-01-05T11:00:00Z"),
                    contract.text(),
                    contract.hash(),
                    before.codeVersion(),
                    Optional.empty(),
                    Optional.empty())))
        .isTrue();
  }

  private static CurateResult only(CuratedLake lake) {
    CurateResult result = lake.refresh(SESSION).get(0);
    if (result.outcome() instanceof CurateResult.Failed failed) {
      throw failed.error();
    }
    return result;
  }

  private static CurateResult.BuiltBatch built(CuratedLake lake) {
    return ((CurateResult.Built) only(lake).outcome()).batches().get(0);
  }

  private static Dataset<Row> view(String visitor, String time) {
    return BankTables.rows(
        VIEWS,
        """
        {"visitor_id": "%s", "viewed_at": "2026-01-05T%s:00Z", "viewed_on": "2026-01-05", "path": "/", "status": 200, "_object": "o", "_offset": 0, "_item": 0}
        """
            .formatted(visitor, time));
  }
}
