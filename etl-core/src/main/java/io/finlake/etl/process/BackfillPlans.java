package io.finlake.etl.process;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.lookup.SmallTable;
import io.finlake.etl.lookup.TableShape;
import io.finlake.etl.lookup.Where;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The plans of backfills, a row each in {@code control/backfills}; none is ever changed. */
final class BackfillPlans {
  private final Lake lake;

  private BackfillPlans(Lake lake) {
    this.lake = lake;
  }

  static BackfillPlans of(Lake lake) {
    return new BackfillPlans(lake);
  }

  void add(BackfillPlan plan) {
    PlainRow row =
        new PlainRow(
            Map.of(
                "id", plan.id(),
                "dataset", plan.target().dataset(),
                "made_at", Instant.parse(plan.target().processingTime()),
                "plan", plan.json()));
    boolean added =
        SmallTable.open(lake.configuration(), shape())
            .append("backfill:" + plan.id(), 1, List.of(row));
    if (!added) {
      throw FinlakeException.of(
          ErrorCode.LOST_RACE,
          "the plan " + plan.id() + " was not stored",
          "another process stored one of that name",
          "choose another --name");
    }
  }

  Optional<BackfillPlan> named(String id) {
    return rows(Where.equal("id", id)).stream()
        .findFirst()
        .map(row -> BackfillPlan.parse(row.text("plan")));
  }

  /** The names of all plans of a dataset, oldest first. */
  List<String> ids(DatasetId dataset) {
    return rows(Where.equal("dataset", dataset.toString())).stream()
        .sorted(Comparator.comparing(row -> row.moment("made_at")))
        .map(row -> row.text("id"))
        .toList();
  }

  private List<PlainRow> rows(Where where) {
    return SmallTable.exists(lake.configuration(), shape().path())
        ? SmallTable.open(lake.configuration(), shape()).rows(where)
        : List.of();
  }

  private TableShape shape() {
    Map<String, String> columns = new LinkedHashMap<>();
    columns.put("id", "STRING");
    columns.put("dataset", "STRING");
    columns.put("made_at", "TIMESTAMP");
    columns.put("plan", "STRING");
    return new TableShape(
        lake.locations().control() + "/backfills", columns, Set.of("id", "dataset"));
  }
}
