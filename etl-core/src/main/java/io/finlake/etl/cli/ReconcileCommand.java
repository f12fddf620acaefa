package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.Actor;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Balance;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finlake reconcile}: every committed batch with every row and cent. */
@Command(
    name = "reconcile",
    description = {
      "Lists every committed batch of processed tables: read = accepted + quarantined + duplicate",
      "+ superseded, in rows and in money per currency. Exit code 3 when one does not balance.",
      "A replay reads rows out of quarantine, a backfill reads objects again: their rows were read",
      "in a delivery before. An erasure reads the rows that it takes out, accepted ones of the table",
      "and quarantined ones of quarantine."
    },
    footer = {
      "",
      "Examples:",
      "  finlake reconcile --lake target/demo-lake",
      "  finlake reconcile --lake target/demo-lake --dataset payments.transactions --format json"
    })
final class ReconcileCommand extends LakeCommand {
  @Option(
      names = "--dataset",
      paramLabel = "DATASET",
      description = "Only this one, domain.name; default: all.")
  private Optional<String> dataset = Optional.empty();

  ReconcileCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    List<Contract> those = chosen(dataset, contracts, List.of(Zone.PROCESSED));
    Answer.Rows rows =
        Answer.of(
            "table",
            "batch",
            "read",
            "accepted",
            "quarantined",
            "duplicate",
            "superseded",
            "filtered",
            "balanced",
            "kind",
            "money",
            "processed_at",
            "table_version",
            "run");
    boolean balanced = true;
    for (Contract contract : those) {
      for (BatchRecord record : records(lake, contract)) {
        balanced &= record.balance().balanced();
        row(rows, record);
      }
    }
    print(rows.answer());
    if (!balanced) {
      say("finlake: UNBALANCED: not every row or cent is accounted for");
    }
    return balanced ? DONE : Actor.SOURCE.exitCode();
  }

  private static List<BatchRecord> records(Lake lake, Contract contract) {
    if (!lake.tables().exists(lake.path(contract))) {
      return List.of();
    }
    return lake.ledger().records(lake.key(contract.zone(), contract.id())).stream()
        .filter(record -> record.outcome() != BatchRecord.Outcome.VOIDED)
        .toList();
  }

  private static String kind(BatchRecord.Outcome outcome) {
    return switch (outcome) {
      case REPLAYED -> "replay";
      case BACKFILLED -> "backfill";
      case ERASED -> "erasure";
      case ROTATED -> "token rotation";
      default -> "delivery";
    };
  }

  private void row(Answer.Rows rows, BatchRecord record) {
    Balance balance = record.balance();
    rows.row(
        record.table().dataset().toString(),
        record.number(),
        balance.read(),
        balance.outcomes().accepted(),
        balance.outcomes().quarantined(),
        balance.outcomes().duplicate(),
        balance.outcomes().superseded(),
        balance.filtered(),
        balance.balanced(),
        kind(record.outcome()),
        output().forPrograms() ? MoneyText.byCurrency(balance) : MoneyText.line(balance),
        record.processingTime(),
        record.tableVersion(),
        record.runId());
  }
}
