package io.finlake.etl.curate;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The order in which curated tables are built: each after the curated tables that it reads. */
public final class BuildOrder {
  private BuildOrder() {}

  /**
   * The contracts in levels. Those of one level do not depend on each other and may be built at the
   * same time; each level comes after the levels before it. Inputs that are not among the contracts
   * ask for no order. Within a level by name.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_CONTRACT} when tables wait for each other
   */
  public static List<List<Contract>> levels(Collection<Contract> curated) {
    Map<DatasetId, Contract> waiting = new TreeMap<>();
    curated.forEach(contract -> waiting.put(contract.id(), contract));
    List<List<Contract>> levels = new ArrayList<>();
    while (!waiting.isEmpty()) {
      Set<DatasetId> open = new HashSet<>(waiting.keySet());
      List<Contract> ready =
          waiting.values().stream()
              .filter(contract -> curatedInputs(contract).stream().noneMatch(open::contains))
              .sorted(Comparator.comparing(Contract::id))
              .toList();
      if (ready.isEmpty()) {
        throw circle(waiting.keySet());
      }
      ready.forEach(contract -> waiting.remove(contract.id()));
      levels.add(ready);
    }
    return List.copyOf(levels);
  }

  /** The curated tables that a model reads. */
  static Set<DatasetId> curatedInputs(Contract contract) {
    return contract.derivation().inputs().stream()
        .filter(input -> input.zone() == Zone.CURATED)
        .map(input -> input.dataset())
        .collect(Collectors.toSet());
  }

  private static FinlakeException circle(Set<DatasetId> waiting) {
    String names = waiting.stream().map(DatasetId::toString).collect(Collectors.joining(", "));
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "no order in which to build " + names,
        "each of them reads another one of them, directly or through others",
        "take one of the inputs out of the contract's model");
  }
}
