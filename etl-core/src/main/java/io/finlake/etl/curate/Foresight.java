package io.finlake.etl.curate;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.plan.TableEffect;
import io.finlake.etl.port.Progress;
import io.finlake.etl.run.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Says what changes of a table would mean for the curated tables that read it, directly or through
 * others, by building what they would build and comparing it with what they have. Nothing of it is
 * written to a table.
 */
public final class Foresight {
  private final Curate.Lake lake;
  private final Run run;
  private final String place;
  private final Progress progress;

  /**
   * @param place a folder of its own to stage in; the caller removes it
   */
  public Foresight(Curate.Lake lake, Run run, String place, Progress progress) {
    this.lake = lake;
    this.run = run;
    this.place = place;
    this.progress = progress;
  }

  /**
   * What would happen downstream.
   *
   * @param effects one for each table that reads what would change, in the order of building
   * @param versions of all these tables, by {@code zone.domain.name}; -1 where there is none
   * @param contracts hashes of their contracts
   */
  public record Found(
      List<TableEffect> effects, Map<String, Long> versions, Map<String, String> contracts) {
    public Found {
      effects = List.copyOf(effects);
      versions = Map.copyOf(versions);
      contracts = Map.copyOf(contracts);
    }
  }

  /**
   * Looks ahead.
   *
   * @param curated the curated contracts of the lake
   * @param table the table that would change, {@code zone.domain.name}
   * @param changes its rows that would
   */
  public Found of(Collection<Contract> curated, String table, ExpectedChanges changes) {
    Map<String, ExpectedChanges> expected = new HashMap<>(Map.of(table, changes));
    List<TableEffect> effects = new ArrayList<>();
    Map<String, Long> versions = new TreeMap<>();
    Map<String, String> contracts = new TreeMap<>();
    List<Contract> downstream = downstream(curated, table);
    progress.begin("looking ahead", downstream.size());
    try {
      for (Contract contract : downstream) {
        String name = name(contract);
        versions.put(name, version(contract));
        contracts.put(name, contract.hash());
        if (reads(contract, expected)) {
          TableForesight.Seen seen = look(contract, expected);
          effects.add(seen.effect());
          seen.changes().ifPresent(those -> expected.put(name, those));
        }
        progress.step(name);
      }
    } finally {
      progress.end();
    }
    return new Found(effects, versions, contracts);
  }

  private TableForesight.Seen look(Contract contract, Map<String, ExpectedChanges> expected) {
    try {
      return new TableForesight(lake, contract, run, place + "/" + contract.id().path())
          .look(expected);
    } catch (FinlakeException failed) {
      return new TableForesight.Seen(
          TableEffect.none(name(contract), "would fail: " + failed.getMessage()), Optional.empty());
    }
  }

  /** The tables that read a table, directly or through others, in the order of building. */
  public static List<Contract> downstream(Collection<Contract> curated, String table) {
    List<String> changing = new ArrayList<>(List.of(table));
    List<Contract> downstream = new ArrayList<>();
    for (List<Contract> level : BuildOrder.levels(curated)) {
      for (Contract contract : level) {
        if (contract.derivation().inputs().stream()
            .anyMatch(input -> changing.contains(Inputs.name(input)))) {
          downstream.add(contract);
        }
      }
      downstream.forEach(contract -> changing.add(name(contract)));
    }
    return downstream;
  }

  private static boolean reads(Contract contract, Map<String, ExpectedChanges> expected) {
    return contract.derivation().inputs().stream()
        .anyMatch(input -> expected.containsKey(Inputs.name(input)));
  }

  private long version(Contract contract) {
    return lake.tables()
        .head(lake.locations().table(contract.zone(), contract.id()))
        .map(head -> head.version())
        .orElse(-1L);
  }

  static String name(Contract contract) {
    return contract.zone().label() + "." + contract.id();
  }
}
