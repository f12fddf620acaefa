package io.finlake.etl.maintain;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.TableLog;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Horizon;
import io.finlake.etl.plan.Horizon.Hold;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.UpkeepSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who needs which versions of a table: looks the reasons up; the horizon itself is pure. */
final class Needs {
  private final Lake lake;
  private final List<Contract> contracts;
  private final UpkeepSettings settings;
  private final Instant now;

  /**
   * @param contracts all of the lake: any curated table may follow the one that is looked after
   */
  Needs(Lake lake, List<Contract> contracts, UpkeepSettings settings, Instant now) {
    this.lake = lake;
    this.contracts = List.copyOf(contracts);
    this.settings = settings;
    this.now = now;
  }

  /** The batch that stands in the way of upkeep, in words; empty when all are finished. */
  Optional<String> unfinished(TableKey key) {
    long committed = lake.committed(key);
    long planned = lake.ledger().planned(key);
    if (planned > committed) {
      return Optional.of("batch " + planned + " of " + key.name() + " is unfinished");
    }
    return lake.ledger().recorded(key) < committed
        ? Optional.of("batch " + committed + " of " + key.name() + " is not recorded")
        : Optional.empty();
  }

  /** Every reason to keep versions of a table. */
  List<Hold> holds(Target target, String incarnation, TableLog log) {
    List<Hold> holds = new ArrayList<>();
    holds.add(readers(log));
    target
        .owner()
        .ifPresent(
            owner -> {
              holds.addAll(legal(owner.contract()));
              if (target.path().equals(lake.path(owner.contract()))) {
                holds.addAll(unbalanced(owner.key()));
                holds.addAll(followers(target.name(), incarnation, log));
              }
            });
    return holds;
  }

  private Hold readers(TableLog log) {
    long version = log.at(now.minus(settings.keep())).orElse(0L);
    return new Hold(
        Horizon.Kind.READERS, version, "readers of the last " + settings.keep().toDays() + " days");
  }

  private List<Hold> legal(Contract contract) {
    return LegalHolds.of(lake).on(contract.id()).stream()
        .map(LegalHold::number)
        .map(number -> new Hold(Horizon.Kind.LEGAL_HOLD, 0, "legal hold " + number))
        .toList();
  }

  private List<Hold> unbalanced(TableKey key) {
    return lake.ledger().records(key).stream()
        .filter(record -> !record.balance().balanced())
        .map(
            record ->
                new Hold(
                    Horizon.Kind.UNBALANCED_BATCH,
                    record.tableVersion() - 1,
                    "batch " + record.number() + " does not balance"))
        .toList();
  }

  private List<Hold> followers(String table, String incarnation, TableLog log) {
    List<Hold> holds = new ArrayList<>();
    for (Contract contract : contracts) {
      if (contract.zone() == Zone.CURATED && lake.tables().exists(lake.path(contract))) {
        TableKey key = lake.key(Zone.CURATED, contract.id());
        long planned = lake.ledger().planned(key);
        if (planned > 0) {
          Batch last = lake.ledger().batch(key, planned);
          boolean finished = lake.committed(key) >= planned;
          ((Inputs.TableVersions) last.inputs())
              .ranges().stream()
                  .filter(range -> range.table().equals(table))
                  .filter(range -> range.incarnation().equals(incarnation))
                  .map(range -> follower(key, planned, range, finished, log))
                  .forEach(holds::add);
        }
      }
    }
    return holds;
  }

  /** What only wrote files anew after the last version read, its reader need not read. */
  private static Hold follower(
      TableKey key, long batch, Inputs.VersionRange range, boolean finished, TableLog log) {
    long needed = Horizon.needed(range, finished);
    return finished
        ? new Hold(
            Horizon.Kind.FOLLOWER,
            log.quietUntil(needed),
            key.name() + " has read no further than version " + range.upTo())
        : new Hold(
            Horizon.Kind.UNFINISHED_BATCH,
            needed,
            "batch " + batch + " of " + key.name() + " is unfinished");
  }
}
