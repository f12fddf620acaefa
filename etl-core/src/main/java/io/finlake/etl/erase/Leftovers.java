package io.finlake.etl.erase;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.table.LakeTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/**
 * Looks through every text column of every curated table for a person's ids: who wrote a model may
 * carry an id on under any name.
 */
final class Leftovers {
  private final Lake lake;
  private final List<Contract> contracts;
  private final SubjectOrder order;

  Leftovers(Lake lake, List<Contract> contracts, SubjectOrder order) {
    this.lake = lake;
    this.contracts = contracts;
    this.order = order;
  }

  /** Rows with one of the ids, by curated table; tables without any are not in it. */
  Map<DatasetId, Long> curated(Set<String> ids) {
    Map<DatasetId, Long> found = new LinkedHashMap<>();
    for (Contract contract : contracts) {
      if (contract.zone() == Zone.CURATED && lake.tables().exists(lake.path(contract))) {
        Dataset<Row> rows = LakeTables.read(lake.spark(), lake.path(contract));
        Optional<Column> any =
            Arrays.stream(rows.schema().fields())
                .filter(field -> field.dataType().equals(DataTypes.StringType))
                .map(field -> col("`" + field.name() + "`").isin(ids.toArray()))
                .map(is -> coalesce(is, lit(false)))
                .reduce(Column::or);
        long count = any.map(rows::where).map(Dataset::count).orElse(0L);
        if (count > 0) {
          found.put(contract.id(), count);
        }
      }
    }
    return found;
  }

  /** What is left in tables that follow from no row that is kept. */
  List<String> unexplained(Set<String> ids) {
    Set<DatasetId> kept = order.followingKept();
    List<String> left = new ArrayList<>();
    curated(ids)
        .forEach(
            (dataset, rows) -> {
              if (!kept.contains(dataset)) {
                left.add("curated." + dataset + ": " + rows + " rows");
              }
            });
    return left;
  }
}
