package io.finlake.etl.curate;

import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.curate.history.History;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.SameRows;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories as tables: what arrives, what is kept, and what is refused before anybody reads it. */
class HistoryTest {
  private static final String VERSIONS = "processed.crm.customers";
  private static final String HISTORY = "curated.crm.customer";

  /**
   * A model of a user's own that is wrong about late versions: it never closes what it believed.
   */
  public static final class Forgetful implements Model {
    private final History history;

    /** For the engine. */
    public Forgetful(Contract contract) {
      this.history = new History(contract);
    }

    @Override
    public Dataset<Row> rows(Inputs inputs) {
      return history
          .rows(inputs)
          .withColumn("recorded_to", functions.lit(null).cast("TIMESTAMP"))
          .withColumn("is_current", functions.col("valid_to").isNull());
    }
  }

  @Test
  void lateCorrectedAndDeletedVersionsAreRightAndOnlyTouchedKeysAreWritten(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root);
    lake.deliver(
        VERSIONS,
        versions(
            """
            {"customer_id": "C1", "city": "Berlin", "updated_at": "2026-01-05T10:00:00Z", "change_number": 1, "_content_hash": "a", "_deleted": false, "_processed_at": "2026-01-06T05:00:00Z"}
            {"customer_id": "C2", "city": "Rome", "updated_at": "2026-01-05T10:00:00.000900Z", "change_number": 1, "_content_hash": "b", "_deleted": false, "_processed_at": "2026-01-06T05:00:00Z"}
            """));
    assertThat(built(lake).inserted()).isEqualTo(2);

    // C1 moved, and by a late version was in Bonn in between; nobody told anything new of C2.
    lake.deliver(
        VERSIONS,
        versions(
            """
            {"customer_id": "C1", "city": "Oslo", "updated_at": "2026-01-07T10:00:00Z", "change_number": 2, "_content_hash": "c", "_deleted": false, "_processed_at": "2026-01-08T05:00:00Z"}
            """));
    // the open row is no longer believed; two are
    assertThat(built(lake)).isEqualTo(new CurateResult.BuiltBatch(2, "1 keys", 2, 1, 0));
    lake.deliver(
        VERSIONS,
        versions(
            """
            {"customer_id": "C1", "city": "Bonn", "updated_at": "2026-01-06T10:00:00Z", "change_number": 3, "_content_hash": "d", "_deleted": false, "_processed_at": "2026-01-09T05:00:00Z"}
            {"customer_id": "C1", "updated_at": "2026-01-08T10:00:00Z", "change_number": 4, "_content_hash": "e", "_deleted": true, "_processed_at": "2026-01-09T05:00:00Z"}
            """));
    assertThat(built(lake)).isEqualTo(new CurateResult.BuiltBatch(3, "1 keys", 3, 2, 0));

    SameRows.assertSame(
        lake.rows(HISTORY)
            .select(
                "customer_id",
                "city",
                "valid_from",
                "valid_to",
                "recorded_from",
                "recorded_to",
                "is_current"),
        BankTables.promised(
                HISTORY,
                """
                // the first belief: Berlin, open
                {"customer_id": "C1", "city": "Berlin", "valid_from": "2026-01-05T10:00:00Z", "recorded_from": "2026-01-06T05:00:00Z", "recorded_to": "2026-01-08T05:00:00Z", "is_current": false}
                // the second: Berlin until Oslo
                {"customer_id": "C1", "city": "Berlin", "valid_from": "2026-01-05T10:00:00Z", "valid_to": "2026-01-07T10:00:00Z", "recorded_from": "2026-01-08T05:00:00Z", "recorded_to": "2026-01-09T05:00:00Z", "is_current": false}
                {"customer_id": "C1", "city": "Oslo", "valid_from": "2026-01-07T10:00:00Z", "recorded_from": "2026-01-08T05:00:00Z", "recorded_to": "2026-01-09T05:00:00Z", "is_current": false}
                // the third: Berlin, Bonn, Oslo, and then nothing
                {"customer_id": "C1", "city": "Berlin", "valid_from": "2026-01-05T10:00:00Z", "valid_to": "2026-01-06T10:00:00Z", "recorded_from": "2026-01-09T05:00:00Z", "is_current": false}
                {"customer_id": "C1", "city": "Bonn", "valid_from": "2026-01-06T10:00:00Z", "valid_to": "2026-01-07T10:00:00Z", "recorded_from": "2026-01-09T05:00:00Z", "is_current": false}
                {"customer_id": "C1", "city": "Oslo", "valid_from": "2026-01-07T10:00:00Z", "valid_to": "2026-01-08T10:00:00Z", "recorded_from": "2026-01-09T05:00:00Z", "is_current": false}
                // moments in milliseconds
                {"customer_id": "C2", "city": "Rome", "valid_from": "2026-01-05T10:00:00Z", "recorded_from": "2026-01-06T05:00:00Z", "is_current": true}
                """)
            .select(
                "customer_id",
                "city",
                "valid_from",
                "valid_to",
                "recorded_from",
                "recorded_to",
                "is_current"));
    SameRows.assertSame(lake.rows(HISTORY), lake.wanted(HISTORY));
  }

  @Test
  void aBrokenHistoryIsNotPublished(@TempDir Path root) {
    CuratedLake lake = new CuratedLake(root, List.of(forgetful()));
    String broken = "curated.crm.forgetful_customer";
    lake.deliver(
        VERSIONS,
        versions(
            """
            {"customer_id": "C1", "city": "Berlin", "updated_at": "2026-01-05T10:00:00Z", "change_number": 1, "_content_hash": "a", "_deleted": false, "_processed_at": "2026-01-06T05:00:00Z"}
            """));
    // One version: nothing to forget yet, the history is sound.
    assertThat(lake.refresh(broken).get(0).outcome()).isInstanceOf(CurateResult.Built.class);
    long before = lake.tables.head(lake.path(broken)).orElseThrow().version();

    lake.deliver(
        VERSIONS,
        versions(
            """
            {"customer_id": "C1", "city": "Oslo", "updated_at": "2026-01-07T10:00:00Z", "change_number": 2, "_content_hash": "c", "_deleted": false, "_processed_at": "2026-01-08T05:00:00Z"}
            """));
    CurateResult.Failed failed = (CurateResult.Failed) lake.refresh(broken).get(0).outcome();

    assertThat(failed.error())
        .isInstanceOfSatisfying(
            FinlakeException.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.BROKEN_HISTORY))
        .hasMessageContaining("overlap")
        .hasMessageContaining("C1");
    assertThat(lake.tables.head(lake.path(broken)).orElseThrow().version()).isEqualTo(before);
    assertThat(lake.rows(broken).count()).isEqualTo(1);
    assertThat(lake.ledger.records(lake.key(broken))).hasSize(1);
  }

  private static Contract forgetful() {
    String text =
        BankTables.contracts()
            .get(HISTORY)
            .text()
            .replace("id: crm.customer\n", "id: crm.forgetful_customer\n")
            .replace("name: customer\n", "name: forgetful_customer\n")
            .replace("class: History", "class: " + Forgetful.class.getName());
    return ContractFiles.alone(new ContractSource("crm/forgetful_customer/contract.yaml", text));
  }

  private static Dataset<Row> versions(String lines) {
    return BankTables.rows(VERSIONS, lines);
  }

  private static CurateResult.BuiltBatch built(CuratedLake lake) {
    CurateResult result = lake.refresh(HISTORY).get(0);
    if (result.outcome() instanceof CurateResult.Failed failed) {
      throw failed.error();
    }
    return ((CurateResult.Built) result.outcome()).batches().get(0);
  }
}
