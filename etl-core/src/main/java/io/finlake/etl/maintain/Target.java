package io.finlake.etl.maintain;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table that is looked after.
 *
 * @param name {@code zone.domain.name}, or {@code control.name}
 * @param path where it lies
 * @param owner whose batches write it; a quarantine is written with its table's, a control table
 *     with everybody's
 * @param lookedUpBy the column that rows are looked up by; empty when there is none
 */
record Target(String name, String path, Optional<Owner> owner, Optional<String> lookedUpBy) {

  /**
   * Whose batches write a table.
   *
   * @param contract the contract
   * @param key the table in the ledger, also for the quarantine beside it
   */
  record Owner(Contract contract, TableKey key) {}

  /** The tables of contracts that were ever made, each with the quarantine beside it. */
  static List<Target> of(Lake lake, List<Contract> contracts) {
    List<Target> targets = new ArrayList<>();
    for (Contract contract : contracts) {
      if (lake.tables().exists(lake.path(contract))) {
        Optional<Owner> owner =
            Optional.of(new Owner(contract, lake.key(contract.zone(), contract.id())));
        targets.add(
            new Target(
                contract.zone().label() + "." + contract.id(),
                lake.path(contract),
                owner,
                lookedUpBy(contract)));
        String quarantine = lake.quarantine(contract.id());
        if (contract.zone() == Zone.PROCESSED && lake.tables().exists(quarantine)) {
          String name = Zone.QUARANTINE.label() + "." + contract.id();
          targets.add(new Target(name, quarantine, owner, Optional.empty()));
        }
      }
    }
    return targets;
  }

  /** The control tables that were ever made. */
  static List<Target> control(Lake lake) {
    String control = lake.locations().control();
    return lake.tables().folders(control).stream()
        .filter(name -> lake.tables().folders(control + "/" + name).contains("_delta_log"))
        .sorted()
        .map(
            name ->
                new Target(
                    "control." + name, control + "/" + name, Optional.empty(), Optional.empty()))
        .toList();
  }

  /** Whether it is one of the two tables of the ledger. */
  boolean isLedger() {
    return name.equals("control.plans") || name.equals("control.records");
  }

  /** The column by which batches find the rows that they may change. */
  private static Optional<String> lookedUpBy(Contract contract) {
    Optional<String> column =
        contract.zone() == Zone.CURATED
                && contract.derivation().build() instanceof Derivation.Build.ByKey byKey
            ? Optional.of(byKey.column())
            : contract.key().stream().findFirst();
    return column.filter(name -> !contract.partitionBy().contains(name));
  }
}
