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
import io.finlake.etl.process.ExpiredRows;
import io.finlake.etl.process.FoundRows;
import io.finlake.etl.process.Processing;
import io.finlake.etl.protect.SubjectHashes;
import io.finlake.etl.protect.SubjectMatch;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Takes what is past its retention out of processed tables, their quarantines and raw, and sees
 * that curated tables follow. What is on legal hold stays. A run that was killed is gone on with by
 * the next one.
 */
public final class Expiring {
  /** No row is of a day before it. */
  private static final LocalDate NEVER = LocalDate.of(1, 1, 1);

  private final Lake lake;
  private final Processing processing;
  private final TokenKeys keys;
  private final Run run;
  private final SubjectOrder order;
  private final List<Contract> kept;

  /**
   * @param lake the lake
   * @param contracts all contracts of the lake
   * @param processing raw to processed, in this run
   * @param keys tell people on hold; asked for only where there is one
   * @param run this run
   */
  public Expiring(
      Lake lake, Collection<Contract> contracts, Processing processing, TokenKeys keys, Run run) {
    this.lake = lake;
    this.processing = processing;
    this.keys = keys;
    this.run = run;
    this.order = SubjectOrder.of(contracts);
    this.kept =
        contracts.stream()
            .filter(contract -> contract.retention().isPresent())
            .sorted((one, other) -> one.id().compareTo(other.id()))
            .toList();
  }

  /**
   * What is past its retention on a day, dataset by dataset; changes nothing.
   *
   * @throws FinlakeException {@code BAD_ARGUMENT} when a batch is unfinished
   */
  public List<Expired> find(LocalDate day) {
    List<LegalHold> holds = holds();
    return kept.stream().map(contract -> find(contract, day, holds)).toList();
  }

  private Expired find(Contract contract, LocalDate day, List<LegalHold> holds) {
    LocalDate cutoff = contract.retention().orElseThrow().cutoff(day);
    Set<DatasetId> followers = order.downstream(Set.of(contract.id()));
    Optional<LegalHold> held =
        holds.stream().filter(hold -> forbids(hold, contract, followers)).findFirst();
    FoundRows rows = processing.find(contract, rows(contract, cutoff, holds));
    return new Expired(
        contract,
        cutoff,
        rows,
        new ExpiredObjects(lake, contract).before(cutoff, rows(contract, cutoff, holds)),
        followers,
        held.map(hold -> "hold " + hold.number() + ": " + hold.placed().reason()).orElse(""));
  }

  /**
   * A hold on the dataset, or on one that follows; one on a person where the person's rows cannot
   * be told by an id of their own.
   */
  private static boolean forbids(LegalHold hold, Contract contract, Set<DatasetId> followers) {
    if (hold.target() instanceof LegalHold.Target.Dataset) {
      return hold.on(contract.id()) || followers.stream().anyMatch(hold::on);
    }
    return contract.subject().flatMap(Subject::through).isPresent();
  }

  private ExpiredRows rows(Contract contract, LocalDate cutoff, List<LegalHold> holds) {
    List<String> people =
        holds.stream()
            .map(LegalHold::target)
            .filter(LegalHold.Target.Subject.class::isInstance)
            .map(target -> ((LegalHold.Target.Subject) target).hash())
            .toList();
    boolean told =
        !people.isEmpty() && contract.subject().filter(it -> it.through().isEmpty()).isPresent();
    return new ExpiredRows(
        cutoff,
        told ? Optional.of(SubjectMatch.of(keys, SubjectHashes.PERSON, people)) : Optional.empty());
  }

  /**
   * Takes out what is past its retention today; goes on with a run that was killed, by its day.
   *
   * @param act who ordered it, when and why
   * @param curate brings curated tables up to date, and says whether all of them are
   * @return the record of it; empty when nothing was past its retention
   * @throws FinlakeException {@code BAD_ARGUMENT} when an unfinished batch or erasure comes first,
   *     {@code NOT_ERASED} when curated tables did not follow
   */
  public Optional<Erasure> expire(LegalHold.Act act, BooleanSupplier curate) {
    KnownTables.of(order.all()).refuseOthers(lake);
    Optional<Erasure> begun = begun();
    LocalDate day =
        LocalDate.ofInstant(begun.map(it -> it.ordered().at()).orElse(act.at()), ZoneOffset.UTC);
    List<Expired> found = find(day);
    if (begun.isEmpty() && found.stream().noneMatch(Expired::leaves)) {
      return Optional.empty();
    }
    Erasure erasure =
        begun.orElseGet(
            () -> lake.ledger().erasures().order(act, run.id(), Duration.ZERO, Map.of()));
    for (Expired dataset : found) {
      dataset(erasure, dataset);
    }
    begun.ifPresent(this::withoutRetention);
    boolean all = curate.getAsBoolean();
    List<String> behind = new Followers(lake, order, processing).behind(erasure.number(), kept);
    if (!all || !behind.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.NOT_ERASED,
          "curated tables still hold what is past its retention",
          behind.isEmpty()
              ? "not all of them could be brought up to date"
              : String.join("; ", behind),
          "mend what failed, then run finlake expire again");
    }
    lake.ledger().erasures().erased(erasure.number(), moment());
    lake.ledger().erasures().finished(erasure.number(), moment());
    return Optional.of(lake.ledger().erasures().erasure(erasure.number()));
  }

  private Optional<Erasure> begun() {
    Optional<Erasure> begun =
        lake.ledger().erasures().all().stream().filter(Erasure::open).findFirst();
    if (begun.filter(erasure -> !erasure.byAge()).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "nothing leaves by its age now",
          "erasure " + begun.get().number() + " is unfinished and comes first",
          "call 'finlake erase' again as it was called; finlake erase status shows by whom");
    }
    return begun;
  }

  /**
   * Ends batches that were planned for datasets whose retention was taken back since: with nothing.
   */
  private void withoutRetention(Erasure begun) {
    order.all().stream()
        .filter(it -> it.zone() == Zone.PROCESSED && it.retention().isEmpty())
        .filter(it -> lake.tables().exists(lake.path(it)))
        .filter(it -> processing.erasing(it, begun.number()))
        .forEach(
            it -> processing.erase(it, begun.number(), new ExpiredRows(NEVER, Optional.empty())));
  }

  private List<LegalHold> holds() {
    return LegalHolds.of(lake).all().stream().filter(LegalHold::inForce).toList();
  }

  private void dataset(Erasure begun, Expired found) {
    long erasure = begun.number();
    Contract contract = found.contract();
    List<LegalHold> holds = holds();
    boolean heldNow = holds.stream().anyMatch(it -> forbids(it, contract, found.followers()));
    if (!found.held().isEmpty() || heldNow) {
      if (processing.erasing(contract, erasure)) {
        // A hold came when the batch was planned already: it ends, and takes nothing.
        processing.erase(contract, erasure, new ExpiredRows(NEVER, Optional.empty()));
      }
      if (!found.rows().none()) {
        kept(erasure, found);
      }
      return;
    }
    if (!found.rows().none() || processing.erasing(contract, erasure)) {
      processing.erase(contract, erasure, rows(contract, found.cutoff(), holds));
    }
    removed(erasure, found);
    ExpiredObjects raw = new ExpiredObjects(lake, contract);
    Consumer<Erasure.Rewritten> rewritten = file -> lake.ledger().erasures().object(erasure, file);
    raw.finish(begun.expired(), rewritten);
    raw.remove(
        raw.before(found.cutoff(), rows(contract, found.cutoff(), holds)),
        objects -> lake.ledger().erasures().expired(erasure, objects, moment()),
        rewritten);
  }

  /** Notes what the batches took out, all in all. */
  private void removed(long erasure, Expired found) {
    List<BatchRecord> batches = processing.erased(found.contract(), erasure);
    if (!batches.isEmpty()) {
      String dataset = "." + found.contract().id();
      String why = why(found);
      Instant at = moment();
      TakenOut all = TakenOut.of(batches);
      lake.ledger()
          .erasures()
          .rows(
              erasure,
              all.table(Zone.PROCESSED.label() + dataset, Erasure.Action.REMOVED, why),
              at);
      lake.ledger()
          .erasures()
          .rows(erasure, all.quarantine(Zone.QUARANTINE.label() + dataset, why), at);
    }
  }

  private static String why(Expired found) {
    return found.held().isEmpty()
        ? found.contract().retention().orElseThrow().column() + " before " + found.cutoff()
        : found.held();
  }

  private void kept(long erasure, Expired found) {
    lake.ledger()
        .erasures()
        .rows(
            erasure,
            new Erasure.Rows(
                Zone.PROCESSED.label() + "." + found.contract().id(),
                Erasure.Action.KEPT,
                found.rows().table() + found.rows().quarantine(),
                Amounts.text(found.rows().money()),
                why(found),
                -1,
                -1),
            moment());
  }

  private static Instant moment() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
