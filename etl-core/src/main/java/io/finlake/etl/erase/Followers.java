package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.process.Processing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether curated tables have read the tables without the rows that an erasure took out. */
final class Followers {
  private final Lake lake;
  private final SubjectOrder order;
  private final Processing processing;

  Followers(Lake lake, SubjectOrder order, Processing processing) {
    this.lake = lake;
    this.order = order;
    this.processing = processing;
  }

  /** In words, which curated tables have not. Reads the ledger alone. */
  List<String> behind(long erasure, List<Contract> changed) {
    List<String> behind = new ArrayList<>();
    for (Contract contract : changed) {
      long without =
          processing.erased(contract, erasure).stream()
              .filter(record -> record.balance().outcomes().accepted() > 0)
              .mapToLong(BatchRecord::tableVersion)
              .max()
              .orElse(-1);
      if (without >= 0) {
        follow(Zone.PROCESSED, contract.id(), without, behind);
      }
    }
    return behind.stream().distinct().toList();
  }

  /** Those that read a table, and what follows from their own last change. */
  private void follow(Zone zone, DatasetId dataset, long version, List<String> behind) {
    String table = zone.label() + "." + dataset;
    for (Contract contract : order.readers(Set.of(dataset))) {
      Optional<TableKey> key = key(contract);
      long planned = key.map(lake.ledger()::planned).orElse(0L);
      if (planned == 0) {
        continue; // Never built, or made and not yet filled: there is nothing in it.
      }
      boolean read =
          lake.ledger().recorded(key.get()) == planned
              && ((Inputs.TableVersions) lake.ledger().batch(key.get(), planned).inputs())
                  .ranges().stream()
                      .filter(range -> range.table().equals(table))
                      .anyMatch(range -> range.upTo() >= version);
      if (read) {
        changed(key.get()).ifPresent(own -> follow(Zone.CURATED, contract.id(), own, behind));
      } else {
        behind.add("curated." + contract.id() + " has not read " + table + " as it is now");
      }
    }
  }

  private Optional<TableKey> key(Contract contract) {
    return lake.tables().exists(lake.path(contract))
        ? Optional.of(lake.key(contract.zone(), contract.id()))
        : Optional.empty();
  }

  /** The version of a curated table that its last change of rows made. */
  private Optional<Long> changed(TableKey key) {
    return lake.ledger().records(key).stream()
        .filter(record -> record.balance().outcomes().accepted() > 0)
        .map(BatchRecord::tableVersion)
        .max(Long::compare);
  }
}
