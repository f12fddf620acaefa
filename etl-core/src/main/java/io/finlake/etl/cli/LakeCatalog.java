package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.VisibleRows;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the lake's tables known to a session as {@code <zone>.<name>}. Nothing is written: a table
 * is its place, and quarantine shows the rows of batches that its table has committed.
 */
final class LakeCatalog {
  private final SparkSession spark;
  private final LakeTables tables;
  private final LakeLocations locations;
  private final List<Contract> contracts;

  LakeCatalog(SparkSession spark, LakeLocations locations, List<Contract> contracts) {
    this.spark = spark;
    this.tables = new LakeTables(spark);
    this.locations = locations;
    this.contracts = List.copyOf(contracts);
  }

  /** Registers the tables that a statement asks for and that exist. */
  void register(ReadOnlySql statement) {
    for (Zone zone : List.of(Zone.PROCESSED, Zone.QUARANTINE, Zone.CURATED)) {
      spark.sql("CREATE DATABASE IF NOT EXISTS " + zone.label());
    }
    for (Contract contract : contracts) {
      if (wanted(statement, contract.tableName())) {
        registerTable(contract);
      }
      boolean landed = contract.zone() == Zone.PROCESSED;
      if (landed && wanted(statement, quarantineName(contract.id()))) {
        registerQuarantine(contract);
      }
    }
  }

  private static boolean wanted(ReadOnlySql statement, String name) {
    return statement.all() || statement.tables().contains(name);
  }

  private static String quarantineName(DatasetId dataset) {
    return Zone.QUARANTINE.label() + "." + dataset.name();
  }

  private void registerTable(Contract contract) {
    String path = locations.table(contract.zone(), contract.id());
    if (!tables.exists(path)) {
      return;
    }
    String name = identifier(contract.zone(), contract.id());
    Optional<String> visible = VisibleRows.predicate(contract);
    if (visible.isPresent()) {
      spark.sql(
          "CREATE OR REPLACE VIEW "
              + name
              + " AS SELECT * FROM "
              + delta(path)
              + " WHERE "
              + visible.get());
    } else {
      spark.sql("DROP TABLE IF EXISTS " + name);
      spark.sql("CREATE TABLE " + name + " USING delta LOCATION " + literal(path));
    }
  }

  private void registerQuarantine(Contract contract) {
    String path = locations.table(Zone.QUARANTINE, contract.id());
    if (tables.exists(path)) {
      spark.sql(
          "CREATE OR REPLACE VIEW "
              + identifier(Zone.QUARANTINE, contract.id())
              + " AS SELECT * FROM "
              + delta(path)
              + " WHERE "
              + TechnicalColumn.BATCH
              + " <= "
              + committed(contract));
    }
  }

  /** The highest batch number that the table holds; 0 when it holds none. */
  private long committed(Contract contract) {
    Optional<TableHead> head = tables.head(locations.table(Zone.PROCESSED, contract.id()));
    return head.map(table -> table.number("finlake:" + table.incarnation()).orElse(0)).orElse(0L);
  }

  private static String identifier(Zone zone, DatasetId dataset) {
    return "`" + zone.label() + "`.`" + dataset.name() + "`";
  }

  private static String delta(String path) {
    return "delta.`" + path.replace("`", "``") + "`";
  }

  private static String literal(String path) {
    return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
