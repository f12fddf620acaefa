package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.FoundRows;
import io.finlake.etl.process.PersonRows;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dataset has of a person.
 *
 * @param contract the dataset, which has a subject
 * @param person what its rows are found by
 * @param rows in its table and its quarantine
 * @param objects the raw objects that were looked through; none where rows are kept
 * @param places where the person's records begin that lie in raw, by object
 * @param texts how many of those could not be parsed and hold an id as a word of their text
 * @param cut how many records could not be parsed and are longer than what is kept of their text:
 *     an id may stand beyond it
 * @param corrections how many lines of corrections name the person or one of the person's records
 * @param shared rows of keys that are other people's too, which are left alone
 */
public record Found(
    Contract contract,
    PersonRows person,
    FoundRows rows,
    List<RawObject> objects,
    Map<String, Set<Long>> places,
    long texts,
    long cut,
    long corrections,
    long shared) {

  /** How many raw records there are. */
  public long records() {
    return places.values().stream().mapToLong(Set::size).sum();
  }

  /** Whether an erasure would change anything here. */
  boolean changes() {
    return contract.subject().orElseThrow().erases()
        && !(rows.none() && places.isEmpty() && corrections == 0);
  }
}
