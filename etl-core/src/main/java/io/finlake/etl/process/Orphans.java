package io.finlake.etl.process;

import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.forall;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.DatasetId;
import io.finlake.etl.contract.Rule;
import io.finlake.etl.contract.TechnicalColumn;
import io.finlake.etl.contract.Zone;
import io.finlake.etl.ledger.Lake;
import io.finlake.etl.ledger.TableKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Rows that wait in quarantine for what they refer to. They are looked at again when a dataset that
 * they refer to has committed a batch since, and only then.
 */
final class Orphans {
  private final Processor processor;
  private final Lake lake;
  private final Contract contract;
  private final TableKey key;

  Orphans(Processor processor, Contract contract, TableKey key) {
    this.processor = processor;
    this.lake = processor.lake();
    this.contract = contract;
    this.key = key;
  }

  /** What was found: the rules that let rows go, and the objects that these rows came in. */
  record Found(Set<String> rules, Set<String> objects) {}

  /** Parents that have grown since the last look, with their batch numbers. */
  Map<TableKey, Long> grown() {
    Map<TableKey, Long> grown = new LinkedHashMap<>();
    if (!OpenRows.replayable(contract)) {
      return grown;
    }
    for (DatasetId parent : new TreeSet<>(Processor.references(contract))) {
      if (lake.tables().exists(lake.locations().table(Zone.PROCESSED, parent))) {
        TableKey parentKey = lake.key(Zone.PROCESSED, parent);
        long committed = lake.committed(parentKey);
        if (committed > lake.ledger().asked(key, parentKey)) {
          grown.put(parentKey, committed);
        }
      }
    }
    return grown.isEmpty() || OpenRows.any(lake, contract) ? grown : Map.of();
  }

  /** Open rows of batches before a number whose parent is there now. */
  Found adopted(Map<TableKey, Long> grown, long number) {
    Set<String> rules = new TreeSet<>();
    Set<String> objects = new TreeSet<>();
    Map<DatasetId, Dataset<Row>> parents = processor.referenced(lake, contract);
    for (Rule rule : contract.rules()) {
      if (rule.check() instanceof Rule.Check.Reference reference
          && grown.keySet().stream().anyMatch(it -> it.dataset().equals(reference.dataset()))) {
        List<String> found = objects(rule, reference, parents.get(reference.dataset()), number);
        objects.addAll(found);
        if (!found.isEmpty()) {
          rules.add(rule.name());
        }
      }
    }
    return new Found(rules, objects);
  }

  /** Whether a reason is no more than a missing parent: a row that broke another rule stays. */
  private Column waitsForParents(Column reason) {
    Object[] references =
        contract.rules().stream()
            .filter(rule -> rule.check() instanceof Rule.Check.Reference)
            .map(Rule::name)
            .toArray();
    return reason.getField("severity").equalTo("warn").or(reason.getField("rule").isin(references));
  }

  /** Notes that the open rows were looked at. */
  void asked(Map<TableKey, Long> grown) {
    grown.forEach((parent, committed) -> lake.ledger().ask(key, parent, committed));
  }

  private List<String> objects(
      Rule rule, Rule.Check.Reference reference, Dataset<Row> parent, long number) {
    Column own = col("`" + rule.column().orElseThrow() + "`");
    Dataset<Row> there = parent.select(col("`" + reference.column() + "`").as("_there")).distinct();
    return new ArrayList<>(
        OpenRows.before(lake.spark(), lake.quarantine(contract.id()), number)
            .where(array_contains(col(TechnicalColumn.REASONS).getField("rule"), rule.name()))
            .where(forall(col(TechnicalColumn.REASONS), this::waitsForParents))
            .join(there, own.equalTo(col("_there")), "left_semi")
            .select(TechnicalColumn.OBJECT)
            .distinct()
            .as(Encoders.STRING())
            .collectAsList());
  }
}
