package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.plan.VisibleRows;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * What processing any dataset needs.
 *
 * @param lake the lake
 * @param run the run
 * @param keys the token keys
 * @param contracts all contracts of the lake by dataset, so that rules can refer to other datasets
 */
record Processor(Lake lake, Run run, TokenKeys keys, Map<DatasetId, Contract> contracts) {

  /** The datasets that rules of a contract refer to. */
  static Set<DatasetId> references(Contract contract) {
    return contract.rules().stream()
        .map(Rule::check)
        .filter(Rule.Check.Reference.class::isInstance)
        .map(check -> ((Rule.Check.Reference) check).dataset())
        .collect(Collectors.toSet());
  }

  /** The same without making or changing a table: one that is not there yet is empty. */
  Map<DatasetId, Dataset<Row>> asTheyAre(Lake session, Contract contract) {
    Map<DatasetId, Dataset<Row>> rows = new LinkedHashMap<>();
    for (DatasetId dataset : references(contract)) {
      Contract parent = contracts.get(dataset);
      String path = session.locations().table(Zone.PROCESSED, dataset);
      Dataset<Row> present =
          session.tables().exists(path)
              ? LakeTables.read(session.spark(), path)
              : session
                  .spark()
                  .createDataFrame(List.of(), StructType.fromDDL(StoredColumns.of(parent).ddl()));
      rows.put(dataset, VisibleRows.predicate(parent).map(present::where).orElse(present));
    }
    return rows;
  }

  /** The present rows of the datasets that rules of a contract refer to. */
  Map<DatasetId, Dataset<Row>> referenced(Lake session, Contract contract) {
    Map<DatasetId, Dataset<Row>> rows = new LinkedHashMap<>();
    for (DatasetId dataset : references(contract)) {
      Contract parent = contracts.get(dataset);
      DatasetTables.of(lake, parent).ready();
      Dataset<Row> present =
          LakeTables.read(session.spark(), session.locations().table(Zone.PROCESSED, dataset));
      rows.put(dataset, VisibleRows.predicate(parent).map(present::where).orElse(present));
    }
    return rows;
  }
}
