package io.finlake.etl.cli;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.curate.CurateResult;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.lookup.StoredTable;
import io.finlake.etl.plan.Balance;
import io.finlake.etl.process.DatasetResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the demo prints at its end: balances, curated tables, an answer, and what to try next. */
final class DemoReport {
  private static final String QUESTION =
      "SELECT segment, count(*) AS customers, sum(transactions_30d) AS transactions,"
          + " sum(balance_base) AS balance_eur FROM curated.customer_360"
          + " WHERE segment IS NOT NULL GROUP BY segment ORDER BY segment";

  private final Surroundings surroundings;
  private final PrintWriter out;
  private final Lake lake;
  private final List<Contract> contracts;
  private final Map<DatasetId, List<BatchRecord>> batches = new TreeMap<>();
  private final Map<DatasetId, Long> curatedMilliseconds = new TreeMap<>();

  DemoReport(Surroundings surroundings, Lake lake, List<Contract> contracts) {
    this.surroundings = surroundings;
    this.out = surroundings.out();
    this.lake = lake;
    this.contracts = List.copyOf(contracts);
  }

  /** Adds what one delivery did. */
  void add(EngineRun run) {
    for (DatasetResult result : run.processed()) {
      batches
          .computeIfAbsent(result.dataset(), dataset -> new ArrayList<>())
          .addAll(result.batches());
    }
    for (CurateResult result : run.curated()) {
      curatedMilliseconds.merge(result.table(), result.milliseconds(), Long::sum);
    }
  }

  void print(Path root) {
    out.println();
    out.println("Processed: read = accepted + quarantined + duplicate + superseded, in rows");
    table(rows());
    out.println();
    out.println("and in money");
    table(money());
    out.println();
    out.println("Curated");
    table(curated());
    out.println();
    out.println("Who are the customers?  " + QUESTION);
    table(answer());
    String where = shown(root);
    out.println();
    out.println("Try next:");
    out.println("  ./finlake reconcile --lake " + where);
    out.println("  ./finlake quarantine list --lake " + where);
    out.println("  ./finlake quarantine show payments.transactions --lake " + where);
    out.println("  ./finlake query --lake " + where + " 'SHOW TABLES IN curated'");
    out.println(
        "  ./finlake query --lake "
            + where
            + " 'SELECT * FROM curated.daily_kpi ORDER BY kpi_date LIMIT 20'");
    out.println("  ./finlake run --lake " + where + "    # nothing new: a fast, green nothing");
    out.flush();
  }

  private Answer rows() {
    Answer.Rows rows =
        Answer.of(
            "dataset",
            "read",
            "accepted",
            "quarantined",
            "duplicate",
            "superseded",
            "balanced",
            "seconds");
    batches.forEach(
        (dataset, records) -> {
          Balance balance = sum(records);
          rows.row(
              dataset.toString(),
              balance.read(),
              balance.outcomes().accepted(),
              balance.outcomes().quarantined(),
              balance.outcomes().duplicate(),
              balance.outcomes().superseded(),
              balance.balanced() ? "yes" : "NO",
              People.seconds(records.stream().mapToLong(BatchRecord::milliseconds).sum()));
        });
    return rows.answer();
  }

  private Answer money() {
    Answer.Rows rows =
        Answer.of(
            "dataset", "currency", "read", "accepted", "quarantined", "duplicate", "superseded");
    batches.forEach(
        (dataset, records) ->
            MoneyText.amounts(sum(records))
                .forEach(
                    (currency, money) ->
                        rows.row(
                            dataset.toString(),
                            currency,
                            money.read(),
                            money.outcomes().accepted(),
                            money.outcomes().quarantined(),
                            money.outcomes().duplicate(),
                            money.outcomes().superseded())));
    return rows.answer();
  }

  private Answer curated() {
    Answer.Rows rows = Answer.of("table", "rows", "seconds");
    for (Contract contract : contracts) {
      String path = lake.path(contract);
      if (contract.zone() == Zone.CURATED) {
        StoredTable.at(lake.configuration(), path)
            .ifPresent(
                table ->
                    rows.row(
                        contract.tableName(),
                        table.content().rows().orElse(0),
                        People.seconds(curatedMilliseconds.getOrDefault(contract.id(), 0L))));
      }
    }
    return rows.answer();
  }

  private Answer answer() {
    ReadOnlySql statement = ReadOnlySql.parse(lake.spark().sessionState().sqlParser(), QUESTION);
    new LakeCatalog(lake.spark(), lake.locations(), contracts).register(statement);
    return SparkAnswer.take(lake.spark().sql(QUESTION), 20).answer();
  }

  private void table(Answer answer) {
    TableAnswer.print(answer, surroundings.outColumns(), out);
  }

  private static Balance sum(List<BatchRecord> records) {
    return Balances.sum(records);
  }

  private String shown(Path root) {
    Path here = surroundings.workingDirectory();
    String path = root.startsWith(here) ? here.relativize(root).toString() : root.toString();
    return path.matches("[A-Za-z0-9_./-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
  }
}
