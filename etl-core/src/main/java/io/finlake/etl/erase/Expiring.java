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
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Takes what is past its retention out of processed tables, their quarantines and raw, and sees
 * that curated tables follow. What is on legal hold stays. A run that was killed is gone on with by
 * the next one.
 */
public final class Expiring {
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
    List<LegalHold> holds = LegalHolds.of(lake).all().stream().filter(LegalHold::inForce).toList();
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
      dataset(erasure.number(), dataset);
    }
    if (!curate.getAsBoolean()) {
      throw FinlakeException.of(
          ErrorCode.NOT_ERASED,
          "curated tables still hold what is past its retention",
          "not all of them could be brought up to date",
          "mend what failed, then run finlake expire again");
    }
    lake.ledger().erasures().erased(erasure.number(), moment());
    lake.ledger().erasures().finished(erasure.number(), moment());
    return Optional.of(lake.ledger().erasures().erasure(erasure.number()));
  }

  private Optional<Erasure> begun() {
    Optional<Erasure> begun =
        lake.ledger().erasures().all().stream()
            .filter(erasure -> erasure.erased().isEmpty())
            .findFirst();
    if (begun.filter(erasure -> !erasure.byAge()).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "nothing leaves by its age now",
          "erasure " + begun.get().number() + " is unfinished and comes first",
          "call 'finlake erase' again as it was called; finlake erase status shows by whom");
    }
    return begun;
  }

  private void dataset(long erasure, Expired found) {
    Contract contract = found.contract();
    if (!found.held().isEmpty()) {
      if (!found.rows().none()) {
        note(
            erasure,
            Zone.PROCESSED,
            found,
            Erasure.Action.KEPT,
            found.rows().table() + found.rows().quarantine(),
            found.rows().money(),
            Optional.empty());
      }
      return;
    }
    if (!found.rows().none() || processing.erasing(contract, erasure)) {
      List<LegalHold> holds =
          LegalHolds.of(lake).all().stream().filter(LegalHold::inForce).toList();
      BatchRecord batch =
          processing.erase(contract, erasure, rows(contract, found.cutoff(), holds));
      Map<String, BigDecimal> money = new HashMap<>();
      batch.balance().money().forEach((name, sums) -> money.put(name, sums.outcomes().accepted()));
      note(
          erasure,
          Zone.PROCESSED,
          found,
          Erasure.Action.REMOVED,
          batch.balance().outcomes().accepted(),
          money,
          Optional.of(batch.tableVersion()));
      note(
          erasure,
          Zone.QUARANTINE,
          found,
          Erasure.Action.CLOSED,
          batch.balance().outcomes().quarantined(),
          Map.of(),
          Optional.empty());
    }
    new ExpiredObjects(lake, contract)
        .remove(
            found.objects(),
            objects -> lake.ledger().erasures().expired(erasure, objects, moment()),
            file -> lake.ledger().erasures().object(erasure, file));
  }

  private void note(
      long erasure,
      Zone zone,
      Expired found,
      Erasure.Action action,
      long rows,
      Map<String, BigDecimal> money,
      Optional<Long> version) {
    String why =
        found.held().isEmpty()
            ? found.contract().retention().orElseThrow().column() + " before " + found.cutoff()
            : found.held();
    lake.ledger()
        .erasures()
        .rows(
            erasure,
            new Erasure.Rows(
                zone.label() + "." + found.contract().id(),
                action,
                rows,
                Amounts.text(money),
                why,
                version.map(it -> it - 1).orElse(-1L),
                version.orElse(-1L)),
            moment());
  }

  private static Instant moment() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  /** The datasets that have a retention, by name. */
  public Set<DatasetId> datasets() {
    return kept.stream().map(Contract::id).collect(Collectors.toCollection(TreeSet::new));
  }
}
