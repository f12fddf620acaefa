package io.finlake.etl.explain;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.StoredTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.hadoop.conf.Configuration;

/**
 * A lake that is only looked at, without Spark.
 *
 * @param hadoop how storage is reached
 * @param locations where the zones lie
 * @param ledger what was planned and committed
 * @param contracts of all zones
 */
public record LakeView(
    Configuration hadoop, LakeLocations locations, Ledger ledger, List<Contract> contracts) {
  public LakeView {
    contracts = List.copyOf(contracts);
  }

  /**
   * Looks at a lake.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when nothing was ever processed there
   */
  public static LakeView of(
      Configuration hadoop, LakeLocations locations, Collection<Contract> contracts) {
    if (!Ledger.exists(hadoop, locations)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is no lake at " + locations.control(),
          "nothing was ever processed there",
          "check --lake, or process what has landed with 'finlake run'");
    }
    return new LakeView(hadoop, locations, Ledger.open(hadoop, locations), List.copyOf(contracts));
  }

  /** The contract of a table; empty when there is none. */
  Optional<Contract> contract(Zone zone, DatasetId dataset) {
    return contracts.stream()
        .filter(contract -> contract.zone() == zone && contract.id().equals(dataset))
        .findFirst();
  }

  /** A table as it is now; empty when it was never made. */
  public Optional<StoredTable> table(Zone zone, DatasetId dataset) {
    return StoredTable.at(hadoop, locations.table(zone, dataset));
  }

  /** The ledger's key of a contract's table. */
  public static TableKey key(Contract contract, StoredTable table) {
    return new TableKey(contract.zone(), contract.id(), table.incarnation());
  }

  /** The highest batch that a contract's table holds; 0 when it holds none. */
  static long committed(Contract contract, StoredTable table) {
    OptionalLong number = table.number(key(contract, table).tableApp());
    return number.orElse(0);
  }

  /**
   * The text of the contract that the last batch of a table was planned with; empty when the table
   * was never made or nothing was planned for it.
   */
  public Optional<String> lastContract(Contract contract) {
    return table(contract.zone(), contract.id())
        .map(table -> key(contract, table))
        .filter(key -> ledger.planned(key) > 0)
        .map(key -> ledger.batch(key, ledger.planned(key)).contractText());
  }
}
