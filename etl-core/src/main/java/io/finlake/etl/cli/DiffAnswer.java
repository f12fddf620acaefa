package io.finlake.etl.cli;

import io.finlake.etl.contract.ContractChange;
import io.finlake.etl.contract.ContractComparison;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.explain.RebuildCost;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows that {@code contracts diff} answers with, and how many of which weight there are. */
final class DiffAnswer {
  private static final List<String> COLUMNS =
      List.of("dataset", "change", "name", "before", "after", "readers", "version", "table", "why");
  private static final List<String> COSTS =
      List.of("rebuild_reads", "rebuild_reads_bytes", "rebuild_gone", "table_rows", "table_bytes");

  private final boolean costs;
  private final Answer.Rows rows;
  private final Map<ContractChange.Level, Integer> counts =
      new EnumMap<>(ContractChange.Level.class);

  DiffAnswer(boolean costs) {
    this.costs = costs;
    List<String> columns = new ArrayList<>(COLUMNS);
    if (costs) {
      columns.addAll(COSTS);
    }
    this.rows = Answer.of(columns.toArray(new String[0]));
  }

  /** A dataset that only one of the sides has. */
  void dataset(DatasetId id, boolean added) {
    row(
        Optional.empty(),
        id.toString(),
        added ? "dataset added" : "dataset removed",
        "",
        Optional.empty(),
        Optional.empty(),
        added ? "compatible" : "breaking",
        Optional.empty(),
        added ? "nothing" : "stays unchanged",
        added ? "the next run makes its table" : "nothing is added to its table any more");
    counts.merge(
        added ? ContractChange.Level.COMPATIBLE : ContractChange.Level.BREAKING, 1, Integer::sum);
  }

  /** The changes of one dataset; a version that says too little comes first. */
  void add(ContractComparison compared, Optional<RebuildCost> cost) {
    String dataset = compared.after().id().toString();
    compared
        .missingVersion()
        .ifPresent(
            least ->
                row(
                    Optional.empty(),
                    dataset,
                    "version",
                    "",
                    Optional.of(compared.before().version()),
                    Optional.of(compared.after().version()),
                    "problem",
                    Optional.of(least),
                    "nothing",
                    "the version says less than the changes; " + least + " is the least"));
    for (ContractChange change : compared.changes()) {
      row(
          change.effect() == ContractChange.Effect.REBUILD ? cost : Optional.empty(),
          dataset,
          change.kind().label(),
          change.name(),
          change.before(),
          change.after(),
          change.level().label(),
          Optional.of(change.level().step()),
          change.effect().label(),
          change.why());
      counts.merge(change.level(), 1, Integer::sum);
    }
  }

  private void row(Optional<RebuildCost> cost, Object... cells) {
    List<Object> row = new ArrayList<>(Arrays.asList(cells));
    if (costs) {
      row.add(cost.map(RebuildCost::sources));
      row.add(cost.map(RebuildCost::sourceBytes));
      row.add(cost.map(RebuildCost::gone));
      row.add(cost.filter(it -> it.rows().isPresent()).map(it -> it.rows().getAsLong()));
      row.add(cost.map(RebuildCost::bytes));
    }
    rows.row(row.toArray());
  }

  Answer answer() {
    return rows.answer();
  }

  /** What was found, in one line. */
  String summary(int datasets) {
    if (counts.isEmpty()) {
      return datasets + (datasets == 1 ? " contract" : " contracts") + ", no change";
    }
    List<String> parts = new ArrayList<>();
    counts.forEach((level, count) -> parts.add(count + " " + level.label()));
    return String.join(", ", parts) + "; every version says enough";
  }
}
