package io.finlake.etl.process;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import io.finlake.etl.table.TableHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Whether the lake is still what a plan was made with. */
final class BackfillCheck {
  private static final String ERASED = "somebody was erased since";

  private final Lake lake;
  private final String codeVersion;

  BackfillCheck(Lake lake, String codeVersion) {
    this.lake = lake;
    this.codeVersion = codeVersion;
  }

  /**
   * Fails with all that moved.
   *
   * @param contracts hashes of the contracts of today by {@code zone.domain.name}
   */
  void unmoved(BackfillPlan plan, Map<String, String> contracts) {
    List<String> moved = new ArrayList<>();
    if (!plan.by().codeVersion().equals(codeVersion)) {
      moved.add("finlake was " + plan.by().codeVersion() + " and is " + codeVersion);
    }
    new TreeMap<>(plan.pins().contracts())
        .forEach(
            (name, hash) -> {
              if (!hash.equals(contracts.getOrDefault(name, ""))) {
                moved.add("the contract of " + name + " is another one");
              }
            });
    new TreeMap<>(plan.pins().versions())
        .forEach(
            (name, version) -> {
              long now = version(name);
              if (now != version) {
                moved.add(name + " was at version " + version + " and is at " + now);
              }
            });
    DatasetId dataset = DatasetId.parse(plan.target().dataset());
    TableKey key = lake.key(Zone.PROCESSED, dataset);
    if (!key.incarnation().equals(plan.target().incarnation())) {
      moved.add(key.name() + " was made anew");
    }
    if (lake.ledger().planned(key) + 1 != plan.target().number()) {
      moved.add("batch " + lake.ledger().planned(key) + " was planned since");
    }
    if (erased(plan)) {
      moved.add(ERASED);
    }
    if (moved.isEmpty() && !plan.nothing() && !lake.tables().exists(BackfillDraft.table(plan))) {
      moved.add("its staged rows were removed");
    }
    if (!moved.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the plan " + plan.id() + " is not applied",
          "what it was made with has moved: " + String.join("; ", moved),
          "plan again: finlake backfill plan --dataset " + dataset);
    }
  }

  /** Fails when somebody was put on record as erased whom the plan's rows may hold. */
  void nobodyErased(BackfillPlan plan) {
    if (erased(plan)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the plan " + plan.id() + " is not used",
          ERASED + ", and its rows may be that person's",
          "plan again: finlake backfill plan --dataset "
              + plan.target().dataset()
              + "; a batch that was planned already is given up first: finlake process --dataset "
              + plan.target().dataset()
              + " --void "
              + plan.target().number());
    }
  }

  private boolean erased(BackfillPlan plan) {
    return lake.ledger().erasures().ids() != plan.pins().erased();
  }

  private long version(String name) {
    int dot = name.indexOf('.');
    Zone zone = Zone.valueOf(name.substring(0, dot).toUpperCase(Locale.ROOT));
    String path = lake.locations().table(zone, DatasetId.parse(name.substring(dot + 1)));
    return lake.tables().head(path).map(TableHead::version).orElse(-1L);
  }
}
