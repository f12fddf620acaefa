package io.finlake.etl.erase;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Subject;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Erasure;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.LegalHold;
import io.finlake.etl.ledger.LegalHolds;
import io.finlake.etl.process.FoundRows;
import io.finlake.etl.process.Processing;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.SubjectMatch;
import io.finlake.etl.run.Run;
import io.finlake.etl.source.RawErasure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Takes a person out of raw, processed tables and their quarantines, and sees that curated tables
 * follow. Every step can be repeated: an erasure that was killed is gone on with by calling it
 * again for the same person.
 */
public final class Erasing {
  private final Lake lake;
  private final List<Contract> contracts;
  private final Processing processing;
  private final SubjectHashes hashes;
  private final Run run;
  private final SubjectOrder order;

  /**
   * @param lake the lake
   * @param contracts all contracts of the lake
   * @param processing raw to processed, in this run
   * @param hashes how people stand on record
   * @param run this run
   */
  public Erasing(
      Lake lake, List<Contract> contracts, Processing processing, SubjectHashes hashes, Run run) {
    this.lake = lake;
    this.contracts = List.copyOf(contracts);
    this.processing = processing;
    this.hashes = hashes;
    this.run = run;
    this.order = SubjectOrder.of(contracts);
  }

  /** What is done with rows of a key that is another person's too, such as a joint account. */
  public enum Shared {
    /** Nobody is erased until somebody decides. */
    REFUSE,
    /** They stay, and the record says so. */
    KEEP
  }

  /**
   * What the lake has of a person, dataset by dataset; changes nothing.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when a batch is unfinished
   */
  public List<Found> find(String person) {
    return search(person).found(Optional.empty());
  }

  private PersonSearch search(String person) {
    return new PersonSearch(lake, order, processing, hashes, person);
  }

  /** The holds that forbid to erase a person of whom this was found. */
  public List<LegalHold> holds(String person, List<Found> found) {
    LegalHolds holds = LegalHolds.of(lake);
    List<LegalHold> forbidding =
        new ArrayList<>(holds.on(hashes.hashes(SubjectHashes.PERSON, person)));
    Set<DatasetId> changed =
        found.stream()
            .filter(Found::changes)
            .map(it -> it.contract().id())
            .collect(Collectors.toCollection(TreeSet::new));
    changed.addAll(order.downstream(changed));
    changed.forEach(dataset -> forbidding.addAll(holds.on(dataset)));
    return forbidding;
  }

  /**
   * Erases a person from raw, from processed tables and from quarantines; then lets curated tables
   * follow, and looks for what is left.
   *
   * @param act who ordered it, when and why
   * @param grace how long older versions are left to readers
   * @param curate brings curated tables up to date, and says whether all of them are
   * @throws FinlakeException {@code BAD_ARGUMENT} when a hold or an unfinished batch forbids it,
   *     {@code NOT_ERASED} when curated tables did not follow, something is still found at the end,
   *     or something cannot be looked through
   */
  public Erasure erase(
      String person, LegalHold.Act act, Duration grace, Shared shared, BooleanSupplier curate) {
    KnownTables.of(contracts).refuseOthers(lake);
    RawErasure.refuseWhereObjectsKeepNoTime(lake.locations().zone(Zone.RAW));
    PersonSearch search = search(person);
    Optional<Erasure> begun = begun(person);
    refuse(person, search.found(begun), shared);
    new RawCover(lake).refuseUncovered(order.contracts());
    PersonIds first = search.ids();
    Erasure erasure =
        begun.orElseGet(() -> lake.ledger().erasures().order(act, run.id(), grace, hashed(first)));
    // Deliveries that were planned before the order did not know of it: look again, behind it.
    Erasure known = known(erasure, search.ids());
    List<Found> found = search.found(Optional.of(known));
    try {
      refuse(person, found, shared);
    } catch (FinlakeException refused) {
      if (begun.isEmpty()) {
        lake.ledger().erasures().withdrawn(known.number(), moment());
      }
      throw refused;
    }
    for (Found dataset : found) {
      dataset(known, search, dataset);
    }
    follow(erasure.number(), curate);
    refuseLeft(lake.ledger().erasures().erasure(known.number()), search, first);
    lake.ledger().erasures().erased(erasure.number(), moment());
    return lake.ledger().erasures().erasure(erasure.number());
  }

  private void follow(long erasure, BooleanSupplier curate) {
    boolean all = curate.getAsBoolean();
    List<String> behind = new Followers(lake, order, processing).behind(erasure, changing());
    if (!all || !behind.isEmpty()) {
      throw notErased(
          behind.isEmpty()
              ? "curated tables could not all be brought up to date"
              : String.join("; ", behind));
    }
    new CuratedCopies(lake).drop(order.downstream(order.erasing()));
  }

  private List<Contract> changing() {
    return order.contracts().stream()
        .filter(contract -> contract.subject().orElseThrow().erases())
        .toList();
  }

  private static FinlakeException notErased(String cause) {
    return FinlakeException.of(
        ErrorCode.NOT_ERASED,
        "the person is not erased yet",
        cause,
        "bring curated tables up to date (finlake curate), then call finlake erase again");
  }

  /** The erasure, with all ids on record that are the person's now. */
  private Erasure known(Erasure erasure, PersonIds ids) {
    Map<String, Set<String>> hashed = hashed(ids);
    boolean more =
        hashed.entrySet().stream()
            .anyMatch(
                it ->
                    !erasure
                        .identities()
                        .getOrDefault(it.getKey(), Set.of())
                        .containsAll(it.getValue()));
    if (!more) {
      return erasure;
    }
    lake.ledger().erasures().found(erasure.number(), hashed, moment());
    return lake.ledger().erasures().erasure(erasure.number());
  }

  private Map<String, Set<String>> hashed(PersonIds ids) {
    Map<String, Set<String>> hashed = new HashMap<>();
    ids.ids()
        .forEach(
            (identity, values) ->
                hashed.put(
                    identity,
                    values.stream()
                        .map(value -> hashes.hash(identity, value))
                        .collect(Collectors.toSet())));
    return hashed;
  }

  private static Instant moment() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Takes back an erasure that was ordered and for which nothing was done: the person's rows are
   * taken in again.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when something was done for it
   */
  public static Erasure withdraw(
      Lake lake, List<Contract> contracts, Processing processing, long number) {
    Erasure erasure = lake.ledger().erasures().erasure(number);
    boolean planned =
        contracts.stream()
            .filter(contract -> contract.zone() == Zone.PROCESSED)
            .anyMatch(
                contract ->
                    processing.erasing(contract, number)
                        || !processing.erased(contract, number).isEmpty());
    if (!erasure.open() || erasure.byAge() || planned || !erasure.objects().isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "erasure " + number + " is not withdrawn",
          erasure.open() ? "rows or records of it are gone" : "it has ended",
          "call 'finlake erase' as it was called then, when what stands in its way is gone");
    }
    lake.ledger().erasures().withdrawn(number, moment());
    return lake.ledger().erasures().erasure(number);
  }

  /** The unfinished erasure of the same person; one of somebody else comes first. */
  private Optional<Erasure> begun(String person) {
    Optional<Erasure> begun =
        lake.ledger().erasures().all().stream().filter(Erasure::open).findFirst();
    Set<String> theirs = new HashSet<>(hashes.hashes(SubjectHashes.PERSON, person));
    boolean another =
        begun
            .filter(
                it ->
                    it.identities().getOrDefault(SubjectHashes.PERSON, Set.of()).stream()
                        .noneMatch(theirs::contains))
            .isPresent();
    if (another) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "nobody else can be erased now",
          "erasure " + begun.get().number() + " is unfinished and comes first",
          begun.get().byAge()
              ? "go on with it: finlake expire"
              : "call 'finlake erase' as it was called then; it was for: "
                  + begun.get().ordered().reason());
    }
    return begun;
  }

  private void refuse(String person, List<Found> found, Shared shared) {
    List<LegalHold> holds = holds(person, found);
    if (!holds.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the person is not erased",
          holds.stream()
              .map(hold -> "hold " + hold.number() + " forbids it: " + hold.placed().reason())
              .collect(Collectors.joining("; ")),
          "wait until it is released; finlake hold list");
    }
    long joint = found.stream().mapToLong(Found::shared).sum();
    if (joint > 0 && shared == Shared.REFUSE) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the person is not erased",
          joint + " rows belong to keys that are another person's too",
          "decide about them: --keep-shared leaves them, and the record of the erasure says so");
    }
  }

  private void dataset(Erasure erasure, PersonSearch search, Found seen) {
    Contract contract = seen.contract();
    long number = erasure.number();
    Subject subject = contract.subject().orElseThrow();
    String table = contract.zone().label() + "." + contract.id();
    if (!subject.erases()) {
      note(number, table, Erasure.Action.KEPT, seen.rows(), subject.keepReason());
      return;
    }
    boolean exists = lake.tables().exists(lake.path(contract));
    boolean changes = seen.changes() || processing.erasing(contract, number);
    Found found = seen;
    if (exists && changes) {
      // No delivery is planned from here on, so none is planned with bytes that are to go.
      processing.planErasure(contract, number);
      found = search.found(contract, search.ids(), Optional.of(erasure));
    }
    new RawRecords(lake, contract)
        .erase(
            found.places(),
            found.objects(),
            found.person(),
            object -> lake.ledger().erasures().object(number, object));
    if (exists && changes) {
      processing.erase(contract, number, found.person());
    }
    processing.dropCopies(contract);
    if (found.shared() > 0) {
      note(
          number,
          table,
          Erasure.Action.KEPT,
          new FoundRows(found.shared(), 0, Map.of()),
          "another person's too");
    }
    removed(number, contract);
  }

  /** Notes what the erasure's batches took out, all in all. */
  private void removed(long erasure, Contract contract) {
    List<BatchRecord> batches = processing.erased(contract, erasure);
    Erasure.Action action = action(contract.subject().orElseThrow());
    String table = contract.zone().label() + "." + contract.id();
    if (batches.isEmpty()) {
      note(erasure, table, action, new FoundRows(0, 0, Map.of()), "");
      return;
    }
    Instant at = moment();
    TakenOut all = TakenOut.of(batches);
    lake.ledger().erasures().rows(erasure, all.table(table, action, ""), at);
    lake.ledger()
        .erasures()
        .rows(erasure, all.quarantine(Zone.QUARANTINE.label() + "." + contract.id(), ""), at);
  }

  private static Erasure.Action action(Subject subject) {
    return switch (subject.erase()) {
      case REMOVE -> Erasure.Action.REMOVED;
      case BLANK -> Erasure.Action.BLANKED;
      case KEEP -> Erasure.Action.KEPT;
    };
  }

  private void note(
      long erasure, String table, Erasure.Action action, FoundRows rows, String reason) {
    lake.ledger()
        .erasures()
        .rows(
            erasure,
            new Erasure.Rows(
                table,
                action,
                rows.table() + (action == Erasure.Action.KEPT ? rows.quarantine() : 0),
                Amounts.text(rows.money()),
                reason,
                -1,
                -1),
            moment());
  }

  private void refuseLeft(Erasure erasure, PersonSearch search, PersonIds before) {
    List<String> left = new ArrayList<>();
    for (Found found : search.found(Optional.of(erasure))) {
      if (found.changes()) {
        left.add(
            found.contract().id()
                + ": "
                + found.rows().table()
                + " rows, "
                + found.rows().quarantine()
                + " in quarantine, "
                + found.records()
                + " raw records, "
                + found.corrections()
                + " corrections");
      }
    }
    PersonIds now = search.ids();
    Set<String> all = new TreeSet<>(before.all());
    all.addAll(now.all());
    List<SubjectMatch> hashed = new ArrayList<>();
    for (String identity : erasure.identities().keySet()) {
      Set<String> lost = new TreeSet<>(search.lost(now, identity));
      before.ids().getOrDefault(identity, Set.of()).stream()
          .map(id -> hashes.hashes(identity, id))
          .forEach(lost::removeAll);
      if (!lost.isEmpty()) {
        hashed.add(hashes.match(identity, lost));
      }
    }
    left.addAll(new Leftovers(lake, contracts, order).unexplained(all, hashed));
    if (!left.isEmpty()) {
      throw notErased("still found: " + String.join("; ", left));
    }
  }
}
