package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.BLOCKED;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.table.LakeTables;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What the lake holds of a dataset, at the versions that a backfill begins with.
 *
 * @param lake in the session of the work
 * @param contract by which rows are made again
 * @param table the table's rows
 * @param quarantine the rows of its quarantine, closed ones too
 */
record BackfillRows(Lake lake, Contract contract, Dataset<Row> table, Dataset<Row> quarantine) {

  static BackfillRows at(Lake lake, Contract contract, long version, long quarantineVersion) {
    Dataset<Row> table = LakeTables.readAt(lake.spark(), lake.path(contract), version);
    Dataset<Row> quarantine =
        quarantineVersion < 0
            ? lake.spark()
                .createDataFrame(
                    List.of(), StructType.fromDDL(StoredColumns.quarantineOf(contract).ddl()))
            : LakeTables.readAt(lake.spark(), lake.quarantine(contract.id()), quarantineVersion);
    return new BackfillRows(lake, contract, table, quarantine);
  }

  /** How many rows each batch brought. */
  static Map<Long, Long> byBatch(Dataset<Row> rows) {
    Map<Long, Long> counts = new HashMap<>();
    rows.groupBy(TechnicalColumn.BATCH)
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getLong(0), row.getLong(1)));
    return counts;
  }

  /** Rows of these objects. */
  Dataset<Row> of(Dataset<Row> rows, Collection<String> paths) {
    Dataset<Row> wanted =
        lake.spark().createDataset(List.copyOf(paths), Encoders.STRING()).toDF("_path");
    return rows.join(
        broadcast(wanted), col(TechnicalColumn.OBJECT).equalTo(col("_path")), "left_semi");
  }

  /** The keys that rows of the range have, or have in the table. */
  Dataset<Row> touchedKeys(Dataset<Row> candidates, Collection<String> range) {
    Column[] key = key();
    return candidates
        .where(not(col(BLOCKED)))
        .select(key)
        .union(of(table, range).select(key))
        .distinct();
  }

  /** Rows of these keys. */
  Dataset<Row> withKeys(Dataset<Row> rows, Dataset<Row> keys) {
    return rows.join(keys, contract.key().toArray(new String[0]), "left_semi");
  }

  /**
   * Objects whose rows, in the table or in quarantine, show one of these keys, or no key at all.
   */
  Set<String> showing(Dataset<Row> keys) {
    Column unread =
        contract.key().stream()
            .map(name -> col("`" + name + "`").isNull())
            .reduce(Column::or)
            .orElseThrow();
    return objects(
        withKeys(table, keys)
            .select(TechnicalColumn.OBJECT)
            .union(withKeys(quarantine, keys).select(TechnicalColumn.OBJECT))
            .union(quarantine.where(unread).select(TechnicalColumn.OBJECT)));
  }

  /** Held objects of which somebody said by a replay that they are no copies. */
  Set<String> released() {
    return objects(
        quarantine
            .where(array_contains(col(TechnicalColumn.REASONS).getField("rule"), Outcomes.RESENT))
            .where(col(TechnicalColumn.CLOSED_AS).equalTo(Outcomes.ACCEPTED))
            .select(TechnicalColumn.OBJECT));
  }

  /** The rows of quarantine that no batch has taken out. */
  Dataset<Row> open() {
    return quarantine.where(col(TechnicalColumn.CLOSED_BATCH).isNull());
  }

  private Column[] key() {
    return contract.key().stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
  }

  private static Set<String> objects(Dataset<Row> paths) {
    return new TreeSet<>(paths.distinct().as(Encoders.STRING()).collectAsList());
  }
}
