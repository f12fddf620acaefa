package io.finlake.etl.process;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.WriteStrategy;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.Lake;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Encoders;

/**
 * Which open rows an operator wants to have taken again.
 *
 * @param rules only rows that broke one of these; empty for any
 * @param corrections the path below raw of values in place of delivered ones
 */
public record ReplayRequest(List<String> rules, Optional<String> corrections) {
  public ReplayRequest {
    rules = List.copyOf(rules);
  }

  /** The objects that hold such rows, before a batch; none when there is no such row. */
  Set<String> objects(Lake lake, Contract contract, long number) {
    if (!OpenRows.replayable(contract)) {
      throw FinlakeException.of(
          ErrorCode.BAD_ARGUMENT,
          "the quarantine of " + contract.id() + " is not replayed",
          contract.landed().write() instanceof WriteStrategy.Snapshot
              ? "its rows are of full extracts, and newer extracts have come since"
              : "its contract lets objects be replaced, so other bytes may stand at their place now",
          contract.landed().write() instanceof WriteStrategy.Snapshot
              ? "mend the source or the contract; the next extract brings every row again"
              : "ask the source to send the mended objects again, under the same names");
    }
    if (!OpenRows.any(lake, contract)) {
      return Set.of();
    }
    return new TreeSet<>(
        OpenRows.broke(OpenRows.before(lake.spark(), lake.quarantine(contract.id()), number), rules)
            .select(TechnicalColumn.OBJECT)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList());
  }
}
