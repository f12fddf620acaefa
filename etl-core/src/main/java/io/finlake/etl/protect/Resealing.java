package io.finlake.etl.protect;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.substring_index;
import static org.apache.spark.sql.functions.when;

import io.finlake.etl.contract.Contract;
import io.finlake.etl.contract.Protection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Makes tokens of other key versions anew with one version: opened with the key that they were made
 * with and sealed with that one, by built-in functions in a narrow projection. Keys travel as those
 * of {@link Protecting} do, and what was opened leaves the projection in no column.
 */
public final class Resealing {
  /**
   * Of resealed rows: the key version, as tokens spell it, of a token that cannot be opened; null
   * where all can be.
   */
  public static final String UNOPENED = "_unopened";

  private static final String SEALED = "_sealed_";

  private final Map<String, String> domains;
  private final int to;
  private final SortedMap<Integer, Map<String, DomainKeys>> keys;

  private Resealing(
      Map<String, String> domains, int to, SortedMap<Integer, Map<String, DomainKeys>> keys) {
    this.domains = domains;
    this.to = to;
    this.keys = keys;
  }

  /**
   * Prepares the tokens of a contract's columns.
   *
   * @param to the key version that all tokens shall be of
   * @throws io.finlake.etl.error.FinlakeException MISSING_SECRET when there is no such key
   */
  public static Resealing of(Contract contract, TokenKeys roots, int to) {
    Map<String, String> domains = new LinkedHashMap<>();
    contract
        .columns()
        .forEach(
            column -> {
              if (column.protection() instanceof Protection.Token token) {
                domains.put(column.name(), token.domain());
              }
            });
    roots.root(to);
    SortedMap<Integer, Map<String, DomainKeys>> keys = new TreeMap<>();
    for (int version : roots.versions()) {
      Map<String, DomainKeys> ofVersion = new LinkedHashMap<>();
      domains.values().forEach(name -> ofVersion.put(name, roots.domain(version, name)));
      keys.put(version, ofVersion);
    }
    return new Resealing(domains, to, keys);
  }

  /** The same for some of the columns. */
  public Resealing only(List<String> columns) {
    Map<String, String> some = new LinkedHashMap<>(domains);
    some.keySet().retainAll(columns);
    return new Resealing(some, to, keys);
  }

  /** Whether there is a key of a version, as tokens spell it. */
  public boolean opens(String version) {
    return keys.keySet().stream().anyMatch(it -> version.equals("v" + it));
  }

  /** The columns that hold tokens, in the contract's order. */
  public List<String> columns() {
    return List.copyOf(domains.keySet());
  }

  /** How every token begins that is made. */
  public String prefix() {
    return TokenColumn.prefix(to);
  }

  /** The rows that hold anything but such tokens in a column of tokens. */
  public Dataset<Row> stale(Dataset<Row> rows) {
    return rows.where(
        present(rows).keySet().stream()
            .map(name -> quoted(name).isNotNull().and(stale(quoted(name))))
            .reduce(lit(false), Column::or));
  }

  private Column stale(Column token) {
    return not(token.startsWith(prefix()));
  }

  /** A table that waits for its next batch lacks columns that the contract gained. */
  private Map<String, String> present(Dataset<Row> rows) {
    Map<String, String> present = new LinkedHashMap<>(domains);
    present.keySet().retainAll(List.of(rows.columns()));
    return present;
  }

  /**
   * The rows with their tokens made anew, in the same columns, and with {@link #UNOPENED}. A token
   * that cannot be opened becomes null: who takes the rows looks first.
   */
  public Dataset<Row> resealed(Dataset<Row> rows) {
    return bound(rows, keys.keySet().iterator(), new TreeMap<>());
  }

  /** One local table of keys for each version, since they are named by their domains. */
  private Dataset<Row> bound(
      Dataset<Row> rows, Iterator<Integer> versions, SortedMap<Integer, KeyRow.Binding> bound) {
    if (!versions.hasNext()) {
      return project(rows, bound);
    }
    int version = versions.next();
    return new KeyRow(List.copyOf(keys.get(version).values()))
        .bind(
            rows,
            binding -> {
              bound.put(version, binding);
              return bound(rows, versions, bound);
            });
  }

  private Dataset<Row> project(Dataset<Row> rows, SortedMap<Integer, KeyRow.Binding> bound) {
    Map<String, String> tokens = present(rows);
    List<Column> with = new ArrayList<>();
    for (String name : rows.columns()) {
      with.add(quoted(name));
    }
    tokens.forEach(
        (name, domain) -> with.add(sealed(quoted(name), domain, bound).as(SEALED + name)));
    List<Column> stored = new ArrayList<>();
    Column unopened = lit(null).cast("string");
    for (String name : rows.columns()) {
      boolean token = tokens.containsKey(name);
      stored.add(token ? quoted(SEALED + name).as(name) : quoted(name));
      if (token) {
        unopened =
            when(
                    quoted(name).isNotNull().and(quoted(SEALED + name).isNull()),
                    substring_index(quoted(name), ".", 1))
                .otherwise(unopened);
      }
    }
    stored.add(unopened.as(UNOPENED));
    return rows.select(with.toArray(Column[]::new)).select(stored.toArray(Column[]::new));
  }

  private Column sealed(Column token, String domain, SortedMap<Integer, KeyRow.Binding> bound) {
    Column sealed = when(token.startsWith(prefix()), token);
    for (Map.Entry<Integer, KeyRow.Binding> one : bound.entrySet()) {
      int version = one.getKey();
      if (version != to) {
        byte[] data = keys.get(version).get(domain).associatedData();
        Column clear = TokenColumn.opened(token, one.getValue().keys(domain), version, data);
        sealed =
            sealed.when(
                token.startsWith(TokenColumn.prefix(version)),
                TokenColumn.of(clear, bound.get(to).keys(domain), to, data));
      }
    }
    return sealed;
  }

  private static Column quoted(String name) {
    return col("`" + name + "`");
  }
}
