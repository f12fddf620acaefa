package io.finlake.etl.lookup;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A small table to be made or opened.
 *
 * @param path where it lies
 * @param columns name to type in Spark's DDL, in order
 * @param indexed the STRING, BIGINT and DATE columns, short of text, whose least and greatest value
 *     stand in the log for every file, so that reading passes over files without opening them
 */
public record TableShape(String path, Map<String, String> columns, Set<String> indexed) {
  public TableShape {
    columns = new LinkedHashMap<>(columns);
    indexed = Set.copyOf(indexed);
    if (!columns.keySet().containsAll(indexed)) {
      throw new IllegalArgumentException(path + " has no columns " + indexed);
    }
  }

  @Override
  public Map<String, String> columns() {
    return new LinkedHashMap<>(columns);
  }
}
