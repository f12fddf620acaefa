package io.finlake.etl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.WritePlan;
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
    ReadOnlySql statement = ReadOnlySql.parse(SPARK.sessionState().sqlParser(), sql);
    new LakeCatalog(SPARK, locations(), CONTRACTS).register(statement);
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
