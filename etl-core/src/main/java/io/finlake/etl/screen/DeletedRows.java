package io.finlake.etl.screen;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.WriteStrategy;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;

/**
 * Rows by which a source says that a key is gone. Such a row need not hold more than its key and
 * what orders it, so no other rule of the contract is asked of it.
 */
public final class DeletedRows {
  private DeletedRows() {}

  /** BOOLEAN, never null: whether a row carries the contract's delete marker. */
  public static Column marked(Contract contract) {
    return contract
        .landed()
        .write()
        .deleteMarker()
        .map(
            marker ->
                coalesce(
                    col("`" + marker.column() + "`").cast("string").isin(marker.values().toArray()),
                    lit(false)))
        .orElse(lit(false));
  }

  /** Whether a rule holds for rows that delete, too: that of what identifies and orders them. */
  static boolean asked(Contract contract, Rule rule) {
    WriteStrategy write = contract.landed().write();
    List<String> needed = new ArrayList<>(contract.key());
    needed.addAll(write.versionColumns());
    return write.deleteMarker().isEmpty() || rule.column().filter(needed::contains).isPresent();
  }
}
