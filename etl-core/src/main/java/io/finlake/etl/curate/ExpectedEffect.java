package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.finlake.etl.contract.Column;
import io.finlake.etl.contract.ColumnType;
import io.finlake.etl.contract.Contract;
import io.finlake.etl.plan.TableEffect;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Counts what would change in a curated table. */
final class ExpectedEffect {
  private static final String CURRENCY = "currency";
  private static final BigDecimal NOTHING = new BigDecimal("0.00");

  private final Contract contract;

  ExpectedEffect(Contract contract) {
    this.contract = contract;
  }

  /**
   * The effect of changed rows; a few small jobs.
   *
   * @param how how much was computed, in words
   */
  TableEffect of(Dataset<Row> changes, String how) {
    Map<String, Long> counts = new TreeMap<>();
    changes
        .groupBy(ExpectedChanges.CHANGE)
        .count()
        .collectAsList()
        .forEach(row -> counts.put(row.getString(0), row.getLong(1)));
    return new TableEffect(
        Foresight.name(contract),
        how,
        counts.isEmpty() ? List.of() : partitions(changes),
        counts.getOrDefault(Difference.INSERT, 0L),
        counts.getOrDefault(Difference.UPDATE, 0L),
        counts.getOrDefault(Difference.DELETE, 0L),
        counts.isEmpty() ? Map.of() : money(changes));
  }

  /** The first amount beside a column {@code currency}: curated contracts name no measures. */
  private Optional<String> amount() {
    boolean currency =
        contract.columns().stream()
            .anyMatch(
                column ->
                    column.name().equals(CURRENCY) && column.type() instanceof ColumnType.Text);
    return currency
        ? contract.columns().stream()
            .filter(column -> column.type() instanceof ColumnType.Decimal)
            .map(Column::name)
            .findFirst()
        : Optional.empty();
  }

  private Map<String, TableEffect.Sums> money(Dataset<Row> changes) {
    Map<String, TableEffect.Sums> money = new TreeMap<>();
    amount()
        .ifPresent(
            column -> {
              Map<String, BigDecimal> before = sums(column, side(changes, ExpectedChanges.OLD));
              Map<String, BigDecimal> after = sums(column, side(changes, ExpectedChanges.NEW));
              TreeSet<String> names = new TreeSet<>(before.keySet());
              names.addAll(after.keySet());
              names.forEach(
                  name ->
                      money.put(
                          name,
                          new TableEffect.Sums(
                              before.getOrDefault(name, NOTHING),
                              after.getOrDefault(name, NOTHING))));
            });
    return money;
  }

  private static Map<String, BigDecimal> sums(String column, Dataset<Row> rows) {
    Map<String, BigDecimal> sums = new TreeMap<>();
    rows.where(col(column).isNotNull())
        .groupBy(coalesce(col(CURRENCY), lit("unknown")))
        .agg(sum(col(column).cast("decimal(38,8)")))
        .collectAsList()
        .forEach(row -> sums.put(column + " " + row.getString(0), row.getDecimal(1)));
    return sums;
  }

  private List<String> partitions(Dataset<Row> changes) {
    if (contract.partitionBy().isEmpty()) {
      return List.of();
    }
    String text =
        "concat_ws('/', "
            + String.join(
                ", ",
                contract.partitionBy().stream()
                    .map(
                        name ->
                            "concat('%1$s=', coalesce(CAST(`%1$s` AS STRING), 'null'))"
                                .formatted(name))
                    .toList())
            + ")";
    List<String> partitions = new ArrayList<>();
    side(changes, ExpectedChanges.OLD)
        .selectExpr(text)
        .union(side(changes, ExpectedChanges.NEW).selectExpr(text))
        .distinct()
        .collectAsList()
        .forEach(row -> partitions.add(row.getString(0)));
    return partitions.stream().sorted().toList();
  }

  private static Dataset<Row> side(Dataset<Row> changes, String side) {
    return changes.where(col(side).isNotNull()).select(side + ".*");
  }
}
