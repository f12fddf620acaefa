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
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.process.FoundRows;
import io.finlake.etl.process.PersonRows;
import io.finlake.etl.process.Processing;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.run.Run;
import java.math.BigDecimal;
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
    return find(ids(person), Optional.empty(), List.of());
  }

  private PersonIds ids(String person) {
    return PersonIds.find(lake, order.contracts(), person);
  }

  /** What is found now; raw objects that were looked through before are not read again. */
  private List<Found> find(PersonIds ids, Optional<Erasure> erasure, List<Found> before) {
    List<Found> found = new ArrayList<>();
    for (Contract contract : order.dependentsFirst()) {
      Subject subject = contract.subject().orElseThrow();
      Set<String> theirs = ids.of(subject);
      Map<String, Set<Long>> places = new HashMap<>();
      List<RawObject> objects = List.of();
      if (subject.erases()) {
        RawRecords raw = new RawRecords(lake, contract);
        objects = raw.objects();
        Optional<Found> seen =
            before.stream().filter(it -> it.contract().equals(contract)).findFirst();
        places.putAll(raw.places(theirs, objects, seen));
      }
      FoundRows rows =
          processing.find(contract, new PersonRows(theirs, known(contract, places, erasure)));
      long shared =
          ids.sharedOf(subject).isEmpty() || !subject.erases()
              ? 0
              : processing.find(contract, new PersonRows(ids.sharedOf(subject), Map.of())).table();
      found.add(new Found(contract, theirs, rows, objects, places, shared));
    }
    return found;
  }

  /** The places that are found, and those that an earlier try has emptied. */
  private static Map<String, Set<Long>> known(
      Contract contract, Map<String, Set<Long>> places, Optional<Erasure> erasure) {
    Map<String, Set<Long>> all = new HashMap<>();
    places.forEach((path, offsets) -> all.put(path, new TreeSet<>(offsets)));
    erasure.stream()
        .flatMap(it -> it.objects().stream())
        .filter(object -> object.dataset().equals(contract.id().toString()))
        .forEach(
            object ->
                all.computeIfAbsent(object.path(), any -> new TreeSet<>())
                    .addAll(object.offsets()));
    return all;
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
   * @param curate brings curated tables up to date
   * @throws FinlakeException {@code BAD_ARGUMENT} when a hold or an unfinished batch forbids it,
   *     {@code NOT_ERASED} when something is still found at the end
   */
  public Erasure erase(
      String person, LegalHold.Act act, Duration grace, Shared shared, Runnable curate) {
    PersonIds first = ids(person);
    List<Found> before = find(first, Optional.empty(), List.of());
    refuse(person, before, shared);
    Erasure erasure =
        begun(person)
            .orElseGet(() -> lake.ledger().erasures().order(act, run.id(), grace, hashed(first)));
    // Deliveries that were planned before the order did not know of it: look again, behind it.
    PersonIds ids = ids(person);
    Erasure known = known(erasure, ids);
    List<Found> found = find(ids, Optional.of(known), before);
    for (Found dataset : found) {
      dataset(erasure.number(), dataset);
    }
    curate.run();
    refuseLeft(person, ids, found);
    lake.ledger().erasures().erased(erasure.number(), moment());
    return lake.ledger().erasures().erasure(erasure.number());
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

  /** The unfinished erasure of the same person; one of somebody else comes first. */
  private Optional<Erasure> begun(String person) {
    Optional<Erasure> begun =
        lake.ledger().erasures().all().stream()
            .filter(erasure -> erasure.erased().isEmpty())
            .findFirst();
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

  private void dataset(long erasure, Found found) {
    Contract contract = found.contract();
    Subject subject = contract.subject().orElseThrow();
    String table = contract.zone().label() + "." + contract.id();
    if (!subject.erases()) {
      note(erasure, table, Erasure.Action.KEPT, found.rows(), subject.keepReason());
      return;
    }
    new RawRecords(lake, contract)
        .erase(
            found.places(),
            found.objects(),
            found.ids(),
            object -> lake.ledger().erasures().object(erasure, object));
    if (found.shared() > 0) {
      note(
          erasure,
          table,
          Erasure.Action.KEPT,
          new FoundRows(found.shared(), 0, Map.of()),
          "another person's too");
    }
    boolean exists = lake.tables().exists(lake.path(contract));
    if (exists && (!found.rows().none() || processing.erasing(contract, erasure))) {
      removed(erasure, contract, found);
    } else {
      note(erasure, table, action(subject), new FoundRows(0, 0, Map.of()), "");
    }
  }

  private void removed(long erasure, Contract contract, Found found) {
    Optional<Erasure> now = Optional.of(lake.ledger().erasures().erasure(erasure));
    BatchRecord batch =
        processing.erase(
            contract, erasure, new PersonRows(found.ids(), known(contract, found.places(), now)));
    Map<String, BigDecimal> money = new HashMap<>();
    batch.balance().money().forEach((name, sums) -> money.put(name, sums.outcomes().accepted()));
    Instant at = moment();
    lake.ledger()
        .erasures()
        .rows(
            erasure,
            new Erasure.Rows(
                contract.zone().label() + "." + contract.id(),
                action(contract.subject().orElseThrow()),
                batch.balance().outcomes().accepted(),
                Amounts.text(money),
                "",
                batch.tableVersion() - 1,
                batch.tableVersion()),
            at);
    lake.ledger()
        .erasures()
        .rows(
            erasure,
            new Erasure.Rows(
                Zone.QUARANTINE.label() + "." + contract.id(),
                Erasure.Action.CLOSED,
                batch.balance().outcomes().quarantined(),
                "",
                "",
                -1,
                -1),
            at);
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

  private void refuseLeft(String person, PersonIds ids, List<Found> before) {
    PersonIds now = ids(person);
    List<String> left = new ArrayList<>();
    for (Found found : find(now, Optional.empty(), before)) {
      if (found.changes()) {
        left.add(
            found.contract().id()
                + ": "
                + found.rows().table()
                + " rows, "
                + found.rows().quarantine()
                + " in quarantine, "
                + found.records()
                + " raw records");
      }
    }
    Set<String> all = new TreeSet<>(ids.all());
    all.addAll(now.all());
    left.addAll(new Leftovers(lake, contracts, order).unexplained(all));
    if (!left.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.NOT_ERASED,
          "the person is not erased yet",
          "still found: " + String.join("; ", left),
          "bring curated tables up to date (finlake curate), then call finlake erase again");
    }
  }
}
