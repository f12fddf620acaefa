package io.finlake.etl.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Partitions as a predicate in Spark's SQL over the partition columns. */
public final class PartitionPredicate {
  private PartitionPredicate() {}

  /**
   * The predicate that these partitions fulfil and no other; empty for a table without partition
   * columns, all of which is one partition.
   *
   * @param partitions their values as a log writes them
   * @param types the columns' types in SQL
   */
  public static Optional<String> of(
      List<Map<String, Optional<String>>> partitions, Map<String, String> types) {
    if (partitions.stream().allMatch(Map::isEmpty)) {
      return Optional.empty();
    }
    return Optional.of(
        partitions.stream()
            .map(partition -> one(partition, types))
            .collect(Collectors.joining(" OR ")));
  }

  private static String one(Map<String, Optional<String>> partition, Map<String, String> types) {
    return partition.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(value -> equal(value.getKey(), value.getValue(), types.get(value.getKey())))
        .collect(Collectors.joining(" AND ", "(", ")"));
  }

  private static String equal(String column, Optional<String> value, String type) {
    String name = "`" + column.replace("`", "``") + "`";
    return value
        .map(
            text ->
                name
                    + " = CAST('"
                    + text.replace("\\", "\\\\").replace("'", "\\'")
                    + "' AS "
                    + type
                    + ")")
        .orElse(name + " IS NULL");
  }
}
