package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.ContractChange;
import io.finlake.etl.contract.ContractComparison;
import io.finlake.etl.contract.ContractFiles;
import io.finlake.etl.contract.ContractSource;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.explain.LakeView;
import io.finlake.etl.explain.RebuildCost;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.StoredColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Whether the table that exists can go on under a contract. What it cannot follow, such as another
 * type or another key, is refused before anything is planned: a cast would lose digits in silence,
 * and rows decided by two keys would stand in one table.
 */
final class ContractFit {
  private final Lake lake;
  private final Contract contract;

  ContractFit(Lake lake, Contract contract) {
    this.lake = lake;
    this.contract = contract;
  }

  /**
   * Fails when the table must be made anew first.
   *
   * @param last the last planned batch, whose contract the table was written by
   * @throws FinlakeException {@link ErrorCode#BAD_CONTRACT} with what differs, what making it anew
   *     costs and the commands that do it
   */
  void check(Optional<Batch> last) {
    List<ContractChange> changes =
        last.filter(batch -> !batch.contractHash().equals(contract.hash()))
            .flatMap(this::readable)
            .map(before -> ContractComparison.of(before, contract).needRebuild())
            .orElse(List.of());
    List<String> reasons = new ArrayList<>();
    changes.forEach(change -> reasons.add(reason(change)));
    reasons.addAll(otherTypes(changes.stream().map(ContractChange::name).toList()));
    if (!reasons.isEmpty()) {
      throw refused(reasons);
    }
  }

  private FinlakeException refused(List<String> reasons) {
    Optional<RebuildCost> cost = RebuildCost.of(view(), contract);
    return FinlakeException.of(
        ErrorCode.BAD_CONTRACT,
        "the table of " + contract.id() + " cannot follow its contract; no batch was planned",
        String.join("; ", reasons)
            + cost.map(it -> ". Making it anew costs: " + it.sentence()).orElse(""),
        "put the contract back, or make the table anew: "
            + cost.map(RebuildCost::remedy).orElse("finlake process"));
  }

  /** Columns of other types, but for those whose change is known already. */
  private List<String> otherTypes(List<String> known) {
    List<String> reasons = new ArrayList<>();
    StructType stored = lake.tables().schema(lake.path(contract));
    Set<String> names = Set.of(stored.fieldNames());
    for (StoredColumns.Stored column : StoredColumns.of(contract).columns()) {
      if (names.contains(column.name()) && !known.contains(column.name())) {
        StructField field = stored.apply(column.name());
        if (!field.dataType().equals(DataType.fromDDL(column.ddl()))) {
          reasons.add(
              column.name()
                  + " is stored as "
                  + field.dataType().sql()
                  + " and the contract says "
                  + column.ddl());
        }
      }
    }
    return reasons;
  }

  private static String reason(ContractChange change) {
    String name = change.name().isEmpty() ? "" : " of " + change.name();
    return change.kind().label()
        + name
        + ": "
        + change.before().orElse("none")
        + " became "
        + change.after().orElse("none")
        + ", and "
        + change.why();
  }

  /** A contract of long ago may break rules that were made since; then types alone are compared. */
  private Optional<Contract> readable(Batch batch) {
    return ContractFiles.past(
        new ContractSource(batch.dataset().path() + "/contract.yaml", batch.contractText()));
  }

  private LakeView view() {
    return new LakeView(lake.configuration(), lake.locations(), lake.ledger(), List.of(contract));
  }
}
