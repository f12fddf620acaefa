package io.finlake.etl.curate;

import io.finlake.etl.config.LakeLocations;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Ledger;
import io.finlake.etl.plan.Order;
import io.finlake.etl.port.Progress;
import io.finlake.etl.run.Run;
import io.finlake.etl.table.LakeTables;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;

/**
 * Brings curated tables up to date: each after the tables that it reads, independent ones at the
 * same time. A table that fails does not hold up the others; those that read it go on with what it
 * has, and the next run catches up.
 */
public final class Curate {
  private final Lake lake;
  private final Progress progress;

  /** The engine of a lake. */
  public Curate(Lake lake, Progress progress) {
    this.lake = lake;
    this.progress = progress;
  }

  /**
   * What the engine works with.
   *
   * @param spark each table is built in a new session of it
   * @param contracts every contract of the lake, by {@code zone.domain.name}
   */
  public record Lake(
      SparkSession spark,
      LakeTables tables,
      Ledger ledger,
      LakeLocations locations,
      Models models,
      CurateSettings settings,
      Map<String, Contract> contracts) {
    public Lake {
      contracts = Map.copyOf(contracts);
    }

    /** A lake of these contracts, with our models and the standard settings. */
    public static Lake of(
        SparkSession spark,
        LakeTables tables,
        Ledger ledger,
        LakeLocations locations,
        Collection<Contract> contracts) {
      return new Lake(
          spark,
          tables,
          ledger,
          locations,
          Models.onClassPath(),
          CurateSettings.standard(),
          contracts.stream()
              .collect(
                  Collectors.toMap(
                      contract -> contract.zone().label() + "." + contract.id(),
                      contract -> contract)));
    }
  }

  /** Refreshes every curated table of the lake; one result a table, in the order of building. */
  public List<CurateResult> refresh(Run run) {
    return refresh(
        run, lake.contracts().values().stream().filter(it -> it.zone() == Zone.CURATED).toList());
  }

  /** Refreshes these tables; one result a table, in the order of building. */
  public List<CurateResult> refresh(Run run, Collection<Contract> curated) {
    return build(run, curated, TableRefresh.Extent.NEWS);
  }

  /** Builds these tables whole, whatever built them before and although nothing may be new. */
  public List<CurateResult> rebuild(Run run, Collection<Contract> curated) {
    return build(run, curated, TableRefresh.Extent.EVERYTHING);
  }

  private List<CurateResult> build(
      Run run, Collection<Contract> curated, TableRefresh.Extent extent) {
    List<Contract> inOrder = BuildOrder.levels(curated).stream().flatMap(List::stream).toList();
    Map<DatasetId, Contract> byId =
        inOrder.stream().collect(Collectors.toMap(Contract::id, contract -> contract));
    Map<DatasetId, Set<DatasetId>> needs =
        inOrder.stream().collect(Collectors.toMap(Contract::id, BuildOrder::curatedInputs));
    progress.begin("curate", curated.size());
    try {
      Map<DatasetId, CurateResult> results =
          Order.of(needs)
              .run(
                  lake.settings().tablesAtOnce(),
                  (table, before) -> one(byId.get(table), run, extent));
      return inOrder.stream().map(contract -> results.get(contract.id())).toList();
    } finally {
      progress.end();
    }
  }

  private CurateResult one(Contract contract, Run run, TableRefresh.Extent extent) {
    long started = System.nanoTime();
    CurateResult.Outcome outcome;
    try {
      List<CurateResult.BuiltBatch> built = new TableRefresh(lake, contract, run).refresh(extent);
      outcome = built.isEmpty() ? new CurateResult.UpToDate() : new CurateResult.Built(built);
    } catch (Exception thrown) { // Spark throws checked exceptions without declaring them
      outcome =
          new CurateResult.Failed(
              thrown instanceof RuntimeException error ? error : new IllegalStateException(thrown));
    }
    progress.step(contract.tableName());
    return new CurateResult(contract.id(), outcome, (System.nanoTime() - started) / 1_000_000);
  }
}
