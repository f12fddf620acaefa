package io.finlake.etl.parse;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A table by the names that its source has for it. */
record SourceTable(Optional<String> database, Optional<String> schema, Optional<String> table) {

  /**
   * Whether one of the names means this table: the table alone, or with what stands before it. With
   * no names every table is meant.
   */
  boolean among(List<String> names) {
    return names.isEmpty() || names.stream().anyMatch(this::means);
  }

  private boolean means(String name) {
    List<String> asked = List.of(name.split("\\.", -1));
    List<String> own = Stream.of(database, schema, table).flatMap(Optional::stream).toList();
    return asked.size() <= own.size()
        && table.isPresent()
        && own.subList(own.size() - asked.size(), own.size()).equals(asked);
  }

  /** The names with dots between. */
  String shown() {
    return String.join(".", Stream.of(database, schema, table).flatMap(Optional::stream).toList());
  }
}
