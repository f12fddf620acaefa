package io.finlake.etl.curate;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.plan.Inputs.VersionRange;
import io.finlake.etl.plan.VisibleRows;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Inputs as they would be after changes that nobody made: the version after the newest one stands
 * for them.
 */
final class ExpectedInputs implements InputRows {
  private final SparkSession spark;
  private final InputRows present;
  private final Map<String, ExpectedChanges> expected;
  private final Map<String, Contract> contracts;

  ExpectedInputs(
      SparkSession spark,
      InputRows present,
      Map<String, ExpectedChanges> expected,
      Map<String, Contract> contracts) {
    this.spark = spark;
    this.present = present;
    this.expected = expected;
    this.contracts = contracts;
  }

  @Override
  public Inputs at(Derivation derivation, Map<String, VersionRange> ranges) {
    Map<String, VersionRange> known = new HashMap<>();
    ranges.forEach((name, range) -> known.put(name, known(range)));
    return present
        .at(derivation, known)
        .map(
            (name, rows) ->
                expected.containsKey(name) ? after(name, rows, expected.get(name)) : rows);
  }

  private VersionRange known(VersionRange range) {
    return expected.containsKey(range.table())
        ? new VersionRange(range.table(), range.incarnation(), range.after(), range.after())
        : range;
  }

  private Dataset<Row> after(String name, Dataset<Row> rows, ExpectedChanges changes) {
    Dataset<Row> all = changes.rows().apply(spark);
    Dataset<Row> replaced = side(all, ExpectedChanges.OLD);
    Dataset<Row> kept =
        rows.join(
            replaced.select(
                changes.identity().stream()
                    .map(column -> col("`" + column + "`"))
                    .toArray(org.apache.spark.sql.Column[]::new)),
            changes.identity().toArray(new String[0]),
            "left_anti");
    Dataset<Row> wanted = kept.unionByName(side(all, ExpectedChanges.NEW), true);
    return Optional.ofNullable(contracts.get(name))
        .flatMap(VisibleRows::predicate)
        .map(wanted::where)
        .orElse(wanted);
  }

  @Override
  public Refresh.Feed feed(Derivation.Input input, VersionRange range) {
    ExpectedChanges changes = expected.get(range.table());
    if (changes == null) {
      return present.feed(input, range);
    }
    return new Refresh.Feed(
        true, changes.newColumns() ? Optional.of("its columns would change") : Optional.empty());
  }

  @Override
  public Dataset<Row> changes(Derivation.Input input, VersionRange range) {
    ExpectedChanges changes = expected.get(range.table());
    if (changes == null) {
      return present.changes(input, range);
    }
    Dataset<Row> all = changes.rows().apply(spark);
    return typed(all, "insert", ExpectedChanges.NEW, "insert")
        .union(typed(all, "update", ExpectedChanges.OLD, "update_preimage"))
        .union(typed(all, "update", ExpectedChanges.NEW, "update_postimage"))
        .union(typed(all, "delete", ExpectedChanges.OLD, "delete"))
        .withColumn("_commit_version", lit(range.upTo()));
  }

  private static Dataset<Row> typed(Dataset<Row> all, String change, String side, String type) {
    return side(all.where(col(ExpectedChanges.CHANGE).equalTo(change)), side)
        .withColumn("_change_type", lit(type));
  }

  private static Dataset<Row> side(Dataset<Row> all, String side) {
    return all.where(col(side).isNotNull()).select(side + ".*");
  }
}
