package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.plan.Order;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.port.Progress;
import io.finlake.etl.protect.TokenKeys;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Raw to processed, for any number of datasets: those that others refer to first, independent ones
 * side by side.
 */
public final class Processing {
  private final Processor processor;
  private final int parallelism;
  private final Progress progress;

  /**
   * @param lake the lake
   * @param run the run
   * @param keys the keys of tokens
   * @param contracts all contracts of the lake, curated ones too
   * @param parallelism how many datasets are taken at once
   * @param progress who is told
   */
  public Processing(
      Lake lake,
      Run run,
      TokenKeys keys,
      List<Contract> contracts,
      int parallelism,
      Progress progress) {
    Map<DatasetId, Contract> byId =
        contracts.stream().collect(Collectors.toMap(Contract::id, Function.identity()));
    this.processor =
        new Processor(lake.with(SessionSettings.forInput(0, parallelism)), run, keys, byId);
    this.parallelism = parallelism;
    this.progress = progress;
  }

  /**
   * Takes the datasets as far as their landed objects allow. One that fails does not stop others,
   * but those that refer to it wait: their rows would be called orphans for a reason that is not
   * theirs.
   *
   * @return a result for each dataset, by name
   */
  public List<DatasetResult> run(List<Contract> datasets) {
    Map<DatasetId, Set<DatasetId>> references =
        datasets.stream().collect(Collectors.toMap(Contract::id, Processor::references));
    progress.begin("processing", datasets.size());
    Map<DatasetId, DatasetResult> results;
    try {
      results =
          Order.of(references)
              .run(parallelism, (dataset, before) -> one(dataset, references.get(dataset), before));
    } finally {
      progress.end();
    }
    return results.values().stream().sorted(Comparator.comparing(DatasetResult::dataset)).toList();
  }

  /**
   * Takes open rows of a dataset's quarantine through its contract as it is now. What was delivered
   * keeps its position, and closed rows stay on record; a second replay, which would take nothing
   * out, is no batch.
   *
   * @return the batches that were committed, an unfinished one before the replay too
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} for full extracts, and for corrections
   *     that name no row
   */
  public List<BatchRecord> replay(Contract contract, ReplayRequest request) {
    return new DatasetProcess(processor, contract).replay(request);
  }

  /** What {@link #replay} would do to rows and money; changes no table that anyone reads. */
  public Balance previewReplay(Contract contract, ReplayRequest request) {
    return new DatasetProcess(processor, contract).previewReplay(request);
  }

  /**
   * Works out what making objects again would change, and stages the rows. No table that anyone
   * reads is changed, and nothing is planned until the draft is kept and applied.
   *
   * @param present the dataset's contract
   * @param chosen the contract by which rows are made, the present one or another version of it
   * @param name what to call the plan; one is made when it is empty
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when the request cannot be met, {@link
   *     ErrorCode#UNREADABLE_OBJECT} and {@link ErrorCode#CHANGED_OBJECT} when raw is not what was
   *     taken
   */
  public BackfillDraft backfill(
      Contract present, Contract chosen, BackfillRequest request, Optional<String> name) {
    return new BackfillProcess(processor, present).draft(chosen, request, name);
  }

  /**
   * A version of a dataset's contract: the present one, or one that batches were planned with.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when there is none, or more than one
   *     text of that version
   */
  public Contract contractOf(Contract present, String version) {
    return new BackfillProcess(processor, present).contract(version);
  }

  /**
   * The stored plan of a backfill.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when there is none of that name
   */
  public static BackfillPlan backfillPlan(Lake lake, String id) {
    return BackfillPlans.of(lake)
        .named(id)
        .orElseThrow(
            () ->
                FinlakeException.of(
                    ErrorCode.BAD_ARGUMENT,
                    "there is no plan " + id,
                    "no backfill of that name was planned in this lake",
                    "make one: finlake backfill plan --dataset DATASET"));
  }

  /**
   * Applies exactly a stored plan, once: its rows become a batch of the table.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when anything that the plan was made
   *     with has moved since
   */
  public BackfillResult apply(BackfillPlan plan) {
    Map<String, String> hashes =
        processor.contracts().values().stream()
            .collect(
                Collectors.toMap(
                    contract -> contract.zone().label() + "." + contract.id(), Contract::hash));
    Contract contract = processor.contracts().get(DatasetId.parse(plan.target().dataset()));
    if (contract == null) {
      throw FinlakeException.of(
          ErrorCode.UNKNOWN_DATASET,
          "the plan " + plan.id() + " is not applied",
          "there is no contract of " + plan.target().dataset() + " any more",
          "name the folder of contracts that it was planned with");
    }
    return new BackfillProcess(processor, contract).apply(plan, hashes);
  }

  /**
   * Where rows came from that are a person's by an id, in a dataset's table and in its quarantine:
   * a record whose own id was corrected is found by nothing else.
   */
  public Map<String, Set<Long>> places(Contract contract, PersonRows person) {
    Map<String, Set<Long>> places = new TreeMap<>();
    if (person.none()) {
      return places;
    }
    Lake lake = processor.lake();
    Stream.of(Zone.PROCESSED, Zone.QUARANTINE)
        .map(zone -> lake.locations().table(zone, contract.id()))
        .filter(path -> lake.tables().exists(path))
        .map(path -> person.told(LakeTables.read(lake.spark(), path), contract))
        .map(rows -> rows.where(functions.col(PersonRows.BY_ID)))
        .map(rows -> rows.select(TechnicalColumn.OBJECT, TechnicalColumn.OFFSET))
        .reduce(Dataset::union)
        .ifPresent(
            found ->
                found
                    .distinct()
                    .collectAsList()
                    .forEach(
                        row ->
                            places
                                .computeIfAbsent(row.getString(0), any -> new TreeSet<>())
                                .add(row.getLong(1))));
    return places;
  }

  /**
   * Plans the batch of an erasure in a dataset that was processed: from then on no delivery is
   * taken until the erasure has ended there.
   *
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} while a delivery or replay is unfinished
   */
  public void planErasure(Contract contract, long erasure) {
    new DatasetProcess(processor, contract).planErasure(erasure);
  }

  /**
   * Takes rows out of a dataset's table and out of its quarantine in one batch: the one that is
   * planned for the erasure, else a new one.
   */
  public BatchRecord erase(Contract contract, long erasure, ErasedRows rows) {
    return new DatasetProcess(processor, contract).erase(erasure, rows);
  }

  /** The records of an erasure's batches in a dataset, by number. */
  public List<BatchRecord> erased(Contract contract, long erasure) {
    return processed(contract)
        ? new DatasetProcess(processor, contract).erased(erasure)
        : List.of();
  }

  /** Removes what was staged of a dataset and is not of a batch that goes on. */
  public void dropCopies(Contract contract) {
    if (processed(contract)) {
      Lake lake = processor.lake();
      Staging.dropCopies(lake, lake.key(Zone.PROCESSED, contract.id()));
    }
  }

  private boolean processed(Contract contract) {
    return processor.lake().tables().exists(processor.lake().path(contract));
  }

  /**
   * Such rows of a dataset, counted without changing anything; none when it was never processed.
   *
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} while a delivery or replay is unfinished
   */
  public FoundRows find(Contract contract, ErasedRows rows) {
    Lake lake = processor.lake();
    if (!lake.tables().exists(lake.path(contract))) {
      return new FoundRows(0, 0, Map.of());
    }
    new DatasetProcess(processor, contract).refuseUnfinished();
    Tally.Group table =
        counted(
            contract, rows.toChange(LakeTables.read(lake.spark(), lake.path(contract)), contract));
    String quarantine = lake.quarantine(contract.id());
    long apart =
        lake.tables().exists(quarantine)
            ? rows.among(LakeTables.read(lake.spark(), quarantine), contract).count()
            : 0;
    return new FoundRows(table.rows(), apart, table.money());
  }

  /** Whether a batch of an erasure is planned in a dataset and not committed. */
  public boolean erasing(Contract contract, long erasure) {
    return processed(contract) && new DatasetProcess(processor, contract).erasing(erasure);
  }

  private static Tally.Group counted(Contract contract, Dataset<Row> rows) {
    return Tally.by(contract)
        .count(rows.withColumn("_all", functions.lit("all")), "_all")
        .getOrDefault("all", new Tally.Group(0, Map.of()));
  }

  /** The datasets that have tokens and were processed. */
  public List<Contract> withTokens(List<Contract> datasets) {
    return datasets.stream().filter(it -> TokenRotation.concerns(processor.lake(), it)).toList();
  }

  /** What {@link #rotateTokens} would change in a dataset's table and in its quarantine. */
  public List<OldTokens> oldTokens(Contract contract) {
    return new TokenRotation(processor, contract).look();
  }

  /**
   * Makes tokens of older keys anew with the newest, in a dataset's table and in its quarantine, in
   * one batch that changes nothing else of a row; no batch when there are none.
   *
   * @throws FinlakeException {@link ErrorCode#LOST_RACE} while another batch is unfinished, {@link
   *     ErrorCode#MISSING_SECRET} and {@link ErrorCode#DAMAGED_LAKE} when a token cannot be opened;
   *     nothing of the dataset is changed then
   */
  public List<BatchRecord> rotateTokens(Contract contract) {
    return new TokenRotation(processor, contract).rotate();
  }

  /**
   * Gives an unfinished batch up: its number is used without rows, and its objects may be planned
   * again.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when the batch is not the dataset's
   *     unfinished one
   */
  public BatchRecord giveUp(Contract contract, long number) {
    return new DatasetProcess(processor, contract).giveUp(number);
  }

  private DatasetResult one(
      DatasetId dataset, Set<DatasetId> references, Map<DatasetId, DatasetResult> results) {
    Optional<DatasetId> failed =
        references.stream()
            .filter(other -> results.containsKey(other))
            .filter(other -> results.get(other).failure().isPresent())
            .findFirst();
    DatasetResult result =
        failed.isPresent()
            ? failed(
                dataset,
                FinlakeException.of(
                    results.get(failed.get()).failure().orElseThrow().code(),
                    dataset + " was not processed",
                    "its rules refer to " + failed.get() + ", which failed",
                    "mend " + failed.get() + " and run again"))
            : attempt(dataset);
    progress.step(dataset.toString());
    return result;
  }

  private DatasetResult attempt(DatasetId dataset) {
    try {
      return new DatasetProcess(processor, processor.contracts().get(dataset)).run();
    } catch (Exception thrown) { // Spark throws checked exceptions without declaring them
      return failed(dataset, Failures.of(dataset, thrown));
    }
  }

  private static DatasetResult failed(DatasetId dataset, FinlakeException failure) {
    return new DatasetResult(dataset, List.of(), 0, Optional.of(failure));
  }
}
