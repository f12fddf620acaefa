package io.finlake.etl.testing;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Derivation;
import io.finlake.etl.contract.Derivation.Build;
import io.finlake.etl.curate.Inputs;
import io.finlake.etl.curate.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What a build by key or by partition asks of its model, as assertions for any model: it is local
 * to the build's column, and it knows which keys a changed reference touches.
 */
public final class Locality {
  private Locality() {}

  /**
   * Restricting the inputs to some keys and then computing gives the rows that computing everything
   * and then restricting gives. Half of the keys, every other one in order, are taken.
   *
   * @param inputs rows of every input of the contract
   */
  public static void assertLocal(Contract contract, Model model, Inputs inputs) {
    String column = column(contract);
    Inputs known = withKeys(contract, inputs);
    List<Row> all = model.rows(known).select(columns(contract)).collectAsList();
    List<Object> keys =
        all.stream()
            .map(row -> row.<Object>getAs(column))
            .distinct()
            .sorted(Comparator.comparing(Object::toString))
            .toList();
    List<Object> some = keys.stream().filter(key -> keys.indexOf(key) % 2 == 0).toList();
    assertThat(some).as("keys to try").isNotEmpty().hasSizeLessThan(keys.size());

    Inputs restricted = known.map((name, rows) -> only(contract, name, rows, some));
    List<Row> apart = model.rows(restricted).select(columns(contract)).collectAsList();

    assertThat(
            texts(apart.stream().filter(row -> some.contains(row.<Object>getAs(column))).toList()))
        .as("rows of %s for %s", contract.id(), some)
        .isEqualTo(
            texts(all.stream().filter(row -> some.contains(row.<Object>getAs(column))).toList()));
  }

  /**
   * Every key whose rows differ between the two states is among those that the model says are
   * touched, or the model says that it cannot tell.
   *
   * @param before the inputs before {@code reference} changed
   * @param after the same with the reference as it is now
   * @param changed its rows that came or went, with {@code _change_type} and {@code
   *     _commit_version} as the change feed has them
   */
  public static void assertTouches(
      Contract contract,
      Model model,
      String reference,
      Dataset<Row> changed,
      Inputs before,
      Inputs after) {
    Optional<Dataset<Row>> touched = model.touched(reference, changed, after);
    if (touched.isEmpty()) {
      return;
    }
    Set<Object> known =
        touched.get().collectAsList().stream().map(row -> row.get(0)).collect(Collectors.toSet());
    Map<Object, List<String>> old = byKey(contract, model, before);
    Map<Object, List<String>> now = byKey(contract, model, after);
    Set<Object> differing = new HashSet<>(old.keySet());
    differing.addAll(now.keySet());
    differing.removeIf(key -> old.getOrDefault(key, List.of()).equals(now.get(key)));
    assertThat(known).as("keys that %s touches", reference).containsAll(differing);
  }

  private static Map<Object, List<String>> byKey(Contract contract, Model model, Inputs inputs) {
    Map<Object, List<Row>> rows = new HashMap<>();
    model.rows(withKeys(contract, inputs)).select(columns(contract)).collectAsList().stream()
        .forEach(
            row ->
                rows.computeIfAbsent(row.getAs(column(contract)), it -> new ArrayList<>())
                    .add(row));
    return rows.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> texts(entry.getValue())));
  }

  private static Inputs withKeys(Contract contract, Inputs inputs) {
    return inputs.map(
        (name, rows) ->
            key(contract, name).map(column -> rows.filter(col(column).isNotNull())).orElse(rows));
  }

  private static Dataset<Row> only(
      Contract contract, String name, Dataset<Row> rows, List<Object> keys) {
    return key(contract, name)
        .map(column -> rows.filter(col(column).isin(keys.toArray())))
        .orElse(rows);
  }

  private static Optional<String> key(Contract contract, String table) {
    return contract.derivation().inputs().stream()
        .filter(input -> Inputs.name(input).equals(table))
        .findFirst()
        .flatMap(Derivation.Input::column);
  }

  private static String column(Contract contract) {
    Build build = contract.derivation().build();
    if (build instanceof Build.ByKey byKey) {
      return byKey.column();
    }
    return ((Build.ByPartition) build).column();
  }

  private static Column[] columns(Contract contract) {
    return contract.columns().stream().map(it -> col(it.name())).toArray(Column[]::new);
  }

  private static List<String> texts(List<Row> rows) {
    return rows.stream().map(Row::toString).sorted().toList();
  }
}
