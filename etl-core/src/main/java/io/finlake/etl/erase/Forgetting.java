package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.table.OldVersions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Ends erasures: removes the older versions of every table that held, or may have held, rows of the
 * person, when the time that was left to their readers is over.
 */
public final class Forgetting {
  private static final Duration YOUNG = Duration.ofDays(1);

  private final Lake lake;
  private final List<Contract> contracts;

  /**
   * @param lake the lake
   * @param contracts all contracts of the lake
   */
  public Forgetting(Lake lake, List<Contract> contracts) {
    this.lake = lake;
    this.contracts = List.copyOf(contracts);
  }

  /**
   * A table of which older versions are still there.
   *
   * @param table {@code zone.domain.name}
   * @param path where it lies
   * @param dataset its dataset
   * @param why what they wait for besides their time; empty when for nothing
   */
  public record Waiting(String table, String path, DatasetId dataset, String why) {}

  /**
   * What an erasure still waits for; nothing when no older version is left. Of rows that left by
   * their age upkeep removes older versions like any others.
   */
  public List<Waiting> waiting(Erasure erasure) {
    if (erasure.byAge()) {
      return List.of();
    }
    Set<String> done =
        erasure.cleaned().stream().map(Erasure.Cleaned::table).collect(Collectors.toSet());
    SubjectOrder order = SubjectOrder.of(contracts);
    Set<DatasetId> datasets = new TreeSet<>(order.erasing());
    erasure.tables().stream()
        .filter(rows -> rows.action() != Erasure.Action.KEPT)
        .map(rows -> DatasetId.parse(rows.table().substring(rows.table().indexOf('.') + 1)))
        .forEach(datasets::add);
    Optional<String> person = held(erasure);
    List<Waiting> waiting = new ArrayList<>();
    for (DatasetId dataset : datasets) {
      add(waiting, done, Zone.PROCESSED, dataset, person);
      add(waiting, done, Zone.QUARANTINE, dataset, person);
    }
    order.downstream(datasets).forEach(it -> add(waiting, done, Zone.CURATED, it, person));
    return waiting;
  }

  /** Why the person's rows may not go, when somebody put a hold on the person since. */
  private Optional<String> held(Erasure erasure) {
    return LegalHolds.of(lake)
        .on(erasure.identities().getOrDefault(SubjectHashes.PERSON, Set.of()))
        .stream()
        .findFirst()
        .map(Forgetting::words);
  }

  private static String words(LegalHold hold) {
    return "hold " + hold.number() + ": " + hold.placed().reason();
  }

  private void add(
      List<Waiting> waiting,
      Set<String> done,
      Zone zone,
      DatasetId dataset,
      Optional<String> person) {
    String table = zone.label() + "." + dataset;
    String path = lake.locations().table(zone, dataset);
    if (!done.contains(table) && lake.tables().exists(path)) {
      waiting.add(new Waiting(table, path, dataset, person.orElseGet(() -> why(zone, dataset))));
    }
  }

  private String why(Zone zone, DatasetId dataset) {
    List<LegalHold> holds = LegalHolds.of(lake).on(dataset);
    if (!holds.isEmpty()) {
      return words(holds.get(0));
    }
    // A batch of a processed table looks into its quarantine, too.
    Zone made = zone == Zone.QUARANTINE ? Zone.PROCESSED : zone;
    if (!lake.tables().exists(lake.locations().table(made, dataset))) {
      return "";
    }
    TableKey key = lake.key(made, dataset);
    return lake.ledger().planned(key) > lake.ledger().recorded(key)
        ? "batch " + lake.ledger().planned(key) + " is unfinished"
        : "";
  }

  /**
   * Removes the older versions that wait for nothing but time, and ends the erasure when there are
   * no others.
   *
   * @param now whether they go though their readers' time is not over: {@link Duration#ZERO} of age
   * @throws io.finlake.etl.error.FinlakeException {@code BAD_ARGUMENT} when the lake has tables
   *     that no contract names
   */
  public Erasure forget(Erasure erasure, Instant at, When now) {
    boolean due = erasure.due().filter(moment -> !moment.isAfter(at)).isPresent();
    if (erasure.erased().isEmpty() || erasure.finished().isPresent() || (!due && now == When.DUE)) {
      return erasure;
    }
    KnownTables.of(contracts).refuseOthers(lake);
    OldVersions versions = new OldVersions(lake.tables());
    Duration age = age(now, erasure.grace());
    List<Waiting> waiting = waiting(erasure);
    for (Waiting table : waiting) {
      if (table.why().isEmpty()) {
        long version = versions.forget(table.path(), age);
        lake.ledger()
            .erasures()
            .cleaned(erasure.number(), new Erasure.Cleaned(table.table(), version, at));
      }
    }
    if (waiting.stream().allMatch(table -> table.why().isEmpty())) {
      lake.ledger().erasures().finished(erasure.number(), at);
    }
    return lake.ledger().erasures().erasure(erasure.number());
  }

  /** How old a file must be that goes: one that somebody writes just now is of no version yet. */
  static Duration age(When now, Duration grace) {
    if (now == When.NOW) {
      return Duration.ZERO;
    }
    return grace.compareTo(YOUNG) > 0 ? grace : YOUNG;
  }

  /** When older versions may go. */
  public enum When {
    /** When the time that was left to readers is over. */
    DUE,
    /** At once: nobody reads or writes the lake. */
    NOW
  }
}
