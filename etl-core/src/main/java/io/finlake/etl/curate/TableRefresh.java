package io.finlake.etl.curate;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.explain.RebuildCost;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.ledger.PlanNote;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs.TableVersions;
import io.finlake.etl.plan.SessionSettings;
import io.finlake.etl.plan.StoredColumns;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.Committed;
import io.finlake.etl.table.LakeTables;
import io.finlake.etl.table.TableHead;
import io.finlake.etl.table.TableSpec;
import io.finlake.etl.table.WriteRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Brings one curated table up to date: finishes what a killed run left, then plans, builds, commits
 * and records the next batch. In a session of its own.
 */
final class TableRefresh {
  private final SparkSession session;
  private final LakeTables tables;
  private final Ledger ledger;
  private final InputTables inputs;
  private final CurateSettings settings;
  private final Contract contract;
  private final Models models;
  private final String codeVersion;
  private final Run run;
  private final String path;
  private final String stagingRoot;
  private final LakeView view;

  TableRefresh(Curate.Lake lake, Contract contract, Run run) {
    this.tables = lake.tables().with(sessionSettings(lake, contract));
    this.session = tables.spark();
    this.ledger = lake.ledger();
    this.settings = lake.settings();
    this.contract = contract;
    this.models = lake.models();
    this.codeVersion = codeVersion(lake, contract, run);
    this.run = run;
    this.path = lake.locations().table(Zone.CURATED, contract.id());
    this.stagingRoot = lake.locations().control() + "/staging/curated/" + contract.id().path();
    this.view =
        new LakeView(
            session.sessionState().newHadoopConf(),
            lake.locations(),
            ledger,
            List.copyOf(lake.contracts().values()));
    this.inputs = new InputTables(session, tables, ledger, lake.locations(), lake.contracts());
  }

  /** What builds a table: finlake and its model. */
  static String codeVersion(Curate.Lake lake, Contract contract, Run run) {
    return run.codeVersion() + "+" + lake.models().fingerprint(contract);
  }

  /** By what the inputs hold together, since a build may read them whole. */
  static Map<String, String> sessionSettings(Curate.Lake lake, Contract contract) {
    long bytes =
        contract.derivation().inputs().stream()
            .map(input -> lake.locations().table(input.zone(), input.dataset()))
            .flatMap(table -> lake.tables().head(table).stream())
            .mapToLong(TableHead::bytes)
            .sum();
    return SessionSettings.forInput(bytes, lake.spark().sparkContext().defaultParallelism());
  }

  /** What of a table is computed. */
  enum Extent {
    /** What the inputs gained; nothing when they gained nothing. */
    NEWS,
    /** All of it. */
    EVERYTHING
  }

  /** The batches that were committed, in order; none when there was nothing to do. */
  List<CurateResult.BuiltBatch> refresh(Extent extent) {
    List<CurateResult.BuiltBatch> done = new ArrayList<>();
    Optional<TableKey> known = tables.head(path).map(this::key);
    if (known.isPresent()) {
      done.addAll(finish(known.get(), extent));
      follow();
    }
    Optional<Batch> last = known.flatMap(this::lastPlanned);
    boolean everything = extent == Extent.EVERYTHING;
    if (!everything) {
      last.ifPresent(this::refuseOtherCode);
    }
    // What no batch was planned with is another definition, and a new definition reads everything.
    String built = everything ? "" : codeVersion;
    Optional<TableVersions> next =
        NextBatch.ranges(last, now(last), contract.hash(), built)
            .filter(ranges -> !inputs.onlyUpkeep(contract.derivation(), ranges));
    if (next.isPresent()) {
      done.add(build(plan(key(), last, next.get())));
    }
    return done;
  }

  private void refuseOtherCode(Batch last) {
    boolean refuses = contract.derivation().codeChange() == Derivation.CodeChange.REFUSE;
    if (refuses && !last.codeVersion().equals(codeVersion)) {
      throw FinlakeException.of(
          ErrorCode.BAD_CONTRACT,
          contract.id() + " is not brought up to date",
          "its model was "
              + last.codeVersion()
              + " when the table was built and is "
              + codeVersion
              + " now, and its contract says codeChange: refuse",
          "run the model's earlier version, or: finlake curate --dataset "
              + contract.id()
              + " --rebuild");
    }
  }

  /** Records a batch that was committed only, then finishes one that was planned only. */
  private List<CurateResult.BuiltBatch> finish(TableKey key, Extent extent) {
    List<CurateResult.BuiltBatch> finished = new ArrayList<>();
    long committed = tables.head(path).orElseThrow().number(key.tableApp()).orElse(0);
    ledger.refuseLoss(key, committed);
    for (long number = ledger.recorded(key) + 1; number <= committed; number++) {
      Batch batch = ledger.batch(key, number);
      Committed found =
          tables
              .committed(path, key.tableApp(), number)
              .orElseThrow(() -> Ledger.lost("the record of batch " + batch.number(), key));
      finished.add(
          CommitNote.read(found.metadata()).settle(ledger, key, batch, planned(batch), found));
    }
    long planned = ledger.planned(key);
    if (planned > committed) {
      Batch open = ledger.batch(key, planned);
      if (extent == Extent.NEWS) {
        refuseOtherCode(open);
      }
      finished.add(build(open));
    }
    return finished;
  }

  private Optional<Batch> lastPlanned(TableKey key) {
    long planned = ledger.planned(key);
    return planned == 0 ? Optional.empty() : Optional.of(ledger.batch(key, planned));
  }

  private List<InputNow> now(Optional<Batch> last) {
    Map<String, Long> seen = new LinkedHashMap<>();
    last.ifPresent(
        batch ->
            ((TableVersions) batch.inputs())
                .ranges()
                .forEach(range -> seen.put(range.table(), range.upTo())));
    return contract.derivation().inputs().stream()
        .map(input -> inputs.now(input, seen.getOrDefault(Inputs.name(input), -1L)))
        .toList();
  }

  private Batch plan(TableKey key, Optional<Batch> last, TableVersions ranges) {
    Batch batch =
        new Batch(
            Zone.CURATED,
            contract.id(),
            last.map(Batch::number).orElse(0L) + 1,
            ranges,
            run.id(),
            run.processingTime(),
            contract.text(),
            contract.hash(),
            codeVersion,
            Optional.empty(),
            Optional.empty());
    if (!ledger.plan(key, batch)) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "batch " + batch.number() + " of " + key.name() + " was not planned",
          "another run planned it at the same time",
          "run the command again");
    }
    return batch;
  }

  private CurateResult.BuiltBatch build(Batch batch) {
    TableHead head = tables.head(path).orElseThrow();
    TableKey key = key(head);
    Contract promised = planned(batch);
    String attempt = UUID.randomUUID().toString();
    long started = System.nanoTime();
    Staging staging = new Staging(session, stagingRoot + "/" + batch.number() + "-" + attempt);
    try {
      Staged staged =
          new BatchBuild(promised, models.model(promised), inputs, settings, batch)
              .stage(LakeTables.readAt(session, path, head.version()), staging);
      long milliseconds = (System.nanoTime() - started) / 1_000_000;
      CommitNote note = CommitNote.of(attempt, run.id(), staged, milliseconds);
      Committed committed =
          tables.commit(
              new WriteRequest(
                  path,
                  key.tableApp(),
                  batch.number(),
                  attempt,
                  note.text(PlanNote.of(batch), promised.version()),
                  staged.rows()),
              staged.plan());
      // Another process may have committed the batch first: then its own note is what counts.
      return CommitNote.read(committed.metadata()).settle(ledger, key, batch, promised, committed);
    } finally {
      staging.remove();
    }
  }

  /**
   * The contract that a batch was planned with: the present one, or the text that the plan kept.
   */
  private Contract planned(Batch batch) {
    if (batch.contractHash().equals(contract.hash())) {
      return contract;
    }
    return ContractFiles.alone(
        new ContractSource(contract.id().path() + "/contract.yaml", batch.contractText()));
  }

  /**
   * Gives the table the columns that the contract gained; the build that follows is whole, since
   * the contract is another, and fills them.
   *
   * @throws FinlakeException {@link ErrorCode#BAD_CONTRACT} when columns went or changed their
   *     type, or the files are to be divided otherwise
   */
  private void follow() {
    Map<String, String> stored = types(tables.schema(path));
    Map<String, String> promised = types(StructType.fromDDL(StoredColumns.of(contract).ddl()));
    List<String> reasons = new ArrayList<>();
    stored.forEach(
        (name, type) -> {
          if (!type.equals(promised.getOrDefault(name, ""))) {
            reasons.add(
                name
                    + " is stored as "
                    + type
                    + " and the contract "
                    + (promised.containsKey(name)
                        ? "says " + promised.get(name)
                        : "leaves it out"));
          }
        });
    List<String> partitions = tables.partitions(path);
    if (!partitions.equals(contract.partitionBy())) {
      reasons.add(
          "its files are divided by "
              + partitions
              + ", the contract says "
              + contract.partitionBy());
    }
    if (!reasons.isEmpty()) {
      throw refused(reasons);
    }
    tables.addColumns(path, columns());
  }

  private FinlakeException refused(List<String> reasons) {
    Optional<RebuildCost> cost = RebuildCost.of(view, contract);
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "the table of " + contract.id() + " cannot follow its contract; nothing was built",
        String.join("; ", reasons)
            + cost.map(it -> ". Making it anew costs: " + it.sentence()).orElse(""),
        "put the contract back, or make the table anew: "
            + cost.map(RebuildCost::remedy).orElse("finlake curate"));
  }

  private static Map<String, String> types(StructType schema) {
    Map<String, String> types = new LinkedHashMap<>();
    for (StructField field : schema.fields()) {
      types.put(field.name(), field.dataType().sql());
    }
    return types;
  }

  private Map<String, String> columns() {
    Map<String, String> columns = new LinkedHashMap<>();
    StoredColumns.of(contract)
        .columns()
        .forEach(column -> columns.put(column.name(), column.ddl()));
    return columns;
  }

  private TableKey key() {
    tables.create(new TableSpec(path, columns(), contract.partitionBy(), contract.description()));
    return key(tables.head(path).orElseThrow());
  }

  private TableKey key(TableHead head) {
    return new TableKey(Zone.CURATED, contract.id(), head.incarnation());
  }
}
