package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

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

  /**
   * Refuses when the ledger has other tables that lie in the lake, or when a damaged one was put
   * aside in it, as the doctor says to.
   */
  void refuseOthers(Lake lake) {
    refusePutAside(lake);
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

  private void refusePutAside(Lake lake) {
    TreeSet<String> aside = new TreeSet<>();
    for (String name : names) {
      Path table = new Path(path(lake, name));
      try {
        FileSystem files = table.getFileSystem(lake.configuration());
        for (FileStatus one : files.listStatus(table.getParent())) {
          if (one.getPath().getName().contains(".damaged-")) {
            aside.add(one.getPath().toUri().getPath());
          }
        }
      } catch (FileNotFoundException none) {
        // nothing of that domain lies there
      } catch (IOException thrown) {
        throw new UncheckedIOException(thrown);
      }
    }
    if (!aside.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "nothing is erased",
          "damaged tables were put aside in the lake, and hold rows: " + String.join(", ", aside),
          "remove them, or move them out of the lake");
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
