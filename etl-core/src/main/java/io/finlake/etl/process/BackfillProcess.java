package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.plan.RawObject;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Plans a backfill of one dataset without changing a table, and applies exactly what was planned.
 */
final class BackfillProcess {
  private final Processor processor;
  private final Lake lake;
  private final Contract present;

  BackfillProcess(Processor processor, Contract present) {
    this.processor = processor;
    this.lake = processor.lake();
    this.present = present;
    if (!lake.tables().exists(lake.path(present))) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "there is nothing of " + present.id() + " to make again",
          "it was never processed",
          "process it: finlake process --dataset " + present.id());
    }
  }

  /**
   * Works a backfill out and stages its rows.
   *
   * @param chosen the contract by which rows are made, of the same dataset
   */
  BackfillDraft draft(Contract chosen, BackfillRequest request, Optional<String> name) {
    name.ifPresent(this::refuseTaken);
    TableKey key = lake.key(Zone.PROCESSED, present.id());
    List<Batch> batches = lake.ledger().batches(key);
    refuseUnfinished(key);
    new ContractFit(lake, chosen).check(batches.stream().reduce((earlier, later) -> later));
    Batch batch = batch(chosen, lake.ledger().planned(key) + 1);
    String token = token();
    String id =
        name.orElse(present.id().name().replace('_', '-') + "-" + batch.number() + "-" + token);
    // Below staging, so that it goes with other left-overs once the number is used.
    String place = Staging.folder(lake, key.name()) + "/" + batch.number() + "-backfill-" + token;
    try {
      return new BackfillDraft(lake, worked(chosen, request, batches, batch, id, place));
    } catch (RuntimeException failed) {
      lake.tables().drop(place);
      throw failed;
    }
  }

  private void refuseTaken(String name) {
    if (BackfillPlans.of(lake).named(name).isPresent()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "nothing was planned",
          "there is a plan " + name + " already",
          "choose another --name, or look at it: finlake backfill show " + name);
    }
  }

  /** The contract of a version: the present one, or the one that batches were planned with. */
  Contract contract(String version) {
    if (present.version().equals(version)) {
      return present;
    }
    TableKey key = lake.key(Zone.PROCESSED, present.id());
    Map<String, Contract> known = new TreeMap<>();
    for (Batch batch : lake.ledger().batches(key)) {
      ContractFiles.past(
              new ContractSource(present.id().path() + "/contract.yaml", batch.contractText()))
          .ifPresent(contract -> known.put(contract.hash(), contract));
    }
    List<Contract> those =
        known.values().stream().filter(contract -> contract.version().equals(version)).toList();
    if (those.size() == 1) {
      return those.get(0);
    }
    String versions =
        known.values().stream()
            .map(Contract::version)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    throw FinlakeException.of(
        ErrorCode.BAD_ARGUMENT,
        "it is not clear which contract of " + present.id() + " is version " + version,
        those.isEmpty()
            ? "the present one is " + present.version() + ", on record are: " + versions
            : "batches were planned with " + those.size() + " different texts of that version",
        "put the contract that is meant into the folder of contracts");
  }

  private BackfillPlan worked(
      Contract chosen,
      BackfillRequest request,
      List<Batch> batches,
      Batch batch,
      String id,
      String place) {
    TableKey key = lake.key(Zone.PROCESSED, present.id());
    // Before rows are read: whoever is put on record later is not kept out of them.
    long erased = lake.ledger().erasures().ids();
    Map<String, Long> versions = versions(chosen);
    List<BatchRecord> records = lake.ledger().records(key);
    long bytes = batches.stream().mapToLong(one -> one.inputs().bytes()).sum();
    Map<String, String> settings =
        new HashMap<>(
            SessionSettings.forInput(bytes, lake.spark().sparkContext().defaultParallelism()));
    // Of conditions over many columns the planner would infer all combinations.
    settings.put("spark.sql.constraintPropagation.enabled", "false");
    Lake session = lake.with(settings);
    BackfillRows there =
        BackfillRows.at(session, chosen, versions.get(key.name()), versions.get(quarantineName()));
    boolean part = request.limited() && chosen.landed().write().keyed();
    BackfillScope scope =
        BackfillScope.of(
            chosen,
            request,
            batches,
            records,
            part ? BackfillRows.byBatch(there.table()) : Map.of(),
            part ? BackfillRows.byBatch(there.quarantine()) : Map.of(),
            lake.ledger().erasures().expired(present.id().toString()));
    BackfillReading reading =
        new BackfillReading(
            processor, session, chosen, processor.asTheyAre(session, chosen), batches);
    try (BackfillWork work =
        new BackfillWork(session, chosen, batch, scope, there, reading, place)) {
      BackfillWork.Result result =
          work.stage(readAlike(batches, chosen), place + "/table", place + "/quarantine");
      return plan(request, chosen, batch, id, place, scope, result, versions, erased, session);
    }
  }

  private BackfillPlan plan(
      BackfillRequest request,
      Contract chosen,
      Batch batch,
      String id,
      String place,
      BackfillScope scope,
      BackfillWork.Result result,
      Map<String, Long> versions,
      long erased,
      Lake session) {
    Dataset<Row> changes = LakeTables.readAt(session.spark(), place + "/table", 0);
    Dataset<Row> held = LakeTables.readAt(session.spark(), place + "/quarantine", 0);
    TableKey key = lake.key(Zone.PROCESSED, present.id());
    Map<String, String> contracts = new TreeMap<>();
    contracts.put(key.name(), present.hash());
    return new BackfillPlan(
        id,
        new BackfillPlan.Target(
            present.id().toString(),
            key.incarnation(),
            batch.number(),
            batch.processingTime().toString()),
        new BackfillPlan.MadeBy(
            chosen.version(), chosen.hash(), chosen.text(), batch.codeVersion()),
        reading(request, scope, result, place),
        new BackfillPlan.Pins(versions, contracts, erased),
        result.balance(),
        result.before(),
        result.rules(),
        BackfillDraft.effect(chosen, changes, scope.range().size() + " objects"),
        BackfillDraft.quarantined(chosen, held),
        List.of());
  }

  private static BackfillPlan.Reading reading(
      BackfillRequest request, BackfillScope scope, BackfillWork.Result result, String place) {
    return new BackfillPlan.Reading(
        request.days(),
        request.rawVersion().map(String::valueOf).orElse(""),
        scope.range().size(),
        result.beside(),
        scope.leftOut().size(),
        result.read(),
        place);
  }

  /**
   * Applies a plan, or says what became of it.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_ARGUMENT} when the lake, the contract or the code
   *     is not what the plan was made with; {@link ErrorCode#LOST_RACE} when another process has
   *     begun to apply it
   */
  BackfillResult apply(BackfillPlan plan, Map<String, String> contracts) {
    TableKey key = lake.key(Zone.PROCESSED, present.id());
    Optional<Batch> applied = applied(plan, key);
    if (applied.isPresent()) {
      long number = applied.get().number();
      if (lake.ledger().recorded(key) >= number) {
        return new BackfillResult.AppliedBefore(number);
      }
      List<BatchRecord> finished = new DatasetProcess(processor, present).finishWhatIs();
      return new BackfillResult.Applied(finished.get(finished.size() - 1));
    }
    try {
      refuseUnfinished(key);
      new BackfillCheck(lake, processor.run().codeVersion()).unmoved(plan, contracts);
    } catch (FinlakeException moved) {
      throw applied(plan, key).isPresent() ? beingApplied(plan) : moved;
    }
    if (plan.nothing()) {
      return new BackfillResult.NothingToChange();
    }
    return new BackfillResult.Applied(
        new DatasetProcess(processor, present).finishNew(batch(plan, key)));
  }

  private Optional<Batch> applied(BackfillPlan plan, TableKey key) {
    return lake.ledger().batches(key).stream()
        .filter(batch -> batch.inputs() instanceof Inputs.Backfilled)
        .filter(batch -> ((Inputs.Backfilled) batch.inputs()).plan().equals(plan.id()))
        .findFirst();
  }

  /** What moved is the plan's own batch, which was not there when this process looked first. */
  private static FinlakeException beingApplied(BackfillPlan plan) {
    return FinlakeException.of(
        ErrorCode.LOST_RACE,
        "the plan " + plan.id() + " is being applied by another process",
        "two processes apply it at once",
        "run the command again; what the other one has done is kept");
  }

  private Batch batch(BackfillPlan plan, TableKey key) {
    Map<String, RawObject> taken = lake.ledger().objects(key, Optional.empty());
    List<RawObject> objects =
        plan.reading().objects().stream().map(taken::get).filter(Objects::nonNull).toList();
    Contract chosen =
        ContractFiles.alone(
            new ContractSource(present.id().path() + "/contract.yaml", plan.by().contractText()));
    Batch like = batch(chosen, plan.target().number());
    return new Batch(
        like.zone(),
        like.dataset(),
        like.number(),
        new Inputs.Backfilled(objects, plan.id()),
        like.runId(),
        Instant.parse(plan.target().processingTime()),
        plan.by().contractText(),
        plan.by().contractHash(),
        like.codeVersion(),
        like.knownUntil(),
        like.sweptAt());
  }

  private Batch batch(Contract chosen, long number) {
    TableKey key = lake.key(Zone.PROCESSED, present.id());
    Optional<Batch> last =
        Optional.of(lake.ledger().planned(key))
            .filter(planned -> planned > 0)
            .map(planned -> lake.ledger().batch(key, planned));
    return new Batch(
        Zone.PROCESSED,
        present.id(),
        number,
        new Inputs.Backfilled(List.of(), ""),
        processor.run().id(),
        processor.run().processingTime(),
        chosen.text(),
        chosen.hash(),
        processor.run().codeVersion(),
        last.flatMap(Batch::knownUntil),
        last.flatMap(Batch::sweptAt));
  }

  private void refuseUnfinished(TableKey key) {
    long planned = lake.ledger().planned(key);
    long committed = lake.committed(key);
    if (planned > committed || lake.ledger().recorded(key) < committed) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          present.id() + " cannot be made again now",
          "batch " + Math.max(planned, committed) + " is unfinished and comes first",
          "finish it: finlake process --dataset " + present.id());
    }
  }

  /** Whether all batches read keys as the chosen contract does; not when that cannot be told. */
  private boolean readAlike(List<Batch> batches, Contract chosen) {
    Map<String, String> texts = new HashMap<>();
    batches.forEach(batch -> texts.put(batch.contractHash(), batch.contractText()));
    texts.remove(chosen.hash());
    return texts.values().stream()
        .map(
            text ->
                ContractFiles.past(
                    new ContractSource(present.id().path() + "/contract.yaml", text)))
        .allMatch(
            before -> before.filter(it -> BackfillScope.readKeysAlike(it, chosen)).isPresent());
  }

  private String quarantineName() {
    return Zone.QUARANTINE.label() + "." + present.id();
  }

  /** The versions of what the work looks at: the table, its quarantine, what its rules refer to. */
  private Map<String, Long> versions(Contract chosen) {
    Map<String, Long> versions = new LinkedHashMap<>();
    Stream.concat(Stream.of(present.id()), Processor.references(chosen).stream().sorted())
        .forEach(dataset -> pin(versions, Zone.PROCESSED, dataset));
    pin(versions, Zone.QUARANTINE, present.id());
    return versions;
  }

  private void pin(Map<String, Long> versions, Zone zone, DatasetId dataset) {
    String path = lake.locations().table(zone, dataset);
    versions.put(
        zone.label() + "." + dataset, lake.tables().head(path).map(TableHead::version).orElse(-1L));
  }

  private static String token() {
    return UUID.randomUUID().toString().substring(0, 8);
  }
}
