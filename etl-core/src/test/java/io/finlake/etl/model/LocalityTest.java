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
    Inputs before = inputs(contract, bank);
    for (Derivation.Input input : contract.derivation().inputs()) {
      if (input.column().isEmpty()) {
        String reference = Inputs.name(input);
        Dataset<Row> added = bank.rows(reference, 8);
        Inputs after =
            before.map((name, rows) -> name.equals(reference) ? rows.union(added) : rows);
        Locality.assertTouches(contract, model(contract), reference, added, before, after);
      }
    }
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
