package io.finlake.etl.model;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import io.finlake.etl.curate.Models;
import io.finlake.etl.testing.BankTables;
import io.finlake.etl.testing.Locality;
import io.finlake.etl.testing.RandomBank;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every curated contract of the bank that is built by key or by partition is local. */
class LocalityTest {
  static Stream<Contract> contracts() {
    return BankTables.curated().stream()
        .filter(it -> !(it.derivation().build() instanceof Derivation.Build.Whole));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contracts")
  void restrictingThenComputingIsComputingThenRestricting(Contract contract) {
    long seed = new Random().nextLong();
    System.out.println("locality of " + contract.id() + ", seed " + seed);
    RandomBank bank = new RandomBank(new Random(seed));

    Locality.assertLocal(contract, model(contract), inputs(contract, bank));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contracts")
  void aChangedReferenceTouchesEveryKeyWhoseRowsDiffer(Contract contract) {
    long seed = new Random().nextLong();
    System.out.println("references of " + contract.id() + ", seed " + seed);
    RandomBank bank = new RandomBank(new Random(seed));
    Inputs inputs = inputs(contract, bank);
    for (Derivation.Input input : contract.derivation().inputs()) {
      if (input.column().isEmpty()) {
        String reference = Inputs.name(input);
        Change change = change(reference, inputs.table(reference), bank);
        Locality.assertTouches(
            contract,
            model(contract),
            reference,
            change.feed(),
            inputs.map((name, rows) -> name.equals(reference) ? change.before() : rows),
            inputs.map((name, rows) -> name.equals(reference) ? change.after() : rows));
      }
    }
  }

  /** A table before and after more arrived, and what the change feed says of it. */
  private record Change(Dataset<Row> before, Dataset<Row> after, Dataset<Row> feed) {}

  private static Change change(String table, Dataset<Row> rows, RandomBank bank) {
    Contract contract = BankTables.contracts().get(table);
    if (!RandomBank.isHistory(contract)) {
      Dataset<Row> added = bank.rows(table, 8);
      return new Change(rows, rows.union(added), fed(added, "insert"));
    }
    // More versions change rows of a history, too: it is made again from all of them.
    String source = RandomBank.versions(contract);
    Dataset<Row> versions = bank.rows(source, 30);
    Dataset<Row> before = RandomBank.history(table, versions);
    Dataset<Row> after = RandomBank.history(table, versions.union(bank.rows(source, 6)));
    return new Change(
        before,
        after,
        fed(before.exceptAll(after), "delete").union(fed(after.exceptAll(before), "insert")));
  }

  private static Dataset<Row> fed(Dataset<Row> rows, String type) {
    return rows.withColumn("_change_type", functions.lit(type))
        .withColumn("_commit_version", functions.lit(1L));
  }

  private static Model model(Contract contract) {
    return Models.onClassPath().model(contract);
  }

  private static Inputs inputs(Contract contract, RandomBank bank) {
    Map<String, Dataset<Row>> tables = new LinkedHashMap<>();
    contract.derivation().inputs().stream()
        .map(Inputs::name)
        .forEach(name -> tables.put(name, bank.rows(name, 40)));
    return Inputs.of(tables);
  }
}
