package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code finlake status}: where every table stands. */
@Command(
    name = "status",
    description = {
      "Shows where every table stands: its last batch, an unfinished one, rows in quarantine, and",
      "deliveries that are missing or were late where the contract says when they are expected, and",
      "objects whose bytes had come before under another name."
    },
    footer = {"", "Example:", "  finlake status --lake target/demo-lake"})
final class StatusCommand extends LakeCommand {
  StatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean makesLake() {
    return false;
  }

  @Override
  int work(Lake lake, List<Contract> contracts) {
    Instant now = Instant.now();
    Answer.Rows rows =
        Answer.of(
            "table",
            "batch",
            "state",
            "processed_at",
            "read",
            "accepted",
            "quarantined",
            "missing_deliveries",
            "late_deliveries",
            "repeated_objects");
    for (Contract contract : contracts) {
      if (lake.tables().exists(lake.path(contract))) {
        row(rows, lake, contract, now);
      } else {
        Optional<String> none = Optional.empty();
        rows.row(name(contract), 0L, "empty", none, none, none, none, none, none, none);
      }
    }
    print(rows.answer());
    return DONE;
  }

  private static void row(Answer.Rows rows, Lake lake, Contract contract, Instant now) {
    TableKey key = lake.key(contract.zone(), contract.id());
    long committed = lake.committed(key);
    long planned = lake.ledger().planned(key);
    List<BatchRecord> records = lake.ledger().records(key);
    Optional<BatchRecord> last = records.stream().reduce((earlier, later) -> later);
    var total = Balances.sum(records);
    DeliveryDays deliveries = deliveries(lake, contract, key, now);
    rows.row(
        name(contract),
        committed,
        state(committed, planned, lake.ledger().recorded(key)),
        last.map(BatchRecord::processingTime),
        total.read(),
        total.outcomes().accepted(),
        total.outcomes().quarantined(),
        deliveries.missingText(),
        deliveries.lateText(),
        RepeatedObjects.in(records).text());
  }

  private static DeliveryDays deliveries(Lake lake, Contract contract, TableKey key, Instant now) {
    if (contract.zone() != Zone.PROCESSED || contract.delivery().isEmpty()) {
      return DeliveryDays.none();
    }
    return DeliveryDays.of(
        contract.delivery().get(), lake.ledger().objects(key, Optional.empty()).values(), now);
  }

  private static String state(long committed, long planned, long recorded) {
    if (planned > committed) {
      return "batch " + planned + " is unfinished";
    }
    return recorded < committed ? "batch " + committed + " is not recorded" : "complete";
  }

  private static String name(Contract contract) {
    return contract.zone().label() + "." + contract.id();
  }
}
