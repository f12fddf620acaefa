package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.plan.WritePlan;
import io.finlake.etl.publish.AsOf;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableSpec;
import io.finlake.etl.table.WriteRequest;
import io.finlake.etl.testing.SharedSession;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LakeCatalogTest {
  private static final DatasetId CARDS = DatasetId.parse("core.cards");
  private static final SparkSession SPARK = SharedSession.spark().newSession();
  private static final List<Contract> CONTRACTS =
      ContractFiles.read(LakeCatalogTest.class.getClassLoader(), ContractFiles.BANK).contracts();

  @TempDir private Path folder;

  private final LakeTables tables = new LakeTables(SPARK);

  private LakeLocations locations() {
    // A quote in the path must not end the SQL that names it.
    return LakeLocations.under(folder.resolve("it's a lake").toString());
  }

  private String create(Zone zone) {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("card_id", "STRING");
    columns.put("_batch", "BIGINT");
    columns.put("_deleted", "BOOLEAN");
    String path = locations().table(zone, CARDS);
    tables.create(new TableSpec(path, columns, List.of(), "cards"));
    return path;
  }

  private void append(String path, String app, long batch, String sql) {
    String attempt = "attempt-" + batch;
    tables.commit(
        new WriteRequest(path, app, batch, attempt, attempt, session -> session.sql(sql)),
        new WritePlan.Append());
  }

  private List<List<Object>> ask(String sql) {
    return ask(sql, Optional.empty());
  }

  private List<List<Object>> ask(String sql, Optional<AsOf> asked) {
    ReadOnlySql statement = ReadOnlySql.parse(SPARK.sessionState().sqlParser(), sql);
    new LakeCatalog(SPARK, locations(), CONTRACTS, asked).register(statement);
    return SparkAnswer.take(SPARK.sql(sql), 10).answer().rows();
  }

  @Test
  void tablesAreKnownByZoneAndNameAndQuarantineShowsCommittedBatchesOnly() {
    String processed = create(Zone.PROCESSED);
    String quarantine = create(Zone.QUARANTINE);
    TableKey key =
        new TableKey(Zone.PROCESSED, CARDS, tables.head(processed).orElseThrow().incarnation());
    append(processed, key.tableApp(), 1, "SELECT 'a' AS card_id, 1L AS _batch");
    append(quarantine, key.quarantineApp(), 1, "SELECT 'bad' AS card_id, 1L AS _batch");
    // Quarantine is written before the table: batch 2 is not there yet for readers.
    append(quarantine, key.quarantineApp(), 2, "SELECT 'unfinished' AS card_id, 2L AS _batch");

    assertThat(ask("SELECT card_id FROM processed.cards")).containsExactly(List.of("a"));
    assertThat(ask("SELECT card_id FROM quarantine.cards")).containsExactly(List.of("bad"));
    assertThat(ask("SHOW TABLES IN processed")).contains(List.of("processed", "cards", false));

    append(processed, key.tableApp(), 2, "SELECT 'b' AS card_id, 2L AS _batch");
    assertThat(ask("SELECT count(*) FROM quarantine.cards")).containsExactly(List.of(2L));
  }

  @Test
  void aHistoryIsAskedAsOfAMomentAndHasViews() {
    Contract account =
        CONTRACTS.stream()
            .filter(it -> it.id().toString().equals("core.account"))
            .findFirst()
            .get();
    Map<String, String> columns = new LinkedHashMap<>();
    StoredColumns.of(account).columns().forEach(it -> columns.put(it.name(), it.ddl()));
    String path = locations().table(Zone.CURATED, account.id());
    tables.create(new TableSpec(path, columns, List.of(), "accounts"));
    append(
        path,
        "app",
        1,
        // On 3 March nobody knew yet that the account was blocked from 20 December on.
        accounts(
            "('active', '2025-12-01', NULL, '2025-12-02', '2026-03-04', false)",
            "('active', '2025-12-01', '2025-12-20', '2026-03-04', NULL, false)",
            "('blocked', '2025-12-20', NULL, '2026-03-04', NULL, true)"));

    String all = "SELECT status FROM curated.account ORDER BY status, valid_to";
    assertThat(ask(all, Optional.empty())).hasSize(3);
    Instant yearEnd = Instant.parse("2025-12-31T00:00:00Z");
    Optional<Instant> march = Optional.of(Instant.parse("2026-03-03T00:00:00Z"));
    assertThat(ask(all, Optional.of(new AsOf(Optional.of(yearEnd), march))))
        .containsExactly(List.of("active"));
    assertThat(ask(all, Optional.of(new AsOf(Optional.of(yearEnd), Optional.empty()))))
        .containsExactly(List.of("blocked"));
    assertThat(ask(all, Optional.of(new AsOf(Optional.empty(), Optional.empty()))))
        .containsExactly(List.of("active"), List.of("blocked"));
    // The beginning belongs to a span, its end does not.
    Instant change = Instant.parse("2025-12-20T00:00:00Z");
    assertThat(ask(all, Optional.of(new AsOf(Optional.of(change), Optional.empty()))))
        .containsExactly(List.of("blocked"));

    assertThat(ask("SELECT status FROM curated.account_current"))
        .containsExactly(List.of("blocked"));
    assertThat(ask("SELECT count(*) FROM curated.account_believed")).containsExactly(List.of(2L));
    assertThat(ask("SHOW TABLES IN curated"))
        .contains(List.of("curated", "account_believed", false));
    // And its own name means the whole table again.
    assertThat(ask(all)).hasSize(3);
  }

  private static String accounts(String... rows) {
    return "SELECT 'A1' AS account_id, status, CAST(valid_from AS TIMESTAMP) AS valid_from,"
        + " CAST(valid_to AS TIMESTAMP) AS valid_to,"
        + " CAST(recorded_from AS TIMESTAMP) AS recorded_from,"
        + " CAST(recorded_to AS TIMESTAMP) AS recorded_to, is_current, 1L AS _batch"
        + " FROM VALUES "
        + String.join(", ", rows)
        + " AS t(status, valid_from, valid_to, recorded_from, recorded_to, is_current)";
  }

  @Test
  void aTableThatDoesNotExistYetIsTheAuthorsMistake() {
    assertThatThrownBy(() -> ask("SELECT * FROM curated.customer_360"))
        .satisfies(
            thrown ->
                assertThat(QueryFailure.of((Exception) thrown)).hasMessageContaining("BAD_QUERY"));
  }

  @Test
  void valuesOfEveryTypeBecomeCells() {
    List<Object> row =
        ask("SELECT CAST(1.50 AS DECIMAL(18,2)), DATE '2026-01-05',"
                + " TIMESTAMP '2026-01-05 10:00:00.123456', CAST(NULL AS STRING),"
                + " array(1, NULL), map('k', DATE '2026-01-06'), named_struct('a', 1), true")
            .get(0);
    assertThat(row)
        .containsExactly(
            new BigDecimal("1.50"),
            LocalDate.of(2026, 1, 5),
            Instant.parse("2026-01-05T10:00:00.123456Z"),
            Optional.empty(),
            List.of(1, Optional.empty()),
            Map.of("k", LocalDate.of(2026, 1, 6)),
            Map.of("a", 1),
            true);
  }
}
