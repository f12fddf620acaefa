package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.table.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The processed table of a contract and the quarantine beside it. */
final class DatasetTables {
  private final Lake lake;
  private final Contract contract;

  private DatasetTables(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
  }

  static DatasetTables of(Lake lake, Contract contract) {
    return new DatasetTables(lake, contract);
  }

  /**
   * Makes the processed table when it is not there, gives it the columns that the contract gained,
   * and names it.
   */
  TableKey ready() {
    TableKey key = made();
    grown();
    return key;
  }

  /** Makes the processed table when it is not there, and names it. */
  TableKey made() {
    lake.tables()
        .create(
            new TableSpec(
                lake.path(contract),
                columns(StoredColumns.of(contract)),
                contract.partitionBy(),
                contract.description()));
    return lake.key(Zone.PROCESSED, contract.id());
  }

  /** Gives the processed table the columns that the contract gained. */
  void grown() {
    lake.tables().addColumns(lake.path(contract), columns(StoredColumns.of(contract)));
  }

  /**
   * Makes the quarantine when it is not there and gives it the columns that the contract gained;
   * its path.
   */
  String quarantine() {
    String path = lake.quarantine(contract.id());
    Map<String, String> columns = columns(StoredColumns.quarantineOf(contract));
    lake.tables()
        .create(
            new TableSpec(
                path, columns, List.of(), "Rows of " + contract.id() + " that broke a rule"));
    lake.tables().addColumns(path, columns);
    return path;
  }

  private static Map<String, String> columns(StoredColumns stored) {
    Map<String, String> columns = new LinkedHashMap<>();
    stored.columns().forEach(column -> columns.put(column.name(), column.ddl()));
    return columns;
  }
}
