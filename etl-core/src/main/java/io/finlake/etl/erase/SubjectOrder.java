package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The datasets that have a subject, and what follows from them.
 *
 * @param all all contracts of the lake
 * @param byId those of processed datasets that have a subject
 */
record SubjectOrder(List<Contract> all, Map<DatasetId, Contract> byId) {

  static SubjectOrder of(Collection<Contract> contracts) {
    Map<DatasetId, Contract> byId = new HashMap<>();
    contracts.stream()
        .filter(contract -> contract.subject().isPresent())
        .forEach(contract -> byId.put(contract.id(), contract));
    return new SubjectOrder(List.copyOf(contracts), byId);
  }

  /** The datasets that have a subject, by name. */
  List<Contract> contracts() {
    return byId.values().stream().sorted(Comparator.comparing(Contract::id)).toList();
  }

  /** The datasets that others go through. */
  List<Contract> throughs() {
    return byId.values().stream()
        .flatMap(contract -> contract.subject().flatMap(Subject::through).stream())
        .map(through -> byId.get(through.dataset()))
        .distinct()
        .toList();
  }

  /**
   * Datasets before those that they go through: as long as one is not done, the keys by which it is
   * found are.
   */
  List<Contract> dependentsFirst() {
    List<Contract> order = new ArrayList<>(contracts());
    order.sort(Comparator.comparingInt((Contract it) -> -depth(it)).thenComparing(Contract::id));
    return order;
  }

  private int depth(Contract contract) {
    return contract
        .subject()
        .flatMap(Subject::through)
        .map(through -> 1 + depth(byId.get(through.dataset())))
        .orElse(0);
  }

  /** The curated datasets that read any of these, directly or not. */
  Set<DatasetId> downstream(Set<DatasetId> datasets) {
    Set<DatasetId> reached = new TreeSet<>(datasets);
    boolean grew = true;
    while (grew) {
      grew = false;
      for (Contract contract : all) {
        grew |=
            contract.zone() == Zone.CURATED
                && contract.derivation().inputs().stream()
                    .anyMatch(input -> reached.contains(input.dataset()))
                && reached.add(contract.id());
      }
    }
    reached.removeAll(datasets);
    return reached;
  }

  /** The curated datasets that read any of these themselves. */
  List<Contract> readers(Set<DatasetId> datasets) {
    return all.stream()
        .filter(contract -> contract.zone() == Zone.CURATED)
        .filter(
            contract ->
                contract.derivation().inputs().stream()
                    .anyMatch(input -> datasets.contains(input.dataset())))
        .toList();
  }

  /** The datasets that an erasure changes. */
  Set<DatasetId> erasing() {
    Set<DatasetId> erasing = new TreeSet<>();
    byId.values().stream()
        .filter(contract -> contract.subject().orElseThrow().erases())
        .forEach(contract -> erasing.add(contract.id()));
    return erasing;
  }

  /** The curated datasets that follow from rows that are kept. */
  Set<DatasetId> followingKept() {
    Set<DatasetId> kept = new TreeSet<>(byId.keySet());
    kept.removeAll(erasing());
    byId.values().stream()
        .filter(it -> it.subject().orElseThrow().erase() == Subject.Erase.BLANK)
        .forEach(it -> kept.add(it.id()));
    return downstream(kept);
  }
}
