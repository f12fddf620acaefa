package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The tables that contracts name. Of a table that none names nobody could say whose its rows are:
 * with a folder of other contracts an erasure would end without work.
 *
 * @param names {@code zone.domain.name}
 */
record KnownTables(Set<String> names) {

  static KnownTables of(Collection<Contract> contracts) {
    return new KnownTables(
        contracts.stream()
            .map(contract -> contract.zone().label() + "." + contract.id())
            .collect(Collectors.toSet()));
  }

  /** Refuses when the ledger has other tables that lie in the lake. */
  void refuseOthers(Lake lake) {
    List<String> others =
        lake.ledger().tables().stream()
            .filter(table -> !names.contains(table))
            .filter(table -> lake.tables().exists(path(lake, table)))
            .sorted()
            .toList();
    if (!others.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "nothing is erased",
          "no contract names these tables of the lake: " + String.join(", ", others),
          "name the folder of all its contracts (--contracts), or remove the tables");
    }
  }

  private static String path(Lake lake, String table) {
    int dot = table.indexOf('.');
    return lake.locations()
        .table(
            Zone.valueOf(table.substring(0, dot).toUpperCase(Locale.ROOT)),
            DatasetId.parse(table.substring(dot + 1)));
  }
}
