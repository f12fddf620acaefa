package io.finlake.etl.erase;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.protect.SubjectMatch;
import io.finlake.etl.table.LakeTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /**
   * What is left in tables that follow from no row that is kept.
   *
   * @param hashed tells ids that nobody has any more
   */
  List<String> unexplained(Set<String> ids, List<SubjectMatch> hashed) {
    Set<DatasetId> kept = order.followingKept();
    List<String> left = new ArrayList<>();
    for (Contract contract : contracts) {
      if (contract.zone() == Zone.CURATED
          && !kept.contains(contract.id())
          && lake.tables().exists(lake.path(contract))) {
        Dataset<Row> rows = LakeTables.read(lake.spark(), lake.path(contract));
        long count = among(rows, ids);
        if (count > 0) {
          left.add("curated." + contract.id() + ": " + count + " rows");
        } else if (hashed.stream().anyMatch(match -> any(rows, match))) {
          left.add("curated." + contract.id() + ": ids that are on record");
        }
      }
    }
    return left;
  }

  private static Column[] texts(Dataset<Row> rows) {
    return Arrays.stream(rows.schema().fields())
        .filter(field -> field.dataType().equals(DataTypes.StringType))
        .map(field -> col("`" + field.name() + "`"))
        .toArray(Column[]::new);
  }

  private static long among(Dataset<Row> rows, Set<String> ids) {
    return Arrays.stream(texts(rows))
        .map(text -> coalesce(text.isin(ids.toArray()), lit(false)))
        .reduce(Column::or)
        .map(rows::where)
        .map(Dataset::count)
        .orElse(0L);
  }

  private static boolean any(Dataset<Row> rows, SubjectMatch match) {
    Dataset<Row> values = rows.select(explode(array(texts(rows))).as("_text")).distinct();
    return !match.marked(values, "_text", "_match").where(col("_match")).limit(1).isEmpty();
  }
}
