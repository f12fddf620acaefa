package io.finlake.etl.table;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table to be made.
 *
 * @param path where it lies
 * @param columns name to Spark DDL type, in order
 * @param partitionBy partition columns, in order
 * @param comment what it holds, for people
 */
public record TableSpec(
    String path, Map<String, String> columns, List<String> partitionBy, String comment) {
  public TableSpec {
    columns = new LinkedHashMap<>(columns);
    partitionBy = List.copyOf(partitionBy);
  }

  @Override
  public Map<String, String> columns() {
    return new LinkedHashMap<>(columns);
  }
}
