package io.finlake.etl.process;

import static io.finlake.etl.process.Outcomes.BLOCKED;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.substring;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.unix_micros;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.protect.Protecting;
import io.finlake.etl.screen.DeletedRows;
import io.finlake.etl.screen.Screening;
import io.finlake.etl.table.StagedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of one try, screened and protected, written once: everything that follows reads them
 * from here and not from raw again. A try stages in a folder of its own.
 */
final class Staging {
  private final String path;
  private StagedRows staged;

  private Staging(String path) {
    this.path = path;
  }

  /** The folder of a try. */
  static Staging of(Lake lake, String table, long number, String attemptId) {
    return new Staging(folder(lake, table) + "/" + number + "-" + attemptId);
  }

  /** A folder that nobody else stages in. */
  static Staging at(String path) {
    return new Staging(path);
  }

  /** The folder of all tries of a table. */
  static String folder(Lake lake, String table) {
    return lake.locations().control() + "/staging/" + table;
  }

  /** Removes what tries of finished batches left behind when they were killed. */
  static void dropOld(Lake lake, TableKey key) {
    String folder = folder(lake, key.name());
    long recorded = lake.ledger().recorded(key);
    for (String name : lake.tables().folders(folder)) {
      if (number(name) <= recorded) {
        lake.tables().drop(folder + "/" + name);
      }
    }
  }

  /**
   * Removes what plans of backfills, and tries that ended, have staged: copies of rows. Plans that
   * lose their rows are not applied any more. What a batch works with that is not recorded stays.
   */
  static void dropCopies(Lake lake, TableKey key) {
    String folder = folder(lake, key.name());
    List<String> names = lake.tables().folders(folder);
    // Asked after the look: a number beyond it was staged by a try that has planned nothing.
    long planned = lake.ledger().planned(key);
    long recorded = lake.ledger().recorded(key);
    for (String name : names) {
      long number = number(name);
      if (number <= recorded || number > planned || name.startsWith(number + "-backfill-")) {
        lake.tables().drop(folder + "/" + name);
      }
    }
  }

  private static long number(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  String path() {
    return path;
  }

  /** Writes the rows, before anything is read; they are read back in any session. */
  void write(Contract contract, Dataset<Row> protectedRows) {
    List<Column> columns = new ArrayList<>();
    contentColumns(contract).forEach(name -> columns.add(quoted(name)));
    columns.add(col(TechnicalColumn.OBJECT));
    columns.add(col(TechnicalColumn.OFFSET));
    columns.add(col(TechnicalColumn.ITEM));
    columns.add(contentHash(contract, protectedRows.schema()).as(TechnicalColumn.CONTENT_HASH));
    columns.add(DeletedRows.marked(contract).as(TechnicalColumn.DELETED));
    columns.add(col(TechnicalColumn.REASONS));
    columns.add(col(TechnicalColumn.TEXT));
    columns.add(col(TechnicalColumn.TEXT_HASH));
    columns.add(col(TechnicalColumn.UNKNOWN));
    columns.add(col(TechnicalColumn.KIND));
    columns.add(col(TechnicalColumn.SUMMARY));
    columns.add(Screening.quarantined(col(TechnicalColumn.REASONS)).as(BLOCKED));
    staged = StagedRows.stage(protectedRows.select(columns.toArray(Column[]::new)), path);
  }

  /** The staged rows: read ones, filtered ones and object summaries, told apart by their kind. */
  Dataset<Row> all(SparkSession session) {
    return staged.read(session);
  }

  /** The rows that were read. */
  Dataset<Row> rows(SparkSession session) {
    return all(session).where(col(TechnicalColumn.KIND).equalTo("row"));
  }

  /** What was found in the objects that were read to their end. */
  Found found(SparkSession session) {
    return found(all(session));
  }

  /** The same of rows that are not staged. */
  static Found found(Dataset<Row> all) {
    List<Row> summaries =
        all.where(col(TechnicalColumn.KIND).equalTo("object"))
            .select(TechnicalColumn.OBJECT, TechnicalColumn.SUMMARY)
            .collectAsList();
    List<BatchRecord.ObjectRead> objects = new ArrayList<>();
    Map<String, Long> unknown = new TreeMap<>();
    for (Row row : summaries) {
      Row summary = row.getStruct(1);
      objects.add(
          new BatchRecord.ObjectRead(row.getString(0), summary.getString(2), summary.getLong(0)));
      if (!summary.isNullAt(3)) {
        summary
            .<String, Long>getJavaMap(3)
            .forEach((name, count) -> unknown.merge(name, count, Long::sum));
      }
    }
    objects.sort(java.util.Comparator.comparing(BatchRecord.ObjectRead::path));
    return new Found(objects, unknown);
  }

  /** Removes the folder. */
  void drop(Lake lake) {
    lake.tables().drop(path);
  }

  /**
   * @param objects each object with its hash and records, by path
   * @param unknown fields that the contract does not know, with counts
   */
  record Found(List<BatchRecord.ObjectRead> objects, Map<String, Long> unknown) {
    /** Nothing was read. */
    static Found none() {
      return new Found(List.of(), Map.of());
    }

    long records() {
      return objects.stream().mapToLong(BatchRecord.ObjectRead::records).sum();
    }
  }

  /** The stored columns that came from the source, without finlake's own. */
  static List<String> contentColumns(Contract contract) {
    return StoredColumns.of(contract).names().stream()
        .filter(name -> !name.startsWith("_"))
        .toList();
  }

  /**
   * Absent values leave no trace in the hash, so that a column added later does not change the hash
   * of old rows; timestamps count with their microseconds, tokens as the oldest key makes them, so
   * that a row stays itself when keys are rotated.
   */
  static Column contentHash(Contract contract, StructType schema) {
    List<Column> content = new ArrayList<>();
    for (String name : contentColumns(contract)) {
      boolean moment = schema.apply(name).dataType().equals(DataTypes.TimestampType);
      Column value = quoted(Protecting.lasting(schema, name));
      content.add((moment ? unix_micros(value) : value).as(name));
    }
    content.add(col(TechnicalColumn.UNKNOWN));
    return substring(sha2(to_json(struct(content.toArray(Column[]::new))), 256), 1, 32);
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}
