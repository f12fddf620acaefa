package io.finlake.etl.erase;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import java.util.Set;

/** What builds of curated tables that were killed have staged. */
final class CuratedCopies {
  private final Lake lake;

  CuratedCopies(Lake lake) {
    this.lake = lake;
  }

  /** Removes what was staged for batches of these tables that are recorded. */
  void drop(Set<DatasetId> tables) {
    for (DatasetId dataset : tables) {
      if (lake.tables().exists(lake.locations().table(Zone.CURATED, dataset))) {
        TableKey key = lake.key(Zone.CURATED, dataset);
        String folder = lake.locations().control() + "/staging/curated/" + dataset.path();
        long recorded = lake.ledger().recorded(key);
        for (String name : lake.tables().folders(folder)) {
          if (Long.parseLong(name.substring(0, name.indexOf('-'))) <= recorded) {
            lake.tables().drop(folder + "/" + name);
          }
        }
      }
    }
  }
}
