package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.CommitNote;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.PlanNote;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.BatchCutter;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.table.Committed;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Takes one dataset as far as its landed objects allow. Unfinished is one predicate: the highest
 * planned number is greater than the table's committed number; such a batch is finished first, with
 * what it was planned with.
 */
final class DatasetProcess {
  private final Processor processor;
  private final Lake lake;
  private final Contract contract;
  private final TableKey key;

  DatasetProcess(Processor processor, Contract contract) {
    this.processor = processor;
    this.lake = processor.lake();
    this.contract = contract;
    this.key = DatasetTables.of(lake, contract).made();
  }

  /**
   * Finishes what is unfinished, then plans and finishes new batches until nothing waits.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_CONTRACT} when the table that exists cannot
   *     follow the contract; what was unfinished is finished then, and nothing is planned
   */
  DatasetResult run() {
    Optional<Batch> last = lastPlanned();
    List<BatchRecord> done = new ArrayList<>(unfinished(last));
    new ContractFit(lake, contract).check(last);
    DatasetTables.of(lake, contract).grown();
    Staging.dropOld(lake, key);
    Landed landed = Landed.news(processor, contract, key, last);
    for (Inputs.RawObjects objects :
        BatchCutter.cut(landed.objects(), contract.landed().source().batching())) {
      Batch batch = plan(objects, last, landed);
      done.add(finish(batch));
      last = Optional.of(batch);
    }
    landed.noteSweep(lake.ledger(), key);
    Optional<FinlakeException> failed = misplaced(landed);
    try {
      done.addAll(orphans(last));
    } catch (Exception thrown) { // what was delivered is in; only orphans stay where they are
      failed = failed.or(() -> Optional.of(Failures.of(contract.id(), thrown)));
    }
    return new DatasetResult(contract.id(), done, landed.waiting(), failed);
  }

  /** Takes orphans out of quarantine whose parents have come. */
  private List<BatchRecord> orphans(Optional<Batch> last) {
    Orphans orphans = new Orphans(processor, contract, key);
    Map<TableKey, Long> grown = last.isEmpty() ? Map.of() : orphans.grown();
    List<BatchRecord> done = new ArrayList<>();
    if (!grown.isEmpty()) {
      Orphans.Found found = orphans.adopted(grown, last.get().number() + 1);
      if (!found.objects().isEmpty()) {
        Inputs.Quarantined inputs =
            new Inputs.Quarantined(
                objects(found.objects()), List.copyOf(found.rules()), Optional.empty());
        taken(replayed(inputs, last.get())).ifPresent(done::add);
      }
      orphans.asked(grown);
    }
    return done;
  }

  /** Finishes what is unfinished, then takes open rows through the contract as it is now. */
  List<BatchRecord> replay(ReplayRequest request) {
    Optional<Batch> last = lastPlanned();
    List<BatchRecord> done = new ArrayList<>(unfinished(last));
    new ContractFit(lake, contract).check(last);
    DatasetTables.of(lake, contract).grown();
    last.flatMap(before -> replayed(request, before)).flatMap(this::taken).ifPresent(done::add);
    return done;
  }

  /** Commits a replay, unless no row would leave quarantine: then it was done before. */
  private Optional<BatchRecord> taken(Batch batch) {
    return Optional.of(rehearse(batch))
        .filter(balance -> balance.outcomes().quarantined() < balance.read())
        .map(balance -> finish(plan(batch)));
  }

  /**
   * Does everything that can fail for the rows' sake before the batch is planned: a planned one
   * that cannot end would stand in the way of all deliveries.
   */
  private Balance rehearse(Batch batch) {
    BatchWork work = new BatchWork(processor, contract, key, batch);
    try {
      return work.preview();
    } finally {
      work.staging().drop(lake);
    }
  }

  /**
   * Plans the batch that takes an erasure's rows out, unless it is planned: deliveries wait from
   * then on, so that what is looked for behind it is all there is.
   *
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} while a delivery or replay is unfinished,
   *     or another erasure
   */
  Batch planErasure(long erasure) {
    Optional<Batch> last = lastPlanned();
    if (last.filter(batch -> batch.number() > lake.committed(key)).isPresent()) {
      if (!last.get().inputs().equals(new Inputs.Erased(erasure))) {
        throw unfinishedBefore(last.get().number());
      }
      return last.get();
    }
    unfinished(last);
    new ContractFit(lake, contract).check(last);
    DatasetTables.of(lake, contract).grown();
    return plan(
        batch(
            new Inputs.Erased(erasure),
            last.map(Batch::number).orElse(0L) + 1,
            last.flatMap(Batch::knownUntil),
            last.flatMap(Batch::sweptAt)));
  }

  /** Takes rows out of the table and out of its quarantine, in a batch of an erasure. */
  BatchRecord erase(long erasure, ErasedRows rows) {
    return new ErasureBatch(lake, contract, key, planErasure(erasure), rows).finish();
  }

  /** Whether a batch of an erasure is planned and not committed. */
  boolean erasing(long erasure) {
    return lastPlanned()
        .filter(batch -> batch.number() > lake.committed(key))
        .filter(batch -> batch.inputs().equals(new Inputs.Erased(erasure)))
        .isPresent();
  }

  /** The records of an erasure's batches; a batch that was committed only is recorded first. */
  List<BatchRecord> erased(long erasure) {
    Optional<Batch> last = lastPlanned();
    if (last.filter(batch -> batch.number() > lake.committed(key)).isEmpty()) {
      unfinished(last);
    }
    return lake.ledger().records(key).stream()
        .filter(record -> record.outcome() == BatchRecord.Outcome.ERASED)
        .filter(
            record ->
                lake.ledger()
                    .batch(key, record.number())
                    .inputs()
                    .equals(new Inputs.Erased(erasure)))
        .toList();
  }

  /** Whether a batch is planned or committed that is not recorded, and what it is then. */
  void refuseUnfinished() {
    long planned = lake.ledger().planned(key);
    if (planned > lake.ledger().recorded(key)
        && !(lake.ledger().batch(key, planned).inputs() instanceof Inputs.Erased)) {
      throw unfinishedBefore(planned);
    }
  }

  private FinlakeException unfinishedBefore(long number) {
    return FinlakeException.of(
        ErrorCode.LOST_RACE,
        "no rows can be taken out of " + contract.id() + " now",
        "batch " + number + " is unfinished and comes first, or another process is at it",
        "run the command again; a batch that stays is finished by: finlake process --dataset "
            + contract.id());
  }

  /** What a replay would do; refused while a batch is unfinished, which would come before it. */
  Balance previewReplay(ReplayRequest request) {
    Optional<Batch> last = lastPlanned();
    if (last.filter(batch -> batch.number() > lake.committed(key)).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "a replay of " + contract.id() + " cannot be shown",
          "batch " + last.get().number() + " is unfinished and comes first",
          "finish it: finlake process --dataset " + contract.id());
    }
    new ContractFit(lake, contract).check(last);
    return last.flatMap(before -> replayed(request, before))
        .map(this::rehearse)
        .orElse(Balance.rows(0, 0, 0, 0, 0));
  }

  private Optional<Batch> replayed(ReplayRequest request, Batch last) {
    Set<String> paths = request.objects(lake, contract, last.number() + 1);
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    Batch batch =
        replayed(
            new Inputs.Quarantined(objects(paths), request.rules(), request.corrections()), last);
    Corrections.read(lake, contract, request.corrections())
        .check(OpenRows.of(lake.spark(), lake.quarantine(contract.id()), batch));
    return Optional.of(batch);
  }

  private List<RawObject> objects(Set<String> paths) {
    Map<String, RawObject> taken = lake.ledger().objects(key, Optional.empty());
    return paths.stream().map(taken::get).filter(Objects::nonNull).toList();
  }

  private Optional<Batch> lastPlanned() {
    long planned = lake.ledger().planned(key);
    return planned == 0 ? Optional.empty() : Optional.of(lake.ledger().batch(key, planned));
  }

  private Batch replayed(Inputs.Quarantined inputs, Batch last) {
    return batch(inputs, last.number() + 1, last.knownUntil(), last.sweptAt());
  }

  private Optional<FinlakeException> misplaced(Landed landed) {
    return landed.unexpected().stream()
        .findFirst()
        .map(
            path ->
                FinlakeException.of(
                    ErrorCode.UNREADABLE_OBJECT,
                    contract.id() + " was taken, but " + path + " was not",
                    "it is a folder where an object should be, or lies outside the date folders ("
                        + landed.unexpected().size()
                        + " such paths)",
                    "move it to where the contract's layout says, or out of raw"));
  }

  /** Gives a batch up: its number is used without rows, its objects may be planned again. */
  BatchRecord giveUp(long number) {
    return new GivingUp(processor, contract, key).giveUp(number);
  }

  private List<BatchRecord> unfinished(Optional<Batch> last) {
    List<BatchRecord> done = new ArrayList<>();
    long committed = lake.committed(key);
    lake.ledger().refuseLoss(key, committed);
    for (long number = lake.ledger().recorded(key) + 1; number <= committed; number++) {
      done.add(recordCommitted(lake.ledger().batch(key, number)));
    }
    last.filter(batch -> batch.number() > committed).ifPresent(batch -> done.add(finish(batch)));
    return done;
  }

  private Batch plan(Inputs.RawObjects objects, Optional<Batch> last, Landed landed) {
    Optional<LocalDate> known = last.flatMap(Batch::knownUntil);
    refuseOlderExtract(objects, known);
    return plan(
        batch(
            objects,
            last.map(Batch::number).orElse(0L) + 1,
            BatchCutter.knownUntil(known, objects),
            landed.sweptAt()));
  }

  private Batch batch(
      Inputs inputs, long number, Optional<LocalDate> knownUntil, Optional<Instant> sweptAt) {
    return new Batch(
        Zone.PROCESSED,
        contract.id(),
        number,
        inputs,
        processor.run().id(),
        processor.run().processingTime(),
        contract.text(),
        contract.hash(),
        processor.run().codeVersion(),
        knownUntil,
        sweptAt);
  }

  private Batch plan(Batch batch) {
    TokenRotation.refuseOldKeys(processor, contract, batch);
    if (!lake.ledger().plan(key, batch)) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "batch " + batch.number() + " of " + key.name() + " was planned by another process",
          "two runs process the dataset at once",
          "run the command again; what the other one has done is kept");
    }
    return batch;
  }

  /** Finishes what was planned or committed before, and begins nothing. */
  List<BatchRecord> finishWhatIs() {
    return unfinished(lastPlanned());
  }

  /** Plans a batch whose work is done, and finishes it. */
  BatchRecord finishNew(Batch batch) {
    return finish(plan(batch));
  }

  private BatchRecord finish(Batch batch) {
    if (batch.inputs() instanceof Inputs.Erased erased) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          contract.id() + " is not processed",
          "erasure "
              + erased.erasure()
              + " is unfinished and comes first, or another process is at it: batch "
              + batch.number(),
          lake.ledger().erasures().erasure(erased.erasure()).byAge()
              ? "run the command again; one that stays is gone on with by: finlake expire"
              : "run the command again; where an erasure stays, call 'finlake erase' as it was"
                  + " called; finlake erase status shows by whom");
    }
    Contract planned = Landed.planned(contract, batch);
    if (batch.inputs() instanceof Inputs.Rotated rotated) {
      return new RotationBatch(processor, planned, key, batch, rotated.keyVersion()).finish();
    }
    TokenRotation.refuseOldKeys(processor, planned, batch);
    if (batch.inputs() instanceof Inputs.Backfilled) {
      return new BackfillCommit(processor, planned, key, batch).finish();
    }
    BatchWork work = new BatchWork(processor, planned, key, batch);
    try {
      return work.finish();
    } catch (Exception thrown) { // Spark throws checked exceptions that no signature names
      if (lake.committed(key) >= batch.number()) {
        return recordCommitted(batch);
      }
      throw thrown;
    } finally {
      work.staging().drop(lake);
    }
  }

  /**
   * The commit is there and its record is not: the process died between the two, or another one is
   * about to write it.
   */
  private BatchRecord recordCommitted(Batch batch) {
    Committed committed =
        lake.tables()
            .committed(lake.path(contract), key.tableApp(), batch.number())
            .orElseThrow(() -> Ledger.lost("the record of batch " + batch.number(), key));
    BatchRecord.Outcome outcome = CommitNote.parse(committed.metadata()).outcome();
    if (outcome == BatchRecord.Outcome.VOIDED) {
      new GivingUp(processor, contract, key).undo(batch);
    }
    Staging.Found found =
        outcome == BatchRecord.Outcome.COMMITTED
            ? PlanNote.in(committed.metadata())
                .map(note -> new Staging.Found(note.objects(), note.unknown()))
                .orElseGet(() -> Landed.reread(processor, contract, batch))
            : Staging.Found.none();
    return new Recording(lake, key).record(batch, committed, found, Duration.ZERO);
  }

  private void refuseOlderExtract(Inputs.RawObjects objects, Optional<LocalDate> known) {
    boolean extract = contract.landed().write() instanceof WriteStrategy.Snapshot;
    boolean older =
        objects.objects().stream()
            .flatMap(object -> object.date().stream())
            .anyMatch(date -> known.filter(date::isBefore).isPresent());
    if (extract && older) {
      throw FinlakeException.of(
          ErrorCode.REFUSED_EXTRACT,
          "an extract of " + contract.id() + " is refused",
          "it is older than one that was already taken: " + objects.objects().get(0).path(),
          "move it out of raw, or read it under another dataset; no batch was planned");
    }
  }

  static boolean replaces(Contract contract) {
    return contract.landed().source().redelivery() == RawSource.Redelivery.REPLACE;
  }
}
