package io.finlake.etl.ledger;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.lookup.PlainRow;
import io.finlake.etl.plan.Balance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Batch records to rows of the record table and back. */
final class RecordRows {
  /** Stands for counts of rows among sums of money, whose names have a blank in them. */
  private static final String ROWS = "rows";

  private RecordRows() {}

  static PlainRow of(BatchRecord record) {
    Balance balance = record.balance();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("table", record.table().name());
    values.put("incarnation", record.table().incarnation());
    values.put("number", record.number());
    values.put("run_id", record.runId());
    values.put("attempt_id", record.attemptId());
    values.put("table_version", record.tableVersion());
    values.put("processing_time", record.processingTime());
    values.put("contract_version", record.contractVersion());
    values.put("outcome", outcome(record.outcome()));
    values.put("read", balance.read());
    values.put("accepted", balance.outcomes().accepted());
    values.put("quarantined", balance.outcomes().quarantined());
    values.put("duplicate", balance.outcomes().duplicate());
    values.put("superseded", balance.outcomes().superseded());
    values.put("filtered", balance.filtered());
    values.put("money", money(balance));
    record.before().ifPresent(before -> values.put("before", before(before)));
    values.put("objects", record.objects().stream().map(RecordRows::object).toList());
    values.put("rules", record.rules());
    values.put("unknown", record.unknown());
    values.put("milliseconds", record.milliseconds());
    return new PlainRow(values);
  }

  static BatchRecord record(PlainRow row) {
    String[] table = row.text("table").split("\\.", 2);
    return new BatchRecord(
        new TableKey(
            Zone.valueOf(table[0].toUpperCase(Locale.ROOT)),
            DatasetId.parse(table[1]),
            row.text("incarnation")),
        row.number("number"),
        row.text("run_id"),
        row.text("attempt_id"),
        row.number("table_version"),
        row.moment("processing_time"),
        row.text("contract_version"),
        BatchRecord.Outcome.valueOf(row.text("outcome").toUpperCase(Locale.ROOT)),
        balance(row),
        row.rows("objects").stream()
            .map(
                object ->
                    new BatchRecord.ObjectRead(
                        object.text("path"), object.text("sha256"), object.number("records")))
            .toList(),
        row.counts("rules"),
        row.counts("unknown"),
        row.number("milliseconds"),
        before(row.rows("before")));
  }

  /** As it stands in the table. */
  static String outcome(BatchRecord.Outcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /**
   * The money of a backfill's rows before it, and the rows themselves under a name of their own.
   */
  private static List<PlainRow> before(Balance balance) {
    Balance.Split<Long> rows = balance.outcomes();
    Balance.Money counts =
        new Balance.Money(
            BigDecimal.valueOf(balance.read()),
            new Balance.Split<>(
                BigDecimal.valueOf(rows.accepted()),
                BigDecimal.valueOf(rows.quarantined()),
                BigDecimal.valueOf(rows.duplicate()),
                BigDecimal.valueOf(rows.superseded())));
    List<PlainRow> all = new ArrayList<>(money(balance));
    all.add(money(ROWS, counts));
    return all;
  }

  private static Optional<Balance> before(List<PlainRow> rows) {
    Map<String, Balance.Money> money = new TreeMap<>(money(rows));
    return Optional.ofNullable(money.remove(ROWS))
        .map(
            counts ->
                new Balance(
                    counts.read().longValueExact(),
                    new Balance.Split<>(
                        counts.outcomes().accepted().longValueExact(),
                        counts.outcomes().quarantined().longValueExact(),
                        counts.outcomes().duplicate().longValueExact(),
                        counts.outcomes().superseded().longValueExact()),
                    0,
                    money));
  }

  private static List<PlainRow> money(Balance balance) {
    return new TreeMap<>(balance.money())
        .entrySet().stream().map(entry -> money(entry.getKey(), entry.getValue())).toList();
  }

  private static Map<String, Balance.Money> money(List<PlainRow> rows) {
    Map<String, Balance.Money> money = new TreeMap<>();
    for (PlainRow sum : rows) {
      money.put(
          sum.text("measure"),
          new Balance.Money(
              plain(sum.amount("read")),
              new Balance.Split<>(
                  plain(sum.amount("accepted")),
                  plain(sum.amount("quarantined")),
                  plain(sum.amount("duplicate")),
                  plain(sum.amount("superseded")))));
    }
    return money;
  }

  private static Balance balance(PlainRow row) {
    Map<String, Balance.Money> money = money(row.rows("money"));
    return new Balance(
        row.number("read"),
        new Balance.Split<>(
            row.number("accepted"),
            row.number("quarantined"),
            row.number("duplicate"),
            row.number("superseded")),
        row.number("filtered"),
        money);
  }

  private static PlainRow money(String measure, Balance.Money money) {
    return new PlainRow(
        Map.of(
            "measure", measure,
            "read", money.read(),
            "accepted", money.outcomes().accepted(),
            "quarantined", money.outcomes().quarantined(),
            "duplicate", money.outcomes().duplicate(),
            "superseded", money.outcomes().superseded()));
  }

  private static PlainRow object(BatchRecord.ObjectRead object) {
    return new PlainRow(
        Map.of("path", object.path(), "sha256", object.sha256(), "records", object.records()));
  }

  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 2 ? stripped.setScale(2) : stripped;
  }
}
