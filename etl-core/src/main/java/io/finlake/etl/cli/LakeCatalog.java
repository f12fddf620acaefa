package io.finlake.etl.cli;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.VisibleRows;
import io.finlake.etl.publish.AsOf;
import io.finlake.etl.publish.HistoryViews;
import io.finlake.etl.publish.SqlDialect;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.SparkSession;

/**
 * Makes the lake's tables known to a session as {@code <zone>.<name>}. Nothing is written: a table
 * is its place, quarantine shows the rows of batches that its table has committed, and a history
 * has the views {@code <name>_current} and {@code <name>_believed} beside it.
 */
final class LakeCatalog {
  private final SparkSession spark;
  private final LakeTables tables;
  private final LakeLocations locations;
  private final List<Contract> contracts;
  private final Optional<AsOf> asked;

  LakeCatalog(SparkSession spark, LakeLocations locations, List<Contract> contracts) {
    this(spark, locations, contracts, Optional.empty());
  }

  /**
   * A lake in which histories stand for some of their rows.
   *
   * @param asked which rows the name of a history means; empty for all of them
   */
  LakeCatalog(
      SparkSession spark, LakeLocations locations, List<Contract> contracts, Optional<AsOf> asked) {
    this.asked = asked;
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
      if (HistoryViews.isHistory(contract)) {
        registerViews(contract, statement);
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
    String name = identifier(contract.zone(), contract.id().name());
    if (!tables.exists(path)) {
      forget(name); // a session that was there before may know it from another lake
      return;
    }
    Optional<String> visible =
        VisibleRows.predicate(contract)
            .map(predicate -> "SELECT * FROM " + delta(path) + " WHERE " + predicate);
    Optional<String> select =
        asked
            .filter(moments -> HistoryViews.isHistory(contract))
            .map(moments -> views(contract).asOf(delta(path), moments))
            .or(() -> visible);
    if (select.isPresent()) {
      view(name, select.get());
    } else {
      forget(name);
      spark.sql("CREATE TABLE " + name + " USING delta LOCATION " + literal(path));
    }
  }

  private void registerViews(Contract history, ReadOnlySql statement) {
    String path = locations.table(Zone.CURATED, history.id());
    for (HistoryViews.View view : views(history).views(delta(path))) {
      if (wanted(statement, Zone.CURATED.label() + "." + view.name()) && tables.exists(path)) {
        view(identifier(Zone.CURATED, view.name()), view.select());
      }
    }
  }

  private static HistoryViews views(Contract history) {
    return new HistoryViews(history, SqlDialect.SPARK);
  }

  private void view(String name, String select) {
    forget(name);
    spark.sql("CREATE VIEW " + name + " AS " + select);
  }

  /** A name is a table for one statement and a view for another. */
  private void forget(String name) {
    if (spark.catalog().tableExists(name)) {
      spark.sql((isView(name) ? "DROP VIEW " : "DROP TABLE ") + name);
    }
  }

  private boolean isView(String name) {
    try {
      return spark.catalog().getTable(name).tableType().equals("VIEW");
    } catch (AnalysisException thrown) {
      throw new IllegalStateException(thrown);
    }
  }

  private void registerQuarantine(Contract contract) {
    String path = locations.table(Zone.QUARANTINE, contract.id());
    if (tables.exists(path)) {
      view(
          identifier(Zone.QUARANTINE, contract.id().name()),
          "SELECT * FROM "
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

  private static String identifier(Zone zone, String name) {
    return "`" + zone.label() + "`.`" + name + "`";
  }

  private static String delta(String path) {
    return "delta.`" + path.replace("`", "``") + "`";
  }

  private static String literal(String path) {
    return "'" + path.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
