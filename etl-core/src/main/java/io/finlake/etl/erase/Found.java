package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.FoundRows;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dataset has of a person.
 *
 * @param contract the dataset, which has a subject
 * @param ids what its rows are found by
 * @param rows in its table and its quarantine
 * @param objects the raw objects that were looked through; none where rows are kept
 * @param places where the person's records begin in raw, by object
 * @param shared rows of keys that are other people's too, which are left alone
 */
public record Found(
    Contract contract,
    Set<String> ids,
    FoundRows rows,
    List<RawObject> objects,
    Map<String, Set<Long>> places,
    long shared) {

  /** How many raw records there are. */
  public long records() {
    return places.values().stream().mapToLong(Set::size).sum();
  }

  /** Whether an erasure would change anything here. */
  boolean changes() {
    return contract.subject().orElseThrow().erases() && !(rows.none() && places.isEmpty());
  }
}
