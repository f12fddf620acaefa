package io.finlake.etl.curate;

import io.finlake.etl.contract.Derivation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The tables that a model reads, by name as its contract writes them: {@code
 * processed.payments.transactions}.
 */
public final class Inputs {
  private final Map<String, Dataset<Row>> tables;

  private Inputs(Map<String, Dataset<Row>> tables) {
    this.tables = tables;
  }

  /** The inputs by name. */
  public static Inputs of(Map<String, Dataset<Row>> tables) {
    return new Inputs(new LinkedHashMap<>(tables));
  }

  /** The name of an input: {@code zone.domain.name}. */
  public static String name(Derivation.Input input) {
    return input.zone().label() + "." + input.dataset();
  }

  /** The table of that name; asking for one that the contract does not list is the model's bug. */
  public Dataset<Row> table(String name) {
    Dataset<Row> table = tables.get(name);
    if (table == null) {
      throw new IllegalStateException(
          "the model reads "
              + name
              + ", which is not an input of its contract: "
              + tables.keySet());
    }
    return table;
  }

  /** The names, in the order of the contract. */
  public Set<String> names() {
    return Set.copyOf(tables.keySet());
  }

  /** The same names, each table replaced by what the function makes of name and table. */
  public Inputs map(BiFunction<String, Dataset<Row>, Dataset<Row>> change) {
    Map<String, Dataset<Row>> changed = new LinkedHashMap<>();
    tables.forEach((name, table) -> changed.put(name, change.apply(name, table)));
    return new Inputs(changed);
  }
}
