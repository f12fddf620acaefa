package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds objects whose bytes were taken before under another name. */
final class Resends {
  private Resends() {}

  /**
   * Their paths; none for keyed datasets, whose rows show by themselves that they are duplicates.
   */
  static Set<String> among(Lake lake, Contract contract, TableKey key, Staging.Found found) {
    if (contract.landed().write().keyed()) {
      return Set.of();
    }
    return among(found.objects(), lake.ledger().objectsByHash(key));
  }

  /**
   * Of objects with equal bytes the first by path is the original, unless an earlier batch took
   * such bytes.
   */
  static Set<String> among(
      List<BatchRecord.ObjectRead> objects, Map<String, List<String>> takenByHash) {
    Map<String, String> originals = new HashMap<>();
    Set<String> resent = new TreeSet<>();
    for (BatchRecord.ObjectRead object : objects) {
      if (object.records() == 0) {
        continue;
      }
      boolean taken =
          takenByHash.getOrDefault(object.sha256(), List.of()).stream()
              .anyMatch(path -> !path.equals(object.path()));
      if (taken || originals.putIfAbsent(object.sha256(), object.path()) != null) {
        resent.add(object.path());
      }
    }
    return resent;
  }
}
