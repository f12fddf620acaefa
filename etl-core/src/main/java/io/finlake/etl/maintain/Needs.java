package io.finlake.etl.maintain;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.lookup.TableLog;
import io.finlake.etl.plan.Horizon;
import io.finlake.etl.plan.Horizon.Hold;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.UpkeepSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who needs which versions of a table: looks the reasons up; the horizon itself is pure. */
final class Needs {
  private final Lake lake;
  private final List<Contract> contracts;
  private final UpkeepSettings settings;
  private final Instant now;
  private Optional<List<Read>> reads = Optional.empty();

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

  /**
   * Holds on the dataset. One on a person keeps what was delivered of the person, which older
   * versions are not needed for.
   */
  List<Hold> legal(Contract contract) {
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
    return reads().stream()
        .filter(read -> read.range().table().equals(table))
        .filter(read -> read.range().incarnation().equals(incarnation))
        .map(read -> follower(read, log))
        .toList();
  }

  /**
   * What the last batch of a curated table read of another table.
   *
   * @param finished whether that batch is committed
   */
  private record Read(TableKey by, long batch, Inputs.VersionRange range, boolean finished) {}

  /**
   * Looked up once: a curated table only goes forward from there, and one that is new begins with
   * what is the newest version then.
   */
  private List<Read> reads() {
    if (reads.isEmpty()) {
      reads =
          Optional.of(
              contracts.stream()
                  .filter(contract -> contract.zone() == Zone.CURATED)
                  .filter(contract -> lake.tables().exists(lake.path(contract)))
                  .map(contract -> lake.key(Zone.CURATED, contract.id()))
                  .filter(key -> lake.ledger().planned(key) > 0)
                  .flatMap(this::reads)
                  .toList());
    }
    return reads.get();
  }

  private Stream<Read> reads(TableKey key) {
    long planned = lake.ledger().planned(key);
    boolean finished = lake.committed(key) >= planned;
    return ((Inputs.TableVersions) lake.ledger().batch(key, planned).inputs())
        .ranges().stream().map(range -> new Read(key, planned, range, finished));
  }

  /** What only wrote files anew after the last version read, its reader need not read. */
  private static Hold follower(Read read, TableLog log) {
    long needed = Horizon.needed(read.range(), read.finished());
    return read.finished()
        ? new Hold(
            Horizon.Kind.FOLLOWER,
            log.quietUntil(needed),
            read.by().name() + " has read no further than version " + read.range().upTo())
        : new Hold(
            Horizon.Kind.UNFINISHED_BATCH,
            needed,
            "batch " + read.batch() + " of " + read.by().name() + " is unfinished");
  }
}
