package io.finlake.etl.process;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Measure;
import io.finlake.etl.contract.RawSource;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.error.ErrorCode;
import io.finlake.etl.error.FinlakeException;
import io.finlake.etl.ledger.BatchRecord;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.plan.Batch;
import io.finlake.etl.plan.Inputs;
import io.finlake.etl.screen.CurrencyCodes;
import io.finlake.etl.source.ControlTotals;
import io.finlake.etl.source.Manifests;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What the source says it sent beside what was read, object by object. Rows are the source's
 * records; where a reshape makes rows of them, sums are of those rows. A sum is compared in every
 * currency that either side has; columns that a manifest does not state are not compared.
 */
final class ControlTotalsCheck {
  private final Lake lake;
  private final Contract contract;
  private final Batch batch;

  ControlTotalsCheck(Lake lake, Contract contract, Batch batch) {
    this.lake = lake;
    this.contract = contract;
    this.batch = batch;
  }

  /**
   * Fails when an object's totals are not what its manifest says; nothing to do where the contract
   * names no manifest. One job, whatever the number of objects.
   *
   * @param staged the rows that were read
   * @throws FinlakeException {@link ErrorCode#CONTROL_TOTAL_MISMATCH} naming every such object
   */
  void check(Dataset<Row> staged, Staging.Found found) {
    RawSource source = contract.landed().source();
    if (source.manifest().isEmpty()) {
      return;
    }
    Manifests manifests =
        new Manifests(
            lake.configuration(), lake.locations().zone(Zone.RAW), source.manifest().get());
    Map<String, Tally.Group> read = read(staged);
    List<String> problems = new ArrayList<>();
    for (BatchRecord.ObjectRead object : found.objects()) {
      Tally.Group group = read.getOrDefault(object.path(), new Tally.Group(0, Map.of()));
      long rows = source.reshape().isPresent() ? object.records() : group.rows();
      ControlTotals stated = manifests.read(object.path());
      differences(stated, new Tally.Group(rows, group.money()))
          .forEach(difference -> problems.add(object.path() + ": " + difference));
    }
    if (!problems.isEmpty()) {
      throw FinlakeException.of(
          ErrorCode.CONTROL_TOTAL_MISMATCH,
          "batch " + batch.number() + " of " + batch.table() + " is not what its source announced",
          String.join("; ", problems),
          "ask the source which of the two is right; to go on, put the right manifest beside the "
              + "object"
              + (batch.inputs() instanceof Inputs.Backfilled
                  ? ", or mend the contract; nothing was changed"
                  : ", or give the batch up: finlake process --dataset "
                      + batch.dataset()
                      + " --void "
                      + batch.number()));
    }
  }

  /** Rows and sums by object. */
  private Map<String, Tally.Group> read(Dataset<Row> staged) {
    List<Measure> measures = contract.measures();
    List<Column> groups = new ArrayList<>(List.of(col(TechnicalColumn.OBJECT)));
    List<Column> sums = new ArrayList<>();
    for (int i = 0; i < measures.size(); i++) {
      groups.add(Tally.currency(measures.get(i)).as("_currency_" + i));
      sums.add(sum(col("`" + measures.get(i).column() + "`")));
    }
    List<Row> rows =
        staged
            .groupBy(groups.toArray(Column[]::new))
            .agg(count(lit(1)), sums.toArray(Column[]::new))
            .collectAsList();
    Map<String, Tally.Group> read = new HashMap<>();
    for (Row row : rows) {
      int counted = 1 + measures.size();
      Map<String, BigDecimal> money = new HashMap<>();
      for (int i = 0; i < measures.size(); i++) {
        if (!row.isNullAt(1 + i) && !row.isNullAt(counted + 1 + i)) {
          money.put(
              measures.get(i).column() + " " + row.getString(1 + i),
              row.getDecimal(counted + 1 + i));
        }
      }
      read.merge(row.getString(0), new Tally.Group(row.getLong(counted), money), Tally.Group::plus);
    }
    return read;
  }

  private List<String> differences(ControlTotals stated, Tally.Group read) {
    List<String> differences = new ArrayList<>();
    if (stated.rows() != read.rows()) {
      differences.add(stated.rows() + " rows expected, " + read.rows() + " found");
    }
    Map<String, BigDecimal> expected = byKnownCurrency(stated.sums());
    Set<String> columns = new TreeSet<>();
    expected.keySet().forEach(measure -> columns.add(column(measure)));
    Set<String> measures = new TreeSet<>(expected.keySet());
    read.money().keySet().stream()
        .filter(measure -> columns.contains(column(measure)))
        .forEach(measures::add);
    for (String measure : measures) {
      if (contract.measures().stream().noneMatch(it -> it.column().equals(column(measure)))) {
        differences.add(measure + " expected, which the contract does not measure");
        continue;
      }
      BigDecimal wanted = expected.getOrDefault(measure, BigDecimal.ZERO);
      BigDecimal sum = read.money().getOrDefault(measure, BigDecimal.ZERO);
      if (wanted.compareTo(sum) != 0) {
        differences.add(
            measure
                + " "
                + wanted.toPlainString()
                + " expected, "
                + sum.toPlainString()
                + " found");
      }
    }
    return differences;
  }

  /** Currencies that are none count together, as they do in what was read. */
  private static Map<String, BigDecimal> byKnownCurrency(Map<String, BigDecimal> sums) {
    Set<String> codes = Set.copyOf(CurrencyCodes.load().codes());
    Map<String, BigDecimal> known = new TreeMap<>();
    sums.forEach(
        (measure, amount) -> {
          String currency = measure.substring(column(measure).length() + 1);
          String name = codes.contains(currency) ? currency : Tally.INVALID;
          known.merge(column(measure) + " " + name, amount, BigDecimal::add);
        });
    return known;
  }

  private static String column(String measure) {
    return measure.substring(0, measure.indexOf(' '));
  }
}
