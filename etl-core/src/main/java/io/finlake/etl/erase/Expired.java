package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.FoundRows;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * What a dataset has that is past its retention.
 *
 * @param contract the dataset, which has a retention
 * @param cutoff the first day of which rows are kept
 * @param rows in its table and its quarantine
 * @param objects raw objects of days before the cutoff that no row which stays comes from
 * @param followers the curated datasets that follow
 * @param held why nothing leaves, where something forbids it; else empty
 */
public record Expired(
    Contract contract,
    LocalDate cutoff,
    FoundRows rows,
    List<RawObject> objects,
    Set<DatasetId> followers,
    String held) {
  public Expired {
    objects = List.copyOf(objects);
    followers = Set.copyOf(followers);
  }

  /** Whether anything leaves. */
  boolean leaves() {
    return held.isEmpty() && !(rows.none() && objects.isEmpty());
  }
}
