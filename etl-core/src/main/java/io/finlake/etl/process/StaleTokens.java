package io.finlake.etl.process;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.protect.Resealing;
import io.finlake.etl.table.LakeTables;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What of a dataset's table and quarantine holds tokens of other keys than one. Files are opened
 * only where the least and greatest values that the log states leave room for such a token.
 */
final class StaleTokens {
  private static final String FILE = "_file";

  private final Lake lake;
  private final Contract contract;
  private final Resealing resealing;

  StaleTokens(Lake lake, Contract contract, Resealing resealing) {
    this.lake = lake;
    this.contract = contract;
    this.resealing = resealing;
  }

  private record Found(OldTokens tokens, Optional<String> unopened) {}

  /**
   * The table and, where there is one, the quarantine. Tokens that cannot be opened are refused:
   * they would be lost.
   *
   * @throws FinlakeException {@link ErrorCode#MISSING_SECRET} when their key is not there, {@link
   *     ErrorCode#DAMAGED_LAKE} when they were not made with the key that is
   */
  List<OldTokens> openable() {
    List<Found> all = found();
    for (Found one : all) {
      one.unopened().ifPresent(version -> refuse(one.tokens().table(), version));
    }
    return all.stream().map(Found::tokens).toList();
  }

  private void refuse(String table, String version) {
    String problem = "the tokens of " + table + " are not made anew; nothing of it was changed";
    if (version.matches("v[1-9][0-9]{0,5}") && !resealing.opens(version)) {
      throw FinlakeException.of(
          ErrorCode.MISSING_SECRET,
          problem,
          "it holds tokens of key " + version + ", and there is no secret token-key-" + version,
          "provide the secret token-key-" + version + ", which they were made with, and run again");
    }
    throw FinlakeException.of(
        ErrorCode.DAMAGED_LAKE,
        problem,
        "it holds tokens that begin with '"
            + (version.length() > 7 ? version.substring(0, 7) : version)
            + "' and do not open: they were made with another secret of that name or in another"
            + " token domain, or were changed since",
        "provide the very secret that they were made with; where that is there, process the table"
            + " anew from raw");
  }

  /** Whether anything is stale in some columns of the table; most often the log alone tells. */
  boolean inTable(List<String> columns) {
    String path = lake.path(contract);
    return roomIn(path, columns)
        && !resealing.stale(LakeTables.read(lake.spark(), path).select(names(columns))).isEmpty();
  }

  private List<Found> found() {
    List<Found> all = new ArrayList<>();
    all.add(found(Zone.PROCESSED, lake.path(contract)));
    String quarantine = lake.quarantine(contract.id());
    if (lake.tables().exists(quarantine)) {
      all.add(found(Zone.QUARANTINE, quarantine));
    }
    return all;
  }

  private Found found(Zone zone, String path) {
    String name = zone.label() + "." + contract.id();
    if (!roomIn(path, resealing.columns())) {
      return new Found(new OldTokens(name, 0, 0), Optional.empty());
    }
    Dataset<Row> stale =
        resealing.stale(LakeTables.read(lake.spark(), path).withColumn(FILE, input_file_name()));
    Row row =
        resealing
            .resealed(stale)
            .agg(count(lit(1)), countDistinct(col(FILE)), max(col(Resealing.UNOPENED)))
            .head();
    return new Found(
        new OldTokens(name, row.getLong(0), row.getLong(1)), Optional.ofNullable(row.getString(2)));
  }

  private boolean roomIn(String path, List<String> columns) {
    StoredTable table = StoredTable.at(lake.configuration(), path).orElseThrow();
    return columns.stream()
        .filter(table.columns()::contains)
        .anyMatch(column -> table.mayHoldOther(column, resealing.prefix()));
  }

  /**
   * Refuses to make tokens anew where that would give two rows one key: rows that came under two
   * keys of tokens and were not known as the same.
   */
  void refuseDoubleKeys() {
    WriteStrategy write = contract.landed().write();
    List<String> key = new ArrayList<>(contract.key());
    boolean tokens = key.stream().anyMatch(resealing.columns()::contains);
    if (!tokens || write instanceof WriteStrategy.Append) {
      return;
    }
    if (write instanceof WriteStrategy.History) {
      key.add(TechnicalColumn.CONTENT_HASH);
    }
    Dataset<Row> rows =
        resealing.resealed(
            Present.known(contract, LakeTables.read(lake.spark(), lake.path(contract))));
    boolean twice =
        !rows.groupBy(names(key)).agg(count(lit(1)).as("_times")).where("_times > 1").isEmpty();
    if (twice) {
      throw FinlakeException.of(
          ErrorCode.DAMAGED_LAKE,
          "the tokens of " + contract.id() + " are not made anew; nothing of it was changed",
          "rows of one key " + contract.key() + " came under two token keys and would be one key's",
          "process the table anew from raw, under the newest key alone");
    }
  }

  private static Column[] names(List<String> columns) {
    return columns.stream().map(name -> col("`" + name + "`")).toArray(Column[]::new);
  }
}
