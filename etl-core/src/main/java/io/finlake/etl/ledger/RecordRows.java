package io.finlake.etl.ledger;

import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.plan.Balance;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Batch records to rows of the record table and back. */
final class RecordRows {
  private RecordRows() {}

  static Row of(BatchRecord record) {
    Balance balance = record.balance();
    return RowFactory.create(
        record.table().name(),
        record.table().incarnation(),
        record.number(),
        record.runId(),
        record.attemptId(),
        record.tableVersion(),
        Timestamp.from(record.processingTime()),
        record.contractVersion(),
        record.outcome().name().toLowerCase(Locale.ROOT),
        balance.read(),
        balance.outcomes().accepted(),
        balance.outcomes().quarantined(),
        balance.outcomes().duplicate(),
        balance.outcomes().superseded(),
        balance.filtered(),
        new TreeMap<>(balance.money())
            .entrySet().stream().map(entry -> money(entry.getKey(), entry.getValue())).toList(),
        record.objects().stream()
            .map(object -> RowFactory.create(object.path(), object.sha256(), object.records()))
            .toList(),
        record.rules(),
        record.unknown(),
        record.milliseconds());
  }

  static BatchRecord record(Row row) {
    String[] table = row.getString(row.fieldIndex("table")).split("\\.", 2);
    List<Row> objects = row.getList(row.fieldIndex("objects"));
    return new BatchRecord(
        new TableKey(
            Zone.valueOf(table[0].toUpperCase(Locale.ROOT)),
            DatasetId.parse(table[1]),
            row.getString(row.fieldIndex("incarnation"))),
        count(row, "number"),
        row.getString(row.fieldIndex("run_id")),
        row.getString(row.fieldIndex("attempt_id")),
        count(row, "table_version"),
        row.getTimestamp(row.fieldIndex("processing_time")).toInstant(),
        row.getString(row.fieldIndex("contract_version")),
        BatchRecord.Outcome.valueOf(
            row.getString(row.fieldIndex("outcome")).toUpperCase(Locale.ROOT)),
        balance(row),
        objects.stream()
            .map(
                object ->
                    new BatchRecord.ObjectRead(
                        object.getString(0), object.getString(1), object.getLong(2)))
            .toList(),
        counts(row, "rules"),
        counts(row, "unknown"),
        count(row, "milliseconds"));
  }

  private static Balance balance(Row row) {
    Map<String, Balance.Money> money = new TreeMap<>();
    List<Row> sums = row.getList(row.fieldIndex("money"));
    sums.forEach(
        sum ->
            money.put(
                sum.getString(0),
                new Balance.Money(
                    plain(sum.getDecimal(1)),
                    new Balance.Split<>(
                        plain(sum.getDecimal(2)),
                        plain(sum.getDecimal(3)),
                        plain(sum.getDecimal(4)),
                        plain(sum.getDecimal(5))))));
    return new Balance(
        count(row, "read"),
        new Balance.Split<>(
            count(row, "accepted"),
            count(row, "quarantined"),
            count(row, "duplicate"),
            count(row, "superseded")),
        count(row, "filtered"),
        money);
  }

  private static Row money(String measure, Balance.Money money) {
    return RowFactory.create(
        measure,
        money.read(),
        money.outcomes().accepted(),
        money.outcomes().quarantined(),
        money.outcomes().duplicate(),
        money.outcomes().superseded());
  }

  private static BigDecimal plain(BigDecimal amount) {
    BigDecimal stripped = amount.stripTrailingZeros();
    return stripped.scale() < 2 ? stripped.setScale(2) : stripped;
  }

  private static long count(Row row, String column) {
    return row.getLong(row.fieldIndex(column));
  }

  private static Map<String, Long> counts(Row row, String column) {
    return new TreeMap<>(row.<String, Long>getJavaMap(row.fieldIndex(column)));
  }
}
