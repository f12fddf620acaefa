package io.finlake.etl.testing;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.LoadResult;
import io.finlake.etl.plan.StoredColumns;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** The contracts of the bank that ships with finlake, and tables with their columns. */
public final class BankTables {
  private static final Map<String, Contract> CONTRACTS = load();

  private BankTables() {}

  /** All contracts by {@code zone.domain.name}. */
  public static Map<String, Contract> contracts() {
    return CONTRACTS;
  }

  /** The curated contracts. */
  public static List<Contract> curated() {
    return CONTRACTS.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("curated."))
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Rows of a table, with the columns that the lake stores. */
  public static Dataset<Row> rows(String table, String jsonLines) {
    return JsonTable.of(StoredColumns.of(CONTRACTS.get(table)).ddl(), jsonLines);
  }

  /** Rows with the columns that a table's contract promises. */
  public static Dataset<Row> promised(String table, String jsonLines) {
    return JsonTable.of(
        CONTRACTS.get(table).columns().stream()
            .map(column -> column.name() + " " + column.type().ddl())
            .collect(Collectors.joining(", ")),
        jsonLines);
  }

  /** The columns that a table's contract promises, in order. */
  public static Column[] columns(String table) {
    return CONTRACTS.get(table).columns().stream()
        .map(column -> functions.col(column.name()))
        .toArray(Column[]::new);
  }

  private static Map<String, Contract> load() {
    LoadResult loaded = ContractFiles.read(BankTables.class.getClassLoader(), ContractFiles.BANK);
    return loaded.contracts().stream()
        .collect(
            Collectors.toUnmodifiableMap(
                contract -> contract.zone().label() + "." + contract.id(), contract -> contract));
  }
}
